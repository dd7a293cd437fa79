#pragma once

// The "model" of a tokenizer.json: one stretch of text → ids of word pieces.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <unspin/result.h>

#include "engine/embed/json.h"

namespace unspin::embed {

using PieceId = std::uint32_t;

struct PieceHash {
  using is_transparent = void;  // NOLINT(readability-identifier-naming): the standard's name
  std::size_t operator()(std::string_view piece) const noexcept { return std::hash<std::string_view>()(piece); }
};
using PieceMap = std::unordered_map<std::string, PieceId, PieceHash, std::equal_to<>>;

/// Immutable, safe from many threads.
class Subwords {
 public:
  virtual ~Subwords() = default;
  /// Appends the ids of the pieces of `stretch`; what no piece covers is left out.
  virtual void split(std::string_view stretch, std::vector<PieceId>& ids) const = 0;
  /// 1 + the largest id.
  [[nodiscard]] virtual std::uint32_t num_ids() const noexcept = 0;
  /// The piece that stands for what no piece covers; num_ids(): none.
  [[nodiscard]] virtual PieceId unknown() const noexcept = 0;
};

/// Greedy longest match from the left [Schuster & Nakajima 2012, Wu 2016]; O(n · longest piece).
[[nodiscard]] Result<std::unique_ptr<Subwords>> parse_word_piece(Json model, std::string_view where);
/// The likeliest way to split under a unigram language model, by Viterbi [Kudo 2018]; O(n · longest piece).
[[nodiscard]] Result<std::unique_ptr<Subwords>> parse_unigram(Json model, std::string_view where);

/// Ids are rows of a table: more than this are a damaged file.
constexpr std::uint64_t kMaxPieces = std::uint64_t{1} << 28;

}  // namespace unspin::embed
