#pragma once

// How far a text accounts for the names and numbers of another one.
//
// A new fact is what a rewrite lacks and an independent text has. But "Danes" is no news beside "Denmark", nor 61 %
// alive beside 39 % dead: each name and number of one text is present in the other to a degree in [0, 1].

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/verify/alignment.h"
#include "engine/verify/article.h"
#include "engine/verify/parts.h"

namespace unspin::verify {

/// Distinct values, ascending: the numbers of a text and what its words amount to.
using Values = std::vector<double>;

/// How far a text with these values has the number `value`, which it does not have as it is written: the same value 1;
/// twelve hours apart .9; rounded, 3 % off, .8; the rest to a hundred .7; weeks, dozens, hours, minutes, thousands, per
/// cent of each other .6; sum or difference of two values .4. O(n log n).
[[nodiscard]] float number_presence(double value, bool is_time, const Values& values);

/// Do two canonical names of five letters or more begin alike: all but the last two letters of one?
[[nodiscard]] bool begin_alike(std::string_view a, std::string_view b);

/// One text's names and numbers against the other text.
struct AnchorSide {
  float contained = 0;        // weighted share that is present
  float names_novel = 0;      // weighted share of the names that is not
  float numbers_novel = 0;    // … of the numbers
  float novel_clauses = 0;    // share of the clauses, heavy enough, of which over .4 is not
  float novel_by_clause = 0;  // weighted share that is not, clause by clause
  float novel_weight = 0;     // log(1 + weight that is not)
  float weight = 0;           // of all, each at most 9
  float present = 0;          // of those, as far as they are present
};

[[nodiscard]] AnchorMeasures combine(const AnchorSide& a, const AnchorSide& b);

/// Keeps its buffers and, between prepare() and the last measure(), pointers to the maps.
class AnchorMatcher {
 public:
  /// The maps of anchors from a to b and back must stay.
  void prepare(const Article& a, const Article& b, const TermMap& a_to_b, const TermMap& b_to_a);
  /// `side` 0: d is (part of) a and o of b; 1: the other way round. O(anchors of d x words of o).
  [[nodiscard]] AnchorSide measure(int side, const Part& d, const Part& o);

 private:
  void find_present(const Part& o, const Article& d, const TermMap& there, std::vector<float>& present);
  void collect_values(const Part& o);
  [[nodiscard]] float name_presence(const Article& d, std::uint32_t anchor, const Part& o) const;

  const TermMap* maps_[2] = {nullptr, nullptr};
  std::vector<float> present_[2];  // of each anchor of a (b) in b (a) as a whole
  std::vector<float> in_part_;
  Values values_;         // of the text in question …
  std::string initials_;  // … and the first letters of its words, clause by clause
};

}  // namespace unspin::verify
