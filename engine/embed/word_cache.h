#pragma once

// Words already tokenized: word → ids of its pieces. Open addressing; when full, it forgets everything, so that it
// stays small and in the processor's cache.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/hash.h"
#include "engine/embed/subwords.h"

namespace unspin::embed {

class WordCache {
 public:
  static constexpr std::size_t kLongestWord = 64;  // bytes; longer ones do not come back

  WordCache() : slots_(kNumSlots) {}

  /// The ids of `word`, which `tokenize(word, ids)` appends to `ids` when they are not known yet. Valid until the next
  /// call. Requires at most kLongestWord bytes.
  template <typename Tokenize>
  std::span<const PieceId> operator()(std::string_view word, Tokenize tokenize) {
    const std::uint64_t hash = base::hash64(word);
    std::size_t at = hash % kNumSlots;
    for (; slots_[at].used; at = (at + 1) % kNumSlots) {
      const Slot& slot = slots_[at];
      if (slot.hash == hash && word == std::string_view(words_).substr(slot.word, slot.word_bytes)) return ids_of(slot);
    }
    if (num_words_ == kMaxWords || ids_.size() > kMaxIds) return forget(), (*this)(word, tokenize);
    ++num_words_;
    Slot& slot = slots_[at];
    slot = {hash, static_cast<std::uint32_t>(words_.size()), static_cast<std::uint32_t>(ids_.size()),
            0,    static_cast<std::uint8_t>(word.size()),    true};
    words_ += word;
    tokenize(word, ids_);
    slot.num_ids = static_cast<std::uint32_t>(ids_.size()) - slot.first_id;
    return ids_of(slot);
  }

 private:
  static constexpr std::size_t kNumSlots = 1 << 16;  // 2 MiB
  static constexpr std::size_t kMaxWords = kNumSlots / 2;
  static constexpr std::size_t kMaxIds = 64 * kMaxWords;

  struct Slot {
    std::uint64_t hash;
    std::uint32_t word;      // first byte in words_
    std::uint32_t first_id;  // in ids_
    std::uint32_t num_ids;
    std::uint8_t word_bytes;
    bool used;
  };

  [[nodiscard]] std::span<const PieceId> ids_of(const Slot& slot) const {
    return std::span(ids_).subspan(slot.first_id, slot.num_ids);
  }
  void forget() {
    slots_.assign(kNumSlots, {});
    words_.clear();
    ids_.clear();
    num_words_ = 0;
  }

  std::vector<Slot> slots_;
  std::string words_;
  std::vector<PieceId> ids_;
  std::size_t num_words_ = 0;
};

}  // namespace unspin::embed
