#include <unspin/detector.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/corpus/document_store.h"
#include "engine/detect/matched_pairs.h"
#include "engine/detect/own_folder.h"
#include "engine/detect/pipeline.h"
#include "engine/detect/run_report.h"
#include "engine/detect/survivors.h"

namespace unspin {
namespace {

using detect::Pipeline;

const Input kNoFiles;
constexpr char kFirst[] = "documents";
constexpr char kAgainst[] = "against";

/// A quarter of the memory is for texts, the rest for the search.
constexpr std::uint64_t kTextsShare = 4;

std::vector<RefusedDocument> refused_in(std::string_view lines) {
  std::vector<RefusedDocument> refused;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    const auto reject = nlohmann::json::parse(lines.substr(0, end));
    refused.push_back({reject.at("offset").get<std::uint64_t>(), reject.at("file") == kAgainst,
                       reject.at("reason").get<std::string>(), reject.at("detail").get<std::string>()});
    lines.remove_prefix(end + 1);
  }
  return refused;
}

}  // namespace

std::string_view name_of(Fate fate) noexcept {
  switch (fate) {
    case Fate::Kept: return "kept";
    case Fate::Removed: return "removed";
    case Fate::Refused: break;
  }
  return "refused";
}

struct Detector::State {
  explicit State(DetectorOptions wanted)
      : options(std::move(wanted)),
        memory_bytes(detect::memory_bytes_of(options.run)),
        folder(options.run.scratch),
        first(std::make_shared<corpus::DocumentStore>(folder.path() / "documents", memory_bytes / kTextsShare)),
        second(std::make_shared<corpus::DocumentStore>(folder.path() / "against", memory_bytes / kTextsShare / 2)) {}

  DetectorOptions options;
  std::uint64_t memory_bytes;
  detect::OwnFolder folder;
  std::shared_ptr<corpus::DocumentStore> first;
  std::shared_ptr<corpus::DocumentStore> second;

  std::vector<corpus::InputFile> inputs() const {
    std::vector<corpus::InputFile> inputs{corpus::input_of(kFirst, first)};
    if (second->size() == 0) return inputs;
    inputs.push_back(corpus::input_of(kAgainst, second));
    inputs.back().against = true;
    return inputs;
  }

  /// How the search itself runs: with the memory that the texts leave.
  Run search_run() const {
    Run run = options.run;
    run.resume = false;
    run.scratch.clear();
    run.memory_bytes = std::max(detect::kLeastMemory, memory_bytes - first->held_bytes() - second->held_bytes());
    return run;
  }

  std::uint64_t position(std::uint64_t doc) const { return doc < first->size() ? doc : doc - first->size(); }
  std::string_view id(std::uint64_t doc) const { return (doc < first->size() ? first : second)->id(position(doc)); }

  Result<Pipeline> search(const Run& run, detect::Preference preference, bool near, bool related) const {
    return Pipeline::run({kNoFiles,
                          options.similarity,
                          run,
                          folder.path() / "run",
                          "",
                          preference,
                          "",
                          near,
                          {},
                          {},
                          related,
                          inputs()});
  }

  /// What dedup and match count alike, with the refused documents by position.
  static Result<Summary> summarise(const Pipeline& run, std::vector<RefusedDocument>& refused) {
    auto summary = detect::summarise(run.scan, run.docs, [&](std::string_view lines) -> Result<void> {
      const auto some = refused_in(lines);
      refused.insert(refused.end(), some.begin(), some.end());
      return {};
    });
    std::sort(refused.begin(), refused.end(), [](const RefusedDocument& x, const RefusedDocument& y) {
      return std::pair(x.against, x.position) < std::pair(y.against, y.position);
    });
    if (summary) summary->capped_buckets = run.near.buckets.capped_buckets;
    return summary;
  }

  DocumentFate fate_of(const Pipeline& run, const detect::Removal& removal, std::uint32_t doc) const {
    DocumentFate fate{id(doc)};
    if (run.docs.refused(doc)) {
      fate.fate = Fate::Refused;
    } else if (const std::uint32_t kept = removal.kept_instead[doc]; kept != detect::kStays) {
      const verify::Overlap overlap = detect::overlap_with_kept(run.docs, run.near, removal, doc);
      fate.fate = Fate::Removed;
      fate.kept_id = id(kept);
      fate.kept = kept;
      fate.verdict = detect::verdict_on(run.docs, removal, doc);
      fate.jaccard = overlap.jaccard();
      fate.containment = overlap.containment_a();
      fate.kept_containment = overlap.containment_b();
    }
    return fate;
  }

