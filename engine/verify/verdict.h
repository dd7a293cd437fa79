#pragma once

// From measures to a verdict and its reasons. The rules are in docs/verdicts.md, in the same order.

#include <cstdint>
#include <string>
#include <vector>

#include <unspin/compare.h>

#include "engine/verify/evidence.h"

namespace unspin::verify {

/// Thresholds of the rules, on calibrated probabilities. From the table in docs/verdicts.md.
struct VerdictThresholds {
  double derived = 0.9;   // of whole texts or of a passage: from here on, a rewrite
  double certain = 0.95;  // of a text without names and numbers: from here on
  double possible = 0.5;  // from here on, inconclusive at least
};

/// What the rules look at.
struct Facts {
  bool equal_words = false;     // the same words in the same order
  bool near_duplicate = false;  // word 5-gram similarity at or above the threshold
  double containment_a = 0;     // share of a's word 5-grams that b has
  double containment_b = 0;
  double document_probability = 0;  // by the model of whole texts
  double passage_probability = 0;   // by the model of the best passage
  std::uint32_t witnesses = 0;      // texts on the same event that were heard
  Coverage coverage;
  std::size_t passages = 0;
  std::size_t words_a = 0;
  std::size_t words_b = 0;
  std::size_t anchors_a = 0;  // names and numbers
  std::size_t anchors_b = 0;
  std::size_t anchors_shared = 0;
  double anchor_share = 1;  // of the names and numbers that are rare in the collection
  double order = 0;         // share of neighbouring passages in the same order
  bool same_site = false;
  bool dates_differ = false;
  std::uint32_t hidden_characters = 0;
  std::uint32_t lookalike_letters = 0;
  bool english = true;
};

/// From this share of its word 5-grams in the other text on, a text is an excerpt.
inline constexpr double kContained = 0.5;

/// What a pair's words and passages alone say of the verdict: that it cannot be one of the alike, that it follows from
/// them, or that it depends on the model. Needs no probability, order or counts of words and anchors.
enum class Outlook : std::uint8_t { NotAlike, ByWords, ByModel };
[[nodiscard]] Outlook outlook(const Facts& facts);

struct Ruling {
  Verdict verdict;
  std::vector<std::string> reasons;  // the weightiest first
};

[[nodiscard]] Ruling rule(const Facts& facts, const VerdictThresholds& thresholds = {});

}  // namespace unspin::verify
