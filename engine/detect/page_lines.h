#pragma once

// The lines of a crawled page: what furniture of a site is told by (host_furniture.h).

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/text/prose.h"
#include "engine/text/words.h"

namespace unspin::detect {

/// The host that a page is of, as a number; 0 for documents that are no crawled page, or of no known host: what recurs
/// among those is nobody's furniture. By the address of the page, else by the one that it names itself.
[[nodiscard]] std::uint64_t host_key(bool crawled, std::string_view url, std::string_view canonical);

/// The address of a page as a number: the one that it names itself, else its own. Print versions, twins for phones and
/// captures of one page on several days are one address.
[[nodiscard]] std::uint64_t address_key(std::string_view url, std::string_view canonical);

/// The address of a page without what follows a "?", ";" or "#": session ids make many addresses of one path.
[[nodiscard]] std::uint64_t path_key(std::string_view url);

/// Lines without a word are left out.
struct PageLines {
  std::uint64_t host;
  std::vector<std::uint64_t> words;      // token hashes of the text, those of line i before ends[i]
  std::vector<std::uint32_t> ends;       // of each line
  std::vector<std::uint64_t> keys;       // of each line: a hash of the host and the words
  std::vector<std::uint32_t> text_ends;  // of each line: the byte of the text behind it

  [[nodiscard]] std::size_t size() const noexcept { return ends.size(); }
  [[nodiscard]] std::uint32_t begin(std::size_t line) const noexcept { return line == 0 ? 0 : ends[line - 1]; }
};

/// Texts → lines. Keeps its buffers: make one a thread.
class LineReader {
 public:
  /// The words are those of the whole text, in order. Valid until the next call. O(n).
  [[nodiscard]] const PageLines& operator()(std::uint64_t host, std::string_view text);

 private:
  text::WordHasher words_;
  PageLines lines_;
};

/// Where the sentences of a page lie: sentence i in the lines from first[i] to last[i].
struct SentenceLines {
  std::vector<std::uint64_t> keys;  // of the lines
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> last;
};

/// `prose`: of the same text.
[[nodiscard]] SentenceLines lines_of_sentences(const PageLines& lines, const text::Prose& prose);

}  // namespace unspin::detect
