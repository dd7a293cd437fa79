#pragma once

// Text → one 64-bit hash a token, in one pass.
//
// A token is a maximal run of letters, marks, digits and underscores after NFKC case folding; a letter of a script
// that is written without spaces is a token of its own, so that n-grams of tokens are character n-grams there.
// "Don't PANIC: ﬁre — 東京" has the tokens don, t, panic, fire, 東, 京. The hash of a token is XXH3 of its folded
// UTF-8 bytes, padded with zeros to 16 if shorter (no token holds a zero byte).
//
// Runs of ASCII letters, which are nearly everything in a crawl, go through bit masks of 64 bytes; a run with any
// other byte goes code point by code point. Oracle: tests/oracle/tokens.h, which knows only ICU.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace unspin::text {

/// Turns texts into token hashes. Keeps its buffers between calls: make one a thread.
class WordHasher {
 public:
  /// The token hashes of `utf8` in order, valid until the next call. Any bytes are accepted: malformed UTF-8 is a
  /// gap. O(n).
  [[nodiscard]] std::span<const std::uint64_t> operator()(std::string_view utf8);

 private:
  void add_run(std::string_view utf8, std::uint32_t begin, std::uint32_t end);
  void add_any(std::string_view run);
  void add_folded(std::string_view folded);
  void add_to_token(std::string_view folded);
  void add_singles(std::string_view folded);
  void end_token();

  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> boundaries_;
  std::string token_;  // its first token_size_ bytes: the folded token under construction
  std::size_t token_size_ = 0;
};

/// The hash of one folded token.
[[nodiscard]] std::uint64_t word_hash(std::string_view folded) noexcept;

namespace internal {
/// Bit i: byte i of the 64 at `bytes` is an ASCII letter, digit, underscore, or not ASCII. Exposed for the test that
/// holds the two versions against each other.
[[nodiscard]] std::uint64_t run_mask_portable(const char* bytes) noexcept;
[[nodiscard]] std::uint64_t run_mask(const char* bytes) noexcept;
}  // namespace internal

}  // namespace unspin::text
