#pragma once

// What the head of a page, its JSON-LD and its markup say about it.

#include <string>
#include <string_view>
#include <vector>

#include "engine/extract/json_ld.h"
#include "engine/extract/tree.h"

namespace unspin::extract {

struct Metadata {
  std::string title;  // of the article where that can be told, without the name of the site
  std::string byline;
  std::string date;
  std::string canonical;
  std::string site;
  std::string language;  // as declared in <html lang> or <meta>
  std::string body;      // articleBody of the JSON-LD: markup and entities resolved, or nothing
};

/// Each field by the first rule of docs/extract.md that gives something. O(n).
[[nodiscard]] Metadata read_metadata(const Tree& tree, const std::vector<LinkedObject>& objects);

}  // namespace unspin::extract
