#pragma once

// Pairs of documents on scratch, sorted, each once, with what was counted while they were found: present only when
// whole. Layout: docs/formats/segment.md.

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <type_traits>
#include <vector>

#include <unspin/result.h>

#include "engine/base/external_sort.h"
#include "engine/base/file.h"
#include "engine/base/hash.h"

namespace unspin::detect {

template <typename Pair, typename Counts>
class PairFile {
  static_assert(std::is_trivially_copyable_v<Pair> && std::is_trivially_copyable_v<Counts>);

 public:
  /// Drains the pairs for which `wanted` holds into PATH.partial, followed by the trailer, and renames it.
  template <typename Wanted>
  [[nodiscard]] static Result<void> store(const std::filesystem::path& path, std::uint64_t run,
                                          base::ExternalSorter<Pair>& pairs, const Counts& counts, Wanted wanted) {
    auto file = base::StagedFile::create(path);
    if (!file) return pass_on(file);
    Trailer trailer{counts, run, 0, 0};
    base::Digest digest;
    auto drained = pairs.drain([&](const Pair& pair) -> Result<void> {
      if (!wanted(pair)) return {};
      digest.add(&pair, sizeof pair);
      ++trailer.num_pairs;
      return file->write(base::bytes_of(pair));
    });
    if (!drained) return drained;
    trailer.checksum = digest.value().low;
    if (auto ok = file->write(base::bytes_of(trailer)); !ok) return ok;
    return file->commit();
  }

  /// CorruptFile when it is not whole, was changed, or belongs to another run. Reads it once, for its checksum.
  [[nodiscard]] static Result<PairFile> open(const std::filesystem::path& path, std::uint64_t run) {
    const auto damaged = [&](std::string_view what) { return tl::unexpected(base::scratch_damage(path, what)); };
    auto file = base::File::open(path);
    if (!file) return pass_on(file);
    const auto size = file->size();
    if (!size) return tl::unexpected(size.error());
    if (*size < sizeof(Trailer)) return damaged("it is cut off");
    Trailer trailer{};
    if (auto ok = file->read_at(&trailer, sizeof trailer, *size - sizeof trailer); !ok) return pass_on(ok);
    if (trailer.run != run) return damaged("it belongs to a run with other options or inputs");
    if (trailer.num_pairs * sizeof(Pair) + sizeof trailer != *size)
      return damaged("it has another length than it says");
    PairFile pairs;
    pairs.num_pairs_ = trailer.num_pairs;
    pairs.counts_ = trailer.counts;
    pairs.file_ = std::move(*file);
    base::Digest digest;
    auto read = pairs.for_each_piece([&](const std::vector<Pair>& piece, std::uint64_t) -> Result<void> {
      digest.add(piece.data(), piece.size() * sizeof(Pair));
      return {};
    });
    if (!read) return pass_on(read);
    if (digest.value().low != trailer.checksum) return damaged("its checksum is wrong");
    return pairs;
  }

  /// Up to `count` pairs from number `from` on.
  [[nodiscard]] Result<std::vector<Pair>> read(std::uint64_t from, std::uint64_t count) const {
    std::vector<Pair> pairs(std::min(count, num_pairs_ - from));
    auto ok = file_.read_at(pairs.data(), pairs.size() * sizeof(Pair), from * sizeof(Pair));
    if (!ok) return pass_on(ok);
    return pairs;
  }

  /// Calls visit(pairs, number of the first of them) with all pairs, piece by piece.
  template <typename Visit>
  [[nodiscard]] Result<void> for_each_piece(Visit visit) const {
    constexpr std::uint64_t kPiece = std::uint64_t{1} << 16;
    for (std::uint64_t at = 0; at < num_pairs_; at += kPiece) {
      const auto pairs = read(at, kPiece);
      if (!pairs) return tl::unexpected(pairs.error());
      if (auto ok = visit(*pairs, at); !ok) return ok;
    }
    return {};
  }

  [[nodiscard]] std::uint64_t num_pairs() const noexcept { return num_pairs_; }
  [[nodiscard]] const Counts& counts() const noexcept { return counts_; }

 private:
  /// What follows the pairs.
  struct Trailer {
    Counts counts;
    std::uint64_t run;
    std::uint64_t num_pairs;
    std::uint64_t checksum;  // of the pairs, as one stream: the low half of XXH3-128
  };

  base::File file_;
  std::uint64_t num_pairs_ = 0;
  Counts counts_{};
};

}  // namespace unspin::detect
