#pragma once

// What is true: labelled pairs or a clustering, whatever file they came in (layouts: docs/formats/truth.md).

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <unspin/eval.h>
#include <unspin/result.h>

#include "engine/cluster/agreement.h"
#include "engine/detect/eval_ids.h"

namespace unspin::detect {

enum class Judgement : std::uint8_t { Copy, Different, Neither, Unlisted };

struct TruthPair {
  DocPair docs;
  Judgement judgement = Judgement::Copy;
  float jaccard = 0;        // where the truth gives similarities
  std::uint32_t group = 0;  // in Truth::groups
};

/// A document and the duplicates that it is labelled with (CORE).
struct LabelledSet {
  DocNumber doc;
  std::vector<DocNumber> duplicates;  // sorted, each once, without doc
  std::string category;
};

/// Immutable once read. Vectors by document cover every id of the table at the time of reading, known here or not.
struct Truth {
  TruthFacts facts;
  bool clustering = false;  // labels are the truth; else pairs are
  bool has_jaccard = false;
  bool has_kinds = false;
  std::vector<TruthPair> pairs;    // sorted, each once; none in a clustering
  std::vector<TruthGroup> groups;  // label and kind, without counts
  /// By document: equal for copies of each other, through copies of copies when pairs are given. Documents that the
  /// truth does not name have a label of their own.
  std::vector<cluster::Label> labels;
  std::vector<bool> named;  // by document
  std::vector<LabelledSet> sets;

  [[nodiscard]] Judgement judge(DocPair docs) const;
};

/// Reads matches first: the vectors by document then cover their ids too. `threshold`: EvalOptions.
[[nodiscard]] Result<Truth> read_truth(const std::vector<std::filesystem::path>& paths, double threshold, IdTable& ids);

}  // namespace unspin::detect
