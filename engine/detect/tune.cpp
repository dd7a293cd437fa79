#include <unspin/tune.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <numeric>

#include <fmt/format.h>

#include "engine/base/parallel.h"
#include "engine/detect/gather.h"
#include "engine/detect/near.h"
#include "engine/detect/pipeline.h"
#include "engine/lsh/band_keys.h"
#include "engine/sketch/minhash.h"

namespace unspin {
namespace detect {
namespace {

constexpr std::uint32_t kSample = 100'000;     // documents
constexpr double kLeastSimilarity = 0.5;       // all pairs from here on; below, those that the join met on its way
constexpr std::size_t kPairsPerBand = 20'000;  // measured; more narrow nothing
constexpr std::size_t kFamilies = 16;          // of hash functions
constexpr std::size_t kCurveBands = 10;        // of width 0.1

struct SampledPair {
  std::uint32_t a;  // ranks in the sample
  std::uint32_t b;
  double jaccard;
};

/// Up to kSample documents. Of more, those whose smallest shingle hash has the smallest digest, because documents that
/// are alike tend to share it and so are drawn together [consistent sampling, Broder 1997]: a pair is drawn with
/// probability J · share, not share². The lane drawn by is of another family than those that are then measured.
Result<base::DocSubset> draw_sample(const Scan& scan, const Documents& docs) {
  std::vector<base::KeyedDoc> entries;
  const auto searched = [&](std::uint32_t doc) { return docs.searched(doc); };
  if (auto ok = scan.entries(kFirstBand, searched)({0, ~std::uint64_t{0}}, entries); !ok) return pass_on(ok);
  if (entries.size() > kSample) {
    const auto by_key = [](const base::KeyedDoc& x, const base::KeyedDoc& y) {
      return std::pair(x.key, x.doc) < std::pair(y.key, y.doc);
    };
    std::nth_element(entries.begin(), entries.begin() + kSample, entries.end(), by_key);
    entries.resize(kSample);
  }
  base::DocSubset sample(docs.size());
  for (const base::KeyedDoc& entry : entries) sample.add(entry.doc);
  sample.index();
  return sample;
}

/// All pairs of the sample from kLeastSimilarity on, and others, by similarity band.
class PairFinder {
 public:
  PairFinder(const Context& context, const shingle::SetStore& sets) : context_(context), sets_(sets) {}

  Result<std::vector<std::vector<SampledPair>>> find() {
    postings::ShingleCounts counts(context_.memory_bytes() / 8);
    if (auto ok = for_each_set([&](std::uint32_t, std::span<const std::uint64_t> set) { counts.add(set); }); !ok)
      return pass_on(ok);
    std::vector<base::KeyedDoc> entries;
    std::vector<std::uint32_t> sizes;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> order;
    std::vector<std::uint64_t> prefix;
    auto indexed = for_each_set([&](std::uint32_t i, std::span<const std::uint64_t> set) {
      sizes.push_back(static_cast<std::uint32_t>(set.size()));
      postings::prefix_of(set, kLeastSimilarity, counts, order, prefix);
      for (const std::uint64_t shingle : prefix) entries.push_back({shingle, i});
    });
    if (!indexed) return pass_on(indexed);
    const auto source = [&](base::KeyRange range, std::vector<base::KeyedDoc>& out) -> Result<void> {
      std::copy_if(entries.begin(), entries.end(), std::back_inserter(out),
                   [&](const base::KeyedDoc& e) { return range.contains(e.key); });
      return {};
    };
    PairSorter pairs(context_.scratch("pairs"), context_.memory_bytes() / 4);
    lsh::BucketCounts ignored;
    if (auto ok = join_prefixes(context_, entries.size(), source, sizes, kLeastSimilarity, pairs, ignored); !ok)
      return pass_on(ok);
    return measure(pairs);
  }

 private:
  template <typename Visit>
  Result<void> for_each_set(Visit visit) const {
    std::vector<std::uint64_t> buffer;
    for (std::uint32_t i = 0; i < sets_.num_sets(); ++i) {
      const auto set = sets_.get(i, buffer);
      if (!set) return tl::unexpected(set.error());
      visit(i, *set);
    }
    return context_.check_stop();
  }

