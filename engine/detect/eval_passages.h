#pragma once

// Passages: what part of one document was taken over into which part of another, as reported and in truth.

#include <compare>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <unspin/eval.h>
#include <unspin/result.h>

#include "engine/detect/eval_files.h"
#include "engine/detect/eval_ids.h"

namespace unspin::detect {

/// Bytes of a document's text: [begin, end), never empty.
struct Span {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  [[nodiscard]] std::uint64_t size() const noexcept { return end - begin; }
  [[nodiscard]] auto operator<=>(const Span&) const = default;
};

struct Passage {
  Span a;  // of the pair's first document, by number
  Span b;

  [[nodiscard]] auto operator<=>(const Passage&) const = default;
};

/// The passages of one pair.
struct PassagePair {
  DocPair docs;
  std::string kind;               // in a truth; empty where it names none
  std::vector<Passage> passages;  // sorted, each once
};

void sort_passages(std::vector<Passage>& passages);

struct PassageTruth {
  std::string layout;
  std::string offsets;
  std::vector<PassagePair> pairs;  // sorted by documents, each once
  std::vector<bool> complete;      // by document: other pairs with it have no passages

  /// Whether passages of a pair that is not listed are wrong.
  [[nodiscard]] bool knows_all_of(DocPair docs) const;
};

/// `"passages": [{"a": [begin, end], "b": [begin, end]}]` of a line about `a` and `b`, turned to the order of `docs`.
/// A message for people when it is none; an absent list is an empty one.
[[nodiscard]] tl::expected<std::vector<Passage>, std::string> passages_of(const Json& line, bool swapped);

/// Files of JSON lines, PAN's XML files, and folders of the latter (docs/formats/truth.md). `corpus`: EvalOptions.
/// InvalidOptions, Io.
[[nodiscard]] Result<PassageTruth> read_passage_truth(const std::vector<std::filesystem::path>& paths,
                                                      const Input& corpus, IdTable& ids);

/// `reported`: sorted by documents, each pair once. O(passages²) a pair.
[[nodiscard]] PassageReport score_passages(const std::vector<PassagePair>& reported, const PassageTruth& truth);

}  // namespace unspin::detect
