#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <unspin/compare.h>
#include <unspin/options.h>
#include <unspin/result.h>

namespace [[gnu::visibility("default")]] unspin {

/// Which document of a group of copies stays. Ties go to the smallest id.
enum class Keep { Longest, Earliest, First, Score };

struct DedupOptions {
  Input input;
  Similarity similarity;
  Run run;
  std::filesystem::path out;  // a folder; made when missing
  Keep keep = Keep::Longest;
  std::string score_field;  // Keep::Score: a number, the highest stays; documents without one come last
  bool ids_only = false;    // write kept/ids.jsonl instead of the records
  bool revisits = false;    // of WARC files keep every record, removed ones as revisit records without their body
};

/// What recurs from page to page of a host counts for nothing (docs/verdicts.md, "Furniture").
struct FurnitureCounts {
  std::uint64_t lines = 0;      // that are furniture of some host
  std::uint64_t documents = 0;  // that have some; without exact copies
  std::uint64_t words = 0;      // left out of those
  std::uint64_t without_own_text =
      0;  // fewer than twenty words besides, or one text at five paths: only exact copies match
};

/// What a run did; run.json holds the same and more.
struct Summary {
  std::uint64_t records = 0;    // read, refused and skipped ones too
  std::uint64_t documents = 0;  // accepted
  std::uint64_t kept = 0;       // dedup
  std::uint64_t removed_exact = 0;
  std::uint64_t removed_near = 0;
  std::uint64_t clusters = 0;
  std::map<Verdict, std::uint64_t> pairs;  // match: listed, by verdict
  std::uint64_t pairs_not_listed = 0;      // match: of copies in groups too large to list every pair
  std::uint64_t without_preference = 0;    // dedup: documents without the date or score that Keep asks for
  std::uint64_t capped_buckets = 0;        // sampled instead of compared in full
  std::uint64_t text_bytes = 0;
  std::uint64_t truncated = 0;  // documents that the crawler cut, as their WARC records say
  FurnitureCounts furniture;
  std::map<std::string, std::uint64_t> refused;  // by reason
  std::map<std::string, std::uint64_t> skipped;  // by reason: records of web archives that hold no page or text
  std::vector<std::string> damaged_files;        // with what is wrong with them
  double seconds = 0;

  [[nodiscard]] std::uint64_t num_refused() const {
    std::uint64_t n = 0;
    for (const auto& [reason, count] : refused) n += count;
    return n;
  }
};

/// Removes duplicates and near-duplicates. Writes, under `out`: kept/, duplicates.jsonl, clusters.jsonl,
/// rejects.jsonl (if any) and run.json. Every removed document has a kept one within the threshold, verified
/// exactly, and no two kept documents that were compared are within it. Formats: docs/formats/.
/// InvalidOptions, Io, Interrupted; TooManyBadRecords after everything was written.
[[nodiscard]] Result<Summary> dedup(const DedupOptions& options);

}  // namespace unspin
