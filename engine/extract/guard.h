#pragma once

// What stands before the parser: one linear scan that makes any page harmless, and small.
//
// libxml2 2.9 takes quadratic time on some pages (a tag with 200,000 attributes; end tags that look for their start
// through a deep stack). The scan writes a page with the same text in which that cannot happen:
//
//   - tags of more than 16 KiB lose what is over; of all attributes only those that a rule reads stay, once each, short
//   - elements nested deeper than 256 are dropped, their text stays; so are end tags that end nothing
//   - comments, scripts, styles and drawings go: half of a page's bytes; scripts with JSON-LD are put aside
//
// It is no parser: it knows where tags begin and end, and the names of a few.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace unspin::extract {

constexpr std::size_t kMaxTagBytes = std::size_t{16} << 10;
constexpr std::size_t kMaxDepth = 256;

struct Guarded {
  std::string_view html;                  // lives until the next call
  std::vector<std::string_view> json_ld;  // contents of such scripts, in the page given
  bool cut = false;                       // elements were dropped, or a tag was shortened
};

/// Keeps its buffers: make one a thread.
class Guard {
 public:
  Guard();
  ~Guard();

  /// `utf8` is valid UTF-8. O(n); what it writes is longer than the page by little: quotes of values, and "&lt;" for a
  /// bare "<".
  [[nodiscard]] Guarded operator()(std::string_view utf8);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace unspin::extract
