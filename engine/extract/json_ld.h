#pragma once

// What a page says about itself in JSON-LD: schema.org objects, of which a few fields count.
//
// A reader of its own, because such scripts are written by hand and by templates: with line breaks inside strings,
// comments around them, commas too many and ends missing. It takes what it can read, up to where it cannot.

#include <string>
#include <string_view>
#include <vector>

namespace unspin::extract {

struct LinkedObject {
  std::string type;  // "NewsArticle"; of several the first
  std::string headline;
  std::string name;
  std::string body;  // articleBody or text
  std::string date;  // datePublished, else dateCreated
  std::string publisher;
  std::vector<std::string> authors;
};

/// Every object of one script, inner ones too, in the order of their ends. O(n).
[[nodiscard]] std::vector<LinkedObject> read_json_ld(std::string_view script);

/// Whether the type is that of a text with an author: an article, a posting, a report.
[[nodiscard]] bool is_article(std::string_view type) noexcept;

}  // namespace unspin::extract