  Result<std::vector<std::vector<SampledPair>>> measure(PairSorter& pairs) const {
    std::vector<std::vector<SampledPair>> bands(kCurveBands);
    std::vector<std::uint64_t> buffer_a;
    std::vector<std::uint64_t> buffer_b;
    auto drained = pairs.drain([&](const lsh::Pair& pair) -> Result<void> {
      const auto a = sets_.get(lsh::first(pair), buffer_a);
      const auto b = sets_.get(lsh::second(pair), buffer_b);
      if (!a || !b) return tl::unexpected(a ? b.error() : a.error());
      const double jaccard = verify::overlap(*a, *b).jaccard();
      const auto band = std::min(kCurveBands - 1, static_cast<std::size_t>(jaccard * kCurveBands));
      bands[band].push_back({lsh::first(pair), lsh::second(pair), jaccard});
      return {};
    });
    if (!drained) return pass_on(drained);
    return bands;
  }

  const Context& context_;
  const shingle::SetStore& sets_;
};

/// The first `count` in an order drawn by digest: the same pairs every time, spread over the sample.
std::vector<SampledPair> thin_out(std::vector<SampledPair> pairs, std::size_t count) {
  if (pairs.size() <= count) return pairs;
  const auto digest = [](const SampledPair& p) { return base::hash64(&p, 2 * sizeof p.a); };
  std::nth_element(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(count), pairs.end(),
                   [&](const SampledPair& x, const SampledPair& y) { return digest(x) < digest(y); });
  pairs.resize(count);
  return pairs;
}

/// Whether each pair shares a band under one family of hash functions: the share, by band of the curve.
Result<std::vector<double>> measured_shares(const Context& context, lsh::Banding banding, std::uint64_t seed,
                                            const shingle::SetStore& sets,
                                            const std::vector<std::vector<SampledPair>>& bands,
                                            const base::DocSubset& used) {
  const auto keys_per_doc = static_cast<std::size_t>(banding.bands);
  const std::vector<std::uint32_t> docs = used.members();
  std::vector<std::uint64_t> keys(docs.size() * keys_per_doc);
  constexpr std::size_t kTask = 512;
  const std::size_t num_tasks = (docs.size() + kTask - 1) / kTask;
  std::vector<Result<void>> errors(num_tasks);
  base::parallel_for(num_tasks, context.threads(), [&](std::size_t task) {
    sketch::MinHasher hasher(banding.num_minima(), seed);
    std::vector<std::uint64_t> buffer;
    for (std::size_t i = task * kTask; i < std::min(docs.size(), (task + 1) * kTask); ++i) {
      const auto set = sets.get(docs[i], buffer);
      if (!set) {
        errors[task] = tl::unexpected(set.error());
        return;
      }
      lsh::band_keys(banding, hasher(*set), std::span(keys).subspan(i * keys_per_doc, keys_per_doc));
    }
  });
  for (const auto& error : errors) {
    if (!error) return tl::unexpected(error.error());
  }
  std::vector<double> shares;
  for (const auto& pairs : bands) {
    std::size_t candidates = 0;
    for (const SampledPair& pair : pairs) {
      const auto a = keys.begin() + static_cast<std::ptrdiff_t>(used.rank(pair.a) * keys_per_doc);
      const auto b = keys.begin() + static_cast<std::ptrdiff_t>(used.rank(pair.b) * keys_per_doc);
      bool shared = false;
      for (std::ptrdiff_t k = 0; k < banding.bands; ++k) shared |= a[k] == b[k];
      candidates += shared;
    }
    shares.push_back(pairs.empty() ? 0 : static_cast<double>(candidates) / static_cast<double>(pairs.size()));
  }
  return shares;
}

double expected_share(const std::vector<SampledPair>& pairs, lsh::Banding banding) {
  double sum = 0;
  for (const SampledPair& pair : pairs) sum += lsh::candidate_probability(banding, pair.jaccard);
  return pairs.empty() ? 0 : sum / static_cast<double>(pairs.size());
}

Result<std::vector<CurveBand>> measure_curve(Context& context, lsh::Banding banding, const shingle::SetStore& sets,
                                             std::vector<std::vector<SampledPair>> bands) {
  base::DocSubset used(sets.num_sets());
  std::vector<CurveBand> curve;
  for (std::size_t i = 0; i < kCurveBands; ++i) {
    CurveBand row{
        static_cast<double>(i) / kCurveBands, static_cast<double>(i + 1) / kCurveBands, bands[i].size(), 0, 0, 0};
    bands[i] = thin_out(std::move(bands[i]), kPairsPerBand);
    row.expected = expected_share(bands[i], banding);
    for (const SampledPair& pair : bands[i]) {
      used.add(pair.a);
      used.add(pair.b);
    }
    curve.push_back(row);
  }
  used.index();
  std::vector<double> sum_of_squares(kCurveBands);
  for (std::size_t family = 0; family < kFamilies; ++family) {
    if (auto go_on = context.check_stop(); !go_on) return pass_on(go_on);
    context.report({"measure", family, kFamilies, "families", 0});
    const auto shares = measured_shares(context, banding, family + 1, sets, bands, used);
    if (!shares) return tl::unexpected(shares.error());
    for (std::size_t i = 0; i < kCurveBands; ++i) {
      curve[i].measured += (*shares)[i] / kFamilies;
      sum_of_squares[i] += (*shares)[i] * (*shares)[i];
    }
  }
  for (std::size_t i = 0; i < kCurveBands; ++i) {
    const double variance = (sum_of_squares[i] - kFamilies * curve[i].measured * curve[i].measured) / (kFamilies - 1);
    curve[i].sigma = std::sqrt(std::max(0.0, variance));
  }
  return curve;
}

Result<TuneReport> measure_on(Context& context, const TuneOptions& options, lsh::Banding banding) {
  const corpus::Fields fields = fields_of(options.input);
  const lsh::Banding one_band{1, 1};
  auto scanned = detect::scan(context, {fields, one_band, Preference::None, true}, nullptr);
  if (!scanned) return pass_on(scanned);
  auto docs = find_exact(context, *scanned);
  if (!docs) return pass_on(docs);
  const auto furniture = find_host_furniture(context, *scanned, *docs, one_band, nullptr);
  if (!furniture) return tl::unexpected(furniture.error());
  const auto sample = draw_sample(*scanned, *docs);
  if (!sample) return tl::unexpected(sample.error());
  GatherPlan plan(docs->size());
  plan.named = plan.compared = *sample;
  const auto gathered = gather(context, fields, *furniture, *scanned, plan);
  if (!gathered) return tl::unexpected(gathered.error());
  const shingle::SetStore& sets = gathered->sets;
  auto bands = PairFinder(context, sets).find();
  if (!bands) return pass_on(bands);

  TuneReport report;
  report.bands = banding.bands;
  report.rows = banding.rows;
  report.probability_at_threshold = lsh::candidate_probability(banding, options.similarity.threshold);
  report.documents = docs->num_accepted;
  report.documents_sampled = sample->size();
  report.families = kFamilies;
  report.band_key_bytes = 8.0 * banding.bands;
  double below = 0;
  double found = 0;
  for (const auto& pairs : *bands) {
    for (const SampledPair& pair : pairs) {
      (pair.jaccard < options.similarity.threshold ? below : found) +=
          lsh::candidate_probability(banding, pair.jaccard);
    }
  }
  report.candidates_below_threshold = found > 0 ? below / found : 0;
  auto curve = measure_curve(context, banding, sets, std::move(*bands));
  if (!curve) return pass_on(curve);
  report.curve = std::move(*curve);
  return report;
}

Result<TuneReport> run_tune(const TuneOptions& options) {
  if (options.similarity.recall == 1) {
    return failure(Error::Code::InvalidOptions, "a recall of 1 needs no bands: there is nothing to tune");
  }
  const auto banding = lsh::choose_bands(options.similarity.threshold, options.similarity.recall);
  if (!banding) return tl::unexpected(banding.error());
  const auto scratch = std::filesystem::temp_directory_path() / fmt::format("unspin-tune-{}", ::getpid());
  auto context = Context::create(options.run, options.input, "tune", scratch, {});
  if (!context) return pass_on(context);
  if (auto ok = context->prepare_scratch(); !ok) return pass_on(ok);
  auto report = measure_on(*context, options, *banding);
  context->clean_up();
  return report;
}

}  // namespace
}  // namespace detect

Result<TuneReport> tune(const TuneOptions& options) { return detect::run_tune(options); }

}  // namespace unspin
