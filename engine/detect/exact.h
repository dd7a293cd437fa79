#pragma once

// Stage 2: documents with the same id, and documents with the same text.

#include <cstdint>
#include <unordered_map>
#include <vector>

#include <unspin/result.h>

#include "engine/detect/context.h"
#include "engine/detect/scan.h"

namespace unspin::detect {

/// The documents of a scan, and which of them are copies to the letter (of the normalised text).
struct Documents {
  std::vector<std::uint8_t> flags;
  /// The first document with the same tokens in the same order; itself when it is that, refused, or without words.
  std::vector<std::uint32_t> representative;
  std::vector<std::uint32_t> repeated_ids;  // documents refused because an earlier one has their id, ascending
  std::uint64_t num_accepted = 0;

  [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(flags.size()); }
  [[nodiscard]] bool refused(std::uint32_t doc) const noexcept { return (flags[doc] & kRefused) != 0; }
  /// Whether one is of the first collection and the other of the second.
  [[nodiscard]] bool across(std::uint32_t a, std::uint32_t b) const noexcept {
    return ((flags[a] ^ flags[b]) & kAgainst) != 0;
  }
  /// Whether that holds for some copies of two representatives.
  [[nodiscard]] bool copies_across(std::uint32_t a, std::uint32_t b) const noexcept {
    const auto meet = [&](std::uint32_t x, std::uint32_t y) {
      return (flags[x] & kCopyInFirst) != 0 && (flags[y] & kCopyInSecond) != 0;
    };
    return meet(a, b) || meet(b, a);
  }
  /// Takes part in the search for near-duplicates: accepted, with words of its own, and the first of its equals.
  [[nodiscard]] bool searched(std::uint32_t doc) const noexcept {
    return (flags[doc] & (kRefused | kHasWords | kNoOwnText)) == kHasWords && representative[doc] == doc;
  }
};

/// Refuses documents whose id an earlier one of the same collection has (by 128-bit digest), unless the id was
/// generated; groups the rest by the 128-bit digest of their tokens.
[[nodiscard]] Result<Documents> find_exact(Context& context, const Scan& scan);

/// Of each representative with an exact copy in the other collection the first such copy: it may stand for it there.
[[nodiscard]] std::unordered_map<std::uint32_t, std::uint32_t> first_copies_across(const Documents& docs);

}  // namespace unspin::detect
