#pragma once

// Which terms a text has, and in which of its units each occurs: what article.cpp makes vocabularies and lists with.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/text/prose.h"
#include "engine/verify/article.h"

namespace unspin::verify {

inline constexpr std::uint32_t kNone = ~std::uint32_t{0};

/// Hashes → places, in the order in which they come; then by hash.
class VocabularyBuilder {
 public:
  void clear() {
    found_.clear();
    slots_.assign(std::max<std::size_t>(slots_.size(), 256), kNone);
  }

  /// The provisional id of a hash; `weigh()` is asked the first time.
  template <typename Weigh>
  std::uint32_t id(std::uint64_t hash, bool number, Weigh weigh) {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
      if (slots_[at] == kNone) {
        const auto id = static_cast<std::uint32_t>(found_.size());
        found_.push_back({hash, weigh(), id, number});
        slots_[at] = id;
        if (2 * found_.size() > slots_.size()) grow();
        return id;
      }
      if (found_[slots_[at]].hash == hash) return slots_[at];
    }
  }

  /// Fills the vocabulary; what_became()[provisional id] is its id there.
  void finish(Vocabulary& vocabulary) {
    std::sort(found_.begin(), found_.end(), [](const Entry& a, const Entry& b) { return a.hash < b.hash; });
    vocabulary.hashes.clear();
    vocabulary.weights.clear();
    vocabulary.number.clear();
    became_.resize(found_.size());
    for (const Entry& entry : found_) {
      became_[entry.id] = static_cast<std::uint32_t>(vocabulary.hashes.size());
      vocabulary.hashes.push_back(entry.hash);
      vocabulary.weights.push_back(entry.weight);
      vocabulary.number.push_back(entry.number ? 1 : 0);
    }
  }
  const std::vector<std::uint32_t>& what_became() const { return became_; }

 private:
  struct Entry {
    std::uint64_t hash;
    float weight;
    std::uint32_t id;
    bool number;
  };

  void grow() {
    slots_.assign(2 * slots_.size(), kNone);
    const std::size_t mask = slots_.size() - 1;
    for (const Entry& entry : found_) {
      std::size_t at = entry.hash & mask;
      while (slots_[at] != kNone) at = (at + 1) & mask;
      slots_[at] = entry.id;
    }
  }

  std::vector<Entry> found_;
  std::vector<std::uint32_t> slots_;
  std::vector<std::uint32_t> became_;
};

/// A term where it occurs.
struct Occurrence {
  std::uint32_t id;
  std::uint32_t token;
  bool barred;  // not an aside
};

/// From occurrences in the order of tokens: of each term the units that have it, of each unit its terms. `barred` is
/// beside of_units.items: was any occurrence? O(terms + units + occurrences), by counting.
struct Incidence {
  std::vector<std::uint32_t> unit_of_token;
  std::vector<std::uint32_t> sorted_unit;  // by term, then by unit
  std::vector<std::uint8_t> sorted_barred;
  std::vector<std::uint32_t> next;

  void set_units(const std::vector<text::Unit>& units, std::size_t tokens) {
    unit_of_token.resize(tokens);
    for (std::uint32_t u = 0; u < units.size(); ++u) {
      std::fill(unit_of_token.begin() + units[u].first, unit_of_token.begin() + units[u].last, u);
    }
  }

  void count(const std::vector<Occurrence>& occurrences, std::size_t terms, std::size_t units, Lists& of_terms,
             Lists& of_units, std::vector<std::uint8_t>* barred) {
    sort_by_term(occurrences, terms);
    collect_units(terms, of_terms);
    turn_over(terms, units, of_terms, of_units, barred);
  }

 private:
  void sort_by_term(const std::vector<Occurrence>& occurrences, std::size_t terms) {
    next.assign(terms + 1, 0);
    for (const Occurrence& o : occurrences) ++next[o.id + 1];
    for (std::size_t t = 0; t < terms; ++t) next[t + 1] += next[t];
    sorted_unit.resize(occurrences.size());
    sorted_barred.resize(occurrences.size());
    for (const Occurrence& o : occurrences) {
      const std::uint32_t at = next[o.id]++;  // afterwards next[t] is where t ends
      sorted_unit[at] = unit_of_token[o.token];
      sorted_barred[at] = o.barred ? 1 : 0;
    }
  }

  /// Equal units of a term become one.
  void collect_units(std::size_t terms, Lists& of_terms) {
    of_terms.begin.assign(1, 0);
    of_terms.items.clear();
    std::size_t kept = 0;
    std::uint32_t from = 0;
    for (std::size_t t = 0; t < terms; ++t) {
      for (std::uint32_t i = from; i < next[t]; ++i) {
        if (i > from && sorted_unit[i] == of_terms.items.back()) {
          sorted_barred[kept - 1] |= sorted_barred[i];
          continue;
        }
        of_terms.items.push_back(sorted_unit[i]);
        sorted_barred[kept++] = sorted_barred[i];
      }
      from = next[t];
      of_terms.begin.push_back(static_cast<std::uint32_t>(kept));
    }
  }

  void turn_over(std::size_t terms, std::size_t units, const Lists& of_terms, Lists& of_units,
                 std::vector<std::uint8_t>* barred) {
    of_units.begin.assign(units + 1, 0);
    for (const std::uint32_t u : of_terms.items) ++of_units.begin[u + 1];
    for (std::size_t u = 0; u < units; ++u) of_units.begin[u + 1] += of_units.begin[u];
    of_units.items.resize(of_terms.items.size());
    if (barred != nullptr) barred->resize(of_terms.items.size());
    next.assign(of_units.begin.begin(), of_units.begin.end());
    for (std::uint32_t t = 0; t < terms; ++t) {
      for (std::uint32_t i = of_terms.begin[t]; i < of_terms.begin[t + 1]; ++i) {
        const std::uint32_t at = next[of_terms.items[i]]++;
        of_units.items[at] = t;
        if (barred != nullptr) (*barred)[at] = sorted_barred[i];
      }
    }
  }
};

[[nodiscard]] inline std::vector<float> sums(const Lists& lists, const std::vector<float>& weights) {
  std::vector<float> out(lists.size());
  for (std::size_t i = 0; i < lists.size(); ++i) {
    for (const std::uint32_t id : lists[i]) out[i] += weights[id];
  }
  return out;
}

}  // namespace unspin::verify
