#pragma once

// How common stems, names and numbers are: in how many texts of a general collection each occurs, and from that the
// weight by which two texts' sharing one counts. IDF [Spärck Jones 1972], smoothed: log((N + 1) / (df + 1/2)).
//
// File (docs/formats/background.md): little-endian; 8 bytes "UNSPINBG", u32 version, u32 texts N, u32 stems, u32
// anchors, then stems and anchors, each as ascending u32 fingerprints and after them as many u32 document frequencies.
// The fingerprint is the upper half of the token's hash: an unknown word is taken for a known one once in 100,000
// times.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <unspin/result.h>

#include "engine/text/prose.h"

namespace unspin::verify {

/// A table fingerprint → weight. Open addressing.
class WeightTable {
 public:
  WeightTable() = default;
  WeightTable(const std::vector<std::uint32_t>& fingerprints, const std::vector<float>& weights, float unknown);
  [[nodiscard]] float operator()(std::uint64_t hash) const noexcept;

 private:
  struct Slot {
    std::uint32_t fingerprint;
    float weight;  // 0: empty
  };
  std::vector<Slot> slots_ = {{0, 0}};
  std::size_t mask_ = 0;
  float unknown_ = 1;
};

/// Weights of stems and anchors. Immutable, shared by all threads.
class Background {
 public:
  /// CorruptFile and UnsupportedVersion say what was expected and name `where`.
  [[nodiscard]] static Result<Background> parse(std::string_view bytes, std::string_view where);
  [[nodiscard]] static Result<Background> load(const std::filesystem::path& file);
  /// data/models/english/background.bin, compiled in.
  [[nodiscard]] static Result<Background> built_in();

  /// IDF of a stem. O(1).
  [[nodiscard]] float stem_weight(std::uint64_t stem) const noexcept { return stems_(stem); }
  /// IDF of a name; of a number at most 6, and 0.6 of that if it has one digit. O(1).
  [[nodiscard]] float anchor_weight(const text::Token& token) const noexcept;
  /// How far a capitalised word is a name rather than a word that happened to have a capital ("Captain", "Instead"):
  /// texts that have it as a name over texts that have its stem, each and one, at most 1. O(1).
  [[nodiscard]] float name_share(const text::Token& token) const noexcept;
  [[nodiscard]] std::uint32_t num_texts() const noexcept { return num_texts_; }

 private:
  [[nodiscard]] float texts_with(float weight) const noexcept;

  WeightTable stems_;
  WeightTable anchors_;
  std::uint32_t num_texts_ = 0;
};

/// Counts texts and writes the table.
class BackgroundBuilder {
 public:
  void add(const text::Prose& prose);
  /// The file's bytes, entries that fewer than `min_texts` texts have left out. The same for any order of the texts.
  [[nodiscard]] std::string bytes(std::uint32_t min_texts = 1) const;

 private:
  std::unordered_map<std::uint32_t, std::uint32_t> stems_;
  std::unordered_map<std::uint32_t, std::uint32_t> anchors_;
  std::vector<std::uint32_t> seen_;
  std::uint32_t num_texts_ = 0;
};

}  // namespace unspin::verify
