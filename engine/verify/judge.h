#pragma once

// Two articles → a match: verdict, evidence, reasons. The rules are in docs/verdicts.md.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include <unspin/compare.h>

#include "engine/verify/article.h"
#include "engine/verify/rewrite_model.h"

namespace unspin::verify {

/// A text ready to be judged. What is viewed must outlive the call.
struct Subject {
  const Article& article;
  const Document& document;
  std::span<const std::uint64_t> shingles;        // distinct word 5-grams, ascending
  std::span<const std::uint64_t> own = shingles;  // … of the text without the sentences that take no part
};

/// What the collection says of a pair: share of the rare names and numbers of the text that has fewer of them which the
/// other has, too; 1 when not known.
struct Collection {
  float anchor_share = 1;
  /// Texts that may be witnesses; asked for only where they can matter. They must live until the judgement is made.
  std::function<std::vector<const Article*>()> witnesses{};
};

/// Whether anything is wanted of pairs that are not alike. IfAlike: nothing but that, of which Unrelated is returned;
/// it is often clear without the model, the greater part of the work.
enum class Evidence : std::uint8_t { IfAlike, Always };

/// Judges pairs. Keeps its buffers: make one a thread.
class Judge {
 public:
  /// `threshold`: Jaccard similarity from which two texts are near-duplicates.
  Judge(const RewriteModel& model, double threshold);
  Judge(Judge&&) noexcept;
  ~Judge();

  [[nodiscard]] Match operator()(const Subject& a, const Subject& b, Evidence evidence,
                                 const Collection& collection = {});

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace unspin::verify
