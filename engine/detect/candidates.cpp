#include "engine/detect/candidates.h"

#include <algorithm>

#include "engine/detect/gather.h"
#include "engine/detect/reading.h"

namespace unspin::detect {
namespace {

constexpr char kCandidates[] = "candidates";  // sorted pairs, then the counts: present only when whole

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
  Prefixer(const corpus::Fields& fields, const HostFurniture& furniture) : shingler(fields, furniture) {}
  Shingler shingler;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> order;
  std::vector<std::uint64_t> prefix;
};

/// Writes the prefix entries of all documents to scratch; returns their number.
Result<std::uint64_t> write_prefixes(Context& context, const Documents& docs, const HostFurniture& furniture,
                                     const NearOptions& options, const postings::ShingleCounts& shingle_counts,
                                     base::File& file, std::vector<std::uint32_t>& set_sizes) {
  PerThread<Prefixer> prefixers([&] { return std::make_unique<Prefixer>(options.fields, furniture); });
  std::uint64_t written = 0;
  auto read = read_blocks<Prefixes>(
      context, "prefixes", options.fields,
      [&](const corpus::Block& block) {
        Prefixes out;
        auto tool = prefixers.borrow();
        for (std::size_t i = 0; i < block.records.size(); ++i) {
          const auto doc = static_cast<std::uint32_t>(block.first_record + i);
          if (!docs.searched(doc)) continue;
          const auto record = tool->shingler.parser.parse(block, block.records[i]);
          if (!record) continue;
          const auto& set = tool->shingler.set_of(*record);
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

Result<void> pairs_from_join(Context& context, const Documents& docs, const HostFurniture& furniture,
                             const NearOptions& options, const postings::ShingleCounts& shingle_counts,
                             PairSorter& pairs, lsh::BucketCounts& counts) {
  auto file = base::File::create(context.scratch("prefixes"));
  if (!file) return pass_on(file);
  std::vector<std::uint32_t> set_sizes(docs.size());
  const auto entries = write_prefixes(context, docs, furniture, options, shingle_counts, *file, set_sizes);
  if (!entries) return tl::unexpected(entries.error());
  return join_prefixes(context, *entries, entries_of(*file, *entries), set_sizes, options.threshold, pairs, counts);
}

}  // namespace

Result<void> join_prefixes(const Context& context, std::uint64_t num_entries, const base::EntrySource& entries,
                           const std::vector<std::uint32_t>& sizes, double threshold, PairSorter& pairs,
                           lsh::BucketCounts& counts) {
  std::vector<std::uint32_t> members;
  return base::for_each_bucket(
      num_entries, context.memory_bytes() / 3, entries, [&](std::span<const base::KeyedDoc> bucket) -> Result<void> {
        ++counts.buckets;
        counts.largest = std::max<std::uint64_t>(counts.largest, bucket.size());
        members.clear();
        for (const base::KeyedDoc& entry : bucket) members.push_back(entry.doc);
        const auto smaller = [&](std::uint32_t a, std::uint32_t b) { return sizes[a] < sizes[b]; };
        std::stable_sort(members.begin(), members.end(), smaller);
        for (std::size_t i = 0; i < members.size(); ++i) {
          const double largest = sizes[members[i]] / threshold + 1e-6;
          for (std::size_t j = i + 1; j < members.size() && sizes[members[j]] <= largest; ++j) {
            if (auto ok = pairs.add(lsh::make_pair(members[i], members[j])); !ok) return ok;
            ++counts.pairs;
          }
        }
        return context.check_stop();
      });
}

Result<CandidateFile> find_candidates(Context& context, const Scan& scan, const Documents& docs,
                                      const HostFurniture& furniture, const NearOptions& options,
                                      const postings::ShingleCounts* shingle_counts) {
  context.begin_stage("candidates");
  const auto path = context.scratch(kCandidates);
  if (!std::filesystem::exists(path)) {
    PairSorter pairs(context.scratch("pairs"), context.memory_bytes() / 4);
    lsh::BucketCounts counts;
    Result<void> found;
    if (options.search && shingle_counts != nullptr) {
      found = pairs_from_join(context, docs, furniture, options, *shingle_counts, pairs, counts);
    } else if (options.search) {
      found = pairs_from_bands(context, scan, docs, options.banding, pairs, counts);
    }
    if (!found) return pass_on(found);
    const auto wanted = [&](lsh::Pair pair) {
      return !options.only_across || docs.copies_across(lsh::first(pair), lsh::second(pair));
    };
    if (auto ok = CandidateFile::store(path, context.fingerprint(), pairs, counts, wanted); !ok) return pass_on(ok);
  }
  auto candidates = CandidateFile::open(path, context.fingerprint());
  context.end_stage();
  return candidates;
}

}  // namespace unspin::detect
