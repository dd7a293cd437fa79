#pragma once

// Token hashes → shingles: hashes of every window of n tokens [Broder 1997].
//
// The hash of a window is a cyclic polynomial [Cohen 1997; pairwise independent, Lemire & Kaser 2010]: the xor of its
// token hashes, each rotated by its place. Token hashes are XXH3, hence uniform, hence so are shingles: sets of them
// are sorted and intersected without hashing again.
//
// A document of fewer than n tokens has one shingle, its whole text; one without tokens has none and matches nobody.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/base/hash.h"
#include "engine/text/words.h"

namespace unspin::shingle {

constexpr int kWordsPerShingle = 5;

/// Writes the shingles of `words` in order, repeats included: max(0, |words| - 4) of them, or one for 1 to 4 words.
void shingles_of(std::span<const std::uint64_t> words, std::vector<std::uint64_t>& shingles);

/// Distinct, ascending.
using ShingleSet = std::vector<std::uint64_t>;

/// Sorts hashes and drops repeats, in place. They are uniform, so one scatter by their leading bits leaves almost
/// nothing to sort: O(n) expected.
void make_set(std::vector<std::uint64_t>& shingles, std::vector<std::uint64_t>& scratch);

/// Texts → sets. Keeps its buffers: make one a thread.
class SetMaker {
 public:
  /// Valid until the next call. O(n).
  [[nodiscard]] const ShingleSet& operator()(std::string_view text) { return (*this)(words_(text)); }
  /// Of a text that is token hashes already.
  [[nodiscard]] const ShingleSet& operator()(std::span<const std::uint64_t> words);

 private:
  text::WordHasher words_;
  ShingleSet set_;
  std::vector<std::uint64_t> scratch_;
};

/// Equal exactly when two texts have the same tokens in the same order.
[[nodiscard]] inline base::Hash128 text_digest(std::span<const std::uint64_t> words) noexcept {
  return base::hash128(words.data(), words.size_bytes());
}

}  // namespace unspin::shingle
