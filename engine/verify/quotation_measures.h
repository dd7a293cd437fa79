#pragma once

// What became of the quotations of two texts: who rewrites turns them into other words; independent writers repeat or
// drop them. How much is quoted says nothing and is not measured.
//
// A clause with at least four quoted words is a quotation. It is verbatim if .6 of these words lie in a 3-gram of words
// that the other text has; otherwise it is reworded as far as the other text's clauses around its partner have its
// stems, or as far as it has a similar clause; under .35 it is new.

#include <bitset>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/verify/alignment.h"
#include "engine/verify/parts.h"

namespace unspin::verify {

/// Keeps its buffers.
class QuotationMeasurer {
 public:
  /// One direction: d's clauses, their partners (from the beginning of o) and their best cosines in o.
  struct Direction {
    Part d;
    Part o;
    const TermMap& stems;  // from d to o
    const UnitMeasures& clauses;
  };

  /// Does any clause have enough quoted words?
  [[nodiscard]] static bool any_quotation(const Part& part);
  /// The two directions of a pair. O(words).
  [[nodiscard]] QuotationMeasures measure(const Direction& forth, const Direction& back);

 private:
  struct Words {
    float verbatim = 0;
    float reworded = 0;
    float quoted = 0;
    float fresh = 0;
    float all = 0;
  };
  [[nodiscard]] Words count(const Direction& at);
  void collect_grams(const Part& d, const Part& o);
  [[nodiscard]] float verbatim_share(std::span<const std::uint64_t> words) const;

  std::vector<std::uint64_t> quoted_;
  std::vector<std::uint64_t> wanted_;  // 3-grams of d's quotations, ascending …
  std::vector<std::uint8_t> found_;    // … and whether o has them
  std::bitset<2048> starts_;           // first words of them, by hash: few words of o begin one
};

}  // namespace unspin::verify
