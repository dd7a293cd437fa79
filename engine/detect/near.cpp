#include "engine/detect/near.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "engine/base/parallel.h"
#include "engine/detect/reading.h"
#include "engine/shingle/set_store.h"
#include "engine/shingle/shingles.h"
#include "engine/text/words.h"

namespace unspin::detect {
namespace {

using PairSorter = base::ExternalSorter<lsh::Pair>;

constexpr char kCandidates[] = "candidates";  // sorted pairs, then the counts: present only when whole

/// Record → tokens → distinct shingles, with the buffers of one thread.
struct Shingler {
  explicit Shingler(const corpus::Fields& fields) : parser(fields) {}

  const std::vector<std::uint64_t>& set_of(std::string_view text) {
    shingle::shingles_of(words(text), shingles);
    shingle::make_set(shingles, scratch);
    return shingles;
  }

  corpus::RecordParser parser;
  text::WordHasher words;
  std::vector<std::uint64_t> shingles;
  std::vector<std::uint64_t> scratch;
};

Result<void> pairs_from_bands(Context& context, const Scan& scan, const Documents& docs, lsh::Banding banding,
                              PairSorter& pairs, lsh::BucketCounts& counts) {
  std::uint64_t searched = 0;
  for (std::uint32_t doc = 0; doc < docs.size(); ++doc) searched += docs.searched(doc) ? 1 : 0;
  const auto wanted = [&](std::uint32_t doc) { return docs.searched(doc); };
  for (int band = 0; band < banding.bands; ++band) {
    if (auto go_on = context.check_stop(); !go_on) return go_on;
    const auto source = scan.entries(kFirstBand + static_cast<std::size_t>(band), wanted);
    auto ok = base::for_each_bucket(
        searched, context.memory_bytes() / 3, source,
        [&](std::span<const base::KeyedDoc> bucket) { return lsh::add_bucket_pairs(bucket, pairs, counts); });
    if (!ok) return ok;
    context.report(
        {"candidates", static_cast<std::uint64_t>(band) + 1, static_cast<std::uint64_t>(banding.bands), "bands", 0});
  }
  return {};
}

/// What a block gives the exhaustive join: entries, and the sizes of the sets behind them.
struct Prefixes {
  std::vector<base::KeyedDoc> entries;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> sizes;  // document, shingles
};

struct Prefixer {
  explicit Prefixer(const corpus::Fields& fields) : shingler(fields) {}
  Shingler shingler;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> order;
  std::vector<std::uint64_t> prefix;
};

/// Writes the prefix entries of all documents to scratch; returns their number.
Result<std::uint64_t> write_prefixes(Context& context, const Documents& docs, const NearOptions& options,
                                     const postings::ShingleCounts& shingle_counts, base::File& file,
                                     std::vector<std::uint32_t>& set_sizes) {
  PerThread<Prefixer> prefixers([&] { return std::make_unique<Prefixer>(options.fields); });
  std::uint64_t written = 0;
  auto read = read_blocks<Prefixes>(
      context, "prefixes",
      [&](const corpus::Block& block) {
        Prefixes out;
        auto tool = prefixers.borrow();
        for (std::size_t i = 0; i < block.records.size(); ++i) {
          const auto doc = static_cast<std::uint32_t>(block.first_record + i);
          if (!docs.searched(doc)) continue;
          const auto record = tool->shingler.parser.parse(block, block.records[i]);
          if (!record) continue;
          const auto& set = tool->shingler.set_of(record->text);
          postings::prefix_of(set, options.threshold, shingle_counts, tool->order, tool->prefix);
          for (const std::uint64_t shingle : tool->prefix) out.entries.push_back({shingle, doc});
          out.sizes.emplace_back(doc, static_cast<std::uint32_t>(set.size()));
        }
        return out;
      },
      [&](const corpus::Block&, const Prefixes& out) {
        for (const auto& [doc, size] : out.sizes) set_sizes[doc] = size;
        written += out.entries.size();
        return file.write(out.entries.data(), out.entries.size() * sizeof(base::KeyedDoc));
      });
  if (!read) return pass_on(read);
  return written;
}

/// Entries of a file of KeyedDoc within a key range.
base::EntrySource entries_of(const base::File& file, std::uint64_t num_entries) {
  return [&file, num_entries](base::KeyRange range, std::vector<base::KeyedDoc>& out) -> Result<void> {
    constexpr std::uint64_t kChunk = std::uint64_t{1} << 16;
    std::vector<base::KeyedDoc> chunk;
    for (std::uint64_t at = 0; at < num_entries; at += chunk.size()) {
      chunk.resize(std::min(kChunk, num_entries - at));
      if (auto ok = file.read_at(chunk.data(), chunk.size() * sizeof(base::KeyedDoc), at * sizeof(base::KeyedDoc)); !ok)
        return ok;
      for (const base::KeyedDoc& entry : chunk) {
        if (range.contains(entry.key)) out.push_back(entry);
      }
    }
    return {};
  };
}

/// All pairs that share a prefix shingle and whose sizes allow the threshold. No cap: nothing may be missed.
Result<void> pairs_from_join(Context& context, const Documents& docs, const NearOptions& options,
                             const postings::ShingleCounts& shingle_counts, PairSorter& pairs,
                             lsh::BucketCounts& counts) {
  auto file = base::File::create(context.scratch("prefixes"));
  if (!file) return pass_on(file);
  std::vector<std::uint32_t> set_sizes(docs.size());
  const auto entries = write_prefixes(context, docs, options, shingle_counts, *file, set_sizes);
  if (!entries) return tl::unexpected(entries.error());
  std::vector<std::uint32_t> members;
  return base::for_each_bucket(
      *entries, context.memory_bytes() / 3, entries_of(*file, *entries),
      [&](std::span<const base::KeyedDoc> bucket) -> Result<void> {
        ++counts.buckets;
        counts.largest = std::max<std::uint64_t>(counts.largest, bucket.size());
        members.clear();
        for (const base::KeyedDoc& entry : bucket) members.push_back(entry.doc);
        const auto smaller = [&](std::uint32_t a, std::uint32_t b) { return set_sizes[a] < set_sizes[b]; };
        std::stable_sort(members.begin(), members.end(), smaller);
        for (std::size_t i = 0; i < members.size(); ++i) {
          const double largest = set_sizes[members[i]] / options.threshold + 1e-6;
          for (std::size_t j = i + 1; j < members.size() && set_sizes[members[j]] <= largest; ++j) {
            if (auto ok = pairs.add(lsh::make_pair(members[i], members[j])); !ok) return ok;
            ++counts.pairs;
          }
        }
        return context.check_stop();
      });
}

/// Drains the pairs into PATH.partial, followed by the counts, and renames it.
Result<void> store_candidates(const std::filesystem::path& path, PairSorter& pairs, const lsh::BucketCounts& counts) {
  auto file = base::StagedFile::create(path);
  if (!file) return pass_on(file);
  auto drained = pairs.drain([&](const lsh::Pair& pair) {
    return file->write(std::string_view(reinterpret_cast<const char*>(&pair), sizeof pair));
  });
  if (!drained) return drained;
  if (auto ok = file->write(std::string_view(reinterpret_cast<const char*>(&counts), sizeof counts)); !ok) return ok;
  return file->commit();
}

/// The stored candidates, read in pieces.
class CandidateFile {
 public:
  static Result<CandidateFile> open(const std::filesystem::path& path) {
    auto file = base::File::open(path);
    if (!file) return pass_on(file);
    const auto size = file->size();
    if (!size) return tl::unexpected(size.error());
    CandidateFile candidates;
    candidates.num_pairs_ = (*size - sizeof(lsh::BucketCounts)) / sizeof(lsh::Pair);
    if (auto ok =
            file->read_at(&candidates.counts_, sizeof(lsh::BucketCounts), candidates.num_pairs_ * sizeof(lsh::Pair));
        !ok) {
      return pass_on(ok);
    }
    candidates.file_ = std::move(*file);
    return candidates;
  }

