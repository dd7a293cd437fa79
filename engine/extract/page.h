#pragma once

// The bytes of an HTML page → its main text, and what the page says about itself.
//
//     bytes ─► encoding ─► guard ─► tree ─► blocks ─► main text
//                            └──────► JSON-LD ─┴──► title, byline, date, …
//
// docs/extract.md has the rules in their order. The same bytes and hints always give the same page: what bounds the
// work on hostile input are sizes and counts, never a clock.

#include <memory>
#include <string>
#include <string_view>

#include <unspin/result.h>

namespace unspin::extract {

/// What is known from elsewhere; both may be empty.
struct PageHints {
  std::string_view url;           // where the page was found: makes a canonical address absolute
  std::string_view content_type;  // of the HTTP header: "text/html; charset=iso-8859-1"
};

/// All valid UTF-8; what the page does not have is empty.
struct Page {
  std::string text;         // the main text: a block a line
  std::string title;        // without the name of the site where that can be told
  std::string byline;       // the author or authors
  std::string date;         // of publication: "2024-05-01" or "2024-05-01T10:20:30+02:00"
  std::string language;     // "de": as CLD2 sees the main text, else what the page declares; a hint
  std::string canonical;    // the address that the page itself names as the original
  std::string site;         // the name of the site
  std::string encoding;     // that the bytes were read in, as the WHATWG calls it
  bool whole_text = false;  // no main part was told apart: this is all the text there is
  bool cut = false;         // some of the page was left out: too large, or too deeply nested
};

/// Pages are read up to this size; what follows is left out, and the page is marked as cut.
constexpr std::size_t kMaxPageBytes = std::size_t{8} << 20;

/// Keeps its buffers between pages: make one a thread.
class Extractor {
 public:
  Extractor();
  Extractor(Extractor&&) noexcept;
  Extractor& operator=(Extractor&&) noexcept;
  ~Extractor();

  /// Any bytes are accepted; a page with any visible text has a text. O(n). InvalidOptions: the bytes are no text in
  /// any encoding (an image, an archive).
  [[nodiscard]] Result<Page> extract(std::string_view bytes, const PageHints& hints);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace unspin::extract