  /// Fills the fates, and counts them.
  void decide(const Pipeline& run, const detect::Removal& removal, DedupResult& result) const {
    const std::uint32_t size = run.docs.size();
    std::vector<std::uint32_t> members(size);  // of a cluster, by its first document
    for (std::uint32_t doc = 0; doc < size; ++doc) members[removal.cluster[doc]] += run.docs.refused(doc) ? 0 : 1;
    result.documents.reserve(size);
    Summary& summary = result.summary;
    for (std::uint32_t doc = 0; doc < size; ++doc) {
      DocumentFate fate = fate_of(run, removal, doc);
      const std::uint32_t cluster = removal.cluster[doc];
      if (fate.fate != Fate::Refused && members[cluster] > 1) fate.cluster = id(cluster);
      if (fate.fate == Fate::Kept) ++summary.kept;
      if (fate.fate == Fate::Removed) ++(fate.verdict == Verdict::Exact ? summary.removed_exact : summary.removed_near);
      summary.clusters += members[doc] > 1 ? 1 : 0;
      result.documents.push_back(fate);
    }
    summary.without_preference = removal.without_preference;
  }

  /// `take` may keep what it is given; false: enough.
  Result<MatchResult> match(const std::function<bool(MatchedPair&)>& take) const {
    const Run run = search_run();
    auto pipeline =
        search(run, detect::Preference::None, options.kinds.near_duplicate, detect::wants_related(options.kinds));
    if (!pipeline) return pass_on(pipeline);
    const detect::MatchSearch wanted{options.kinds, options.similarity, options.model,
                                     [this](std::uint32_t doc) { return id(doc); }};
    const auto pairs = detect::MatchedPairs::find(*pipeline, wanted);
    if (!pairs) return tl::unexpected(pairs.error());
    MatchResult result;
    auto summary = summarise(*pipeline, result.refused);
    if (!summary) return pass_on(summary);
    result.summary = std::move(*summary);
    auto taken = pairs->for_each(result.summary, [&](MatchedPair& pair) -> Result<void> {
      pair.position_a = position(pair.position_a);
      pair.position_b = position(pair.position_b);
      if (take(pair)) return {};
      return failure(Error::Code::Interrupted, "stopped by the function that takes the pairs");
    });
    if (!taken) return pass_on(taken);
    pipeline->context.clean_up();
    result.summary.seconds = pipeline->context.seconds();
    return result;
  }
};

Result<Detector> Detector::create(DetectorOptions options) {
  if (auto ok = detect::check(options.kinds); !ok) return pass_on(ok);
  if (auto ok = detect::check(options.similarity); !ok) return pass_on(ok);
  if (auto ok = detect::check_memory_of(options.run); !ok) return pass_on(ok);
  return Detector(std::make_unique<State>(std::move(options)));
}

Detector::Detector(std::unique_ptr<State> state) : state_(std::move(state)) {}
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;
Detector::~Detector() = default;

Result<void> Detector::add(const Document& document) { return state_->first->add(document); }

Result<void> Detector::add(std::string_view id, std::string_view text) {
  Document document;
  document.id = id;
  document.text = text;
  return add(document);
}

Result<void> Detector::add(std::span<const Document> documents, const std::shared_ptr<const void>& owner) {
  return state_->first->add(documents, owner);
}

Result<void> Detector::add_against(const Document& document) { return state_->second->add(document); }

Result<void> Detector::add_against(std::span<const Document> documents, const std::shared_ptr<const void>& owner) {
  return state_->second->add(documents, owner);
}

std::uint64_t Detector::size() const noexcept { return state_->first->size(); }

Result<DedupResult> Detector::dedup() {
  if (state_->second->size() > 0)
    return failure(Error::Code::InvalidOptions, "documents were added to compare against: only match() does that");
  const Run run = state_->search_run();
  auto pipeline = state_->search(run, detect::preference_of(state_->options.keep), true, false);
  if (!pipeline) return pass_on(pipeline);
  DedupResult result;
  auto summary = State::summarise(*pipeline, result.refused);
  if (!summary) return pass_on(summary);
  result.summary = std::move(*summary);
  const auto removal = detect::choose_survivors(pipeline->scan, pipeline->docs, pipeline->near, state_->options.keep);
  if (!removal) return tl::unexpected(removal.error());
  state_->decide(*pipeline, *removal, result);
  pipeline->context.clean_up();
  result.summary.seconds = pipeline->context.seconds();
  return result;
}

Result<MatchResult> Detector::match() {
  std::vector<MatchedPair> pairs;
  auto result = state_->match([&](MatchedPair& pair) {
    pairs.push_back(std::move(pair));
    return true;
  });
  if (result) result->pairs = std::move(pairs);
  return result;
}

Result<MatchResult> Detector::match(const std::function<bool(const MatchedPair&)>& take) { return state_->match(take); }

}  // namespace unspin