  Result<std::vector<lsh::Pair>> read(std::uint64_t from, std::uint64_t count) const {
    std::vector<lsh::Pair> pairs(std::min(count, num_pairs_ - from));
    auto ok = file_.read_at(pairs.data(), pairs.size() * sizeof(lsh::Pair), from * sizeof(lsh::Pair));
    if (!ok) return pass_on(ok);
    return pairs;
  }

  /// Calls visit(pairs) with pieces of up to `piece` pairs.
  template <typename Visit>
  Result<void> for_each_piece(std::uint64_t piece, Visit visit) const {
    for (std::uint64_t at = 0; at < num_pairs_; at += piece) {
      const auto pairs = read(at, piece);
      if (!pairs) return tl::unexpected(pairs.error());
      if (auto ok = visit(*pairs, at); !ok) return ok;
    }
    return {};
  }

  std::uint64_t num_pairs() const noexcept { return num_pairs_; }
  const lsh::BucketCounts& counts() const noexcept { return counts_; }

 private:
  base::File file_;
  std::uint64_t num_pairs_ = 0;
  lsh::BucketCounts counts_{};
};

constexpr std::uint64_t kPiece = std::uint64_t{1} << 16;

Result<CandidateFile> find_candidates(Context& context, const Scan& scan, const Documents& docs,
                                      const NearOptions& options, const postings::ShingleCounts* shingle_counts) {
  context.begin_stage("candidates");
  const auto path = context.scratch(kCandidates);
  if (!std::filesystem::exists(path)) {
    PairSorter pairs(context.scratch("pairs"), context.memory_bytes() / 4);
    lsh::BucketCounts counts;
    Result<void> found;
    if (options.search && shingle_counts != nullptr) {
      found = pairs_from_join(context, docs, options, *shingle_counts, pairs, counts);
    } else if (options.search) {
      found = pairs_from_bands(context, scan, docs, options.banding, pairs, counts);
    }
    if (!found) return pass_on(found);
    if (auto ok = store_candidates(path, pairs, counts); !ok) return pass_on(ok);
  }
  auto candidates = CandidateFile::open(path);
  context.end_stage();
  return candidates;
}

/// Sets of the candidates' documents, ids of every document that may be named.
struct Gathered {
  std::vector<std::string> ids;
  std::vector<std::vector<std::uint64_t>> sets;
};

Result<void> gather(Context& context, const NearOptions& options, const base::DocSubset& compared,
                    shingle::SetStore& sets, Near& near) {
  context.begin_stage("gather");
  PerThread<Shingler> shinglers([&] { return std::make_unique<Shingler>(options.fields); });
  auto read = read_blocks<Gathered>(
      context, "gather",
      [&](const corpus::Block& block) {
        Gathered out;
        auto tool = shinglers.borrow();
        for (std::size_t i = 0; i < block.records.size(); ++i) {
          const auto doc = static_cast<std::uint32_t>(block.first_record + i);
          if (!near.named.contains(doc)) continue;
          const auto record = tool->parser.parse(block, block.records[i]);
          out.ids.emplace_back(record ? record->id : std::string_view());
          if (compared.contains(doc))
            out.sets.push_back(record ? tool->set_of(record->text) : std::vector<std::uint64_t>());
        }
        return out;
      },
      [&](const corpus::Block&, const Gathered& out) -> Result<void> {
        for (const std::string& id : out.ids) near.ids.add(id);
        for (const auto& set : out.sets) {
          if (auto ok = sets.add(set); !ok) return ok;
        }
        return {};
      });
  if (!read) return pass_on(read);
  context.end_stage(context.input_bytes());
  return {};
}

/// Measures a piece of candidates on all threads; results in order.
Result<void> verify_piece(const Context& context, std::span<const lsh::Pair> pairs, const base::DocSubset& compared,
                          const shingle::SetStore& sets, double threshold, std::vector<NearPair>& found) {
  constexpr std::size_t kTask = 1024;
  const std::size_t num_tasks = (pairs.size() + kTask - 1) / kTask;
  std::vector<std::vector<NearPair>> results(num_tasks);
  std::vector<Result<void>> errors(num_tasks);
  base::parallel_for(num_tasks, context.threads(), [&](std::size_t task) {
    std::vector<std::uint64_t> buffer_a;
    std::vector<std::uint64_t> buffer_b;
    for (const lsh::Pair pair : pairs.subspan(task * kTask, std::min(kTask, pairs.size() - task * kTask))) {
      const std::uint32_t a = compared.rank(lsh::first(pair));
      const std::uint32_t b = compared.rank(lsh::second(pair));
      const std::size_t smaller = std::min(sets.size_of(a), sets.size_of(b));
      if (verify::least_shared(sets.size_of(a), sets.size_of(b), threshold) > smaller) continue;  // before any read
      const auto set_a = sets.get(a, buffer_a);
      const auto set_b = sets.get(b, buffer_b);
      if (!set_a || !set_b) {
        errors[task] = tl::unexpected(set_a ? set_b.error() : set_a.error());
        return;
      }
      const auto overlap = verify::overlap_at_least(*set_a, *set_b, threshold);
      if (overlap) results[task].push_back({lsh::first(pair), lsh::second(pair), *overlap});
    }
  });
  for (std::size_t task = 0; task < num_tasks; ++task) {
    if (!errors[task]) return errors[task];
    found.insert(found.end(), results[task].begin(), results[task].end());
  }
  return {};
}

Result<void> verify_all(Context& context, const CandidateFile& candidates, const base::DocSubset& compared,
                        const shingle::SetStore& sets, double threshold, std::vector<NearPair>& found) {
  context.begin_stage("verify");
  auto ok =
      candidates.for_each_piece(kPiece, [&](const std::vector<lsh::Pair>& pairs, std::uint64_t at) -> Result<void> {
        context.report({"verify", at, candidates.num_pairs(), "pairs", 0});
        if (auto go_on = context.check_stop(); !go_on) return go_on;
        return verify_piece(context, pairs, compared, sets, threshold, found);
      });
  context.end_stage();
  return ok;
}

}  // namespace

Result<Near> find_near(Context& context, const Scan& scan, const Documents& docs, const NearOptions& options,
                       const postings::ShingleCounts* counts) {
  auto candidates = find_candidates(context, scan, docs, options, counts);
  if (!candidates) return pass_on(candidates);

  Near near;
  near.named = base::DocSubset(docs.size());
  near.buckets = candidates->counts();
  near.candidates = candidates->num_pairs();
  base::DocSubset compared(docs.size());
  auto marked =
      candidates->for_each_piece(kPiece, [&](const std::vector<lsh::Pair>& pairs, std::uint64_t) -> Result<void> {
        for (const lsh::Pair pair : pairs) {
          for (const std::uint32_t doc : {lsh::first(pair), lsh::second(pair)}) {
            compared.add(doc);
            near.named.add(doc);
          }
        }
        return {};
      });
  if (!marked) return pass_on(marked);
  for (std::uint32_t doc = 0; doc < docs.size(); ++doc) {
    if (docs.representative[doc] == doc) continue;
    near.named.add(doc);
    near.named.add(docs.representative[doc]);
  }
  for (const std::uint32_t doc : docs.repeated_ids) near.named.add(doc);
  compared.index();
  near.named.index();

  shingle::SetStore sets(context.scratch("sets"), context.memory_bytes() / 2);
  if (auto ok = gather(context, options, compared, sets, near); !ok) return pass_on(ok);
  if (auto ok = verify_all(context, *candidates, compared, sets, options.threshold, near.pairs); !ok)
    return pass_on(ok);
  return near;
}

}  // namespace unspin::detect
