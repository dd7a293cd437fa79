#pragma once

// The "Precompiled" normalizer: sentencepiece's table of replacements [Kudo & Richardson 2018], a double-array trie
// [Aoe 1989] whose values are places in a pool of zero-terminated strings.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

namespace unspin::embed {

class Precompiled {
 public:
  /// `base64` is the member "precompiled_charsmap". CorruptFile.
  [[nodiscard]] static Result<Precompiled> parse(std::string_view base64, std::string_view where);

  /// Replaces each grapheme of up to five bytes that the table knows, and each known character of the others. O(n).
  void operator()(std::string& utf8) const;

 private:
  /// Appends what replaces `text`, which is the shortest key that it begins with; false: none.
  bool append_replacement(std::string& out, std::string_view text) const;

  std::vector<std::uint32_t> trie_;
  std::string pool_;
};

}  // namespace unspin::embed
