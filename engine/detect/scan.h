#pragma once

// Stage 1: every record is read once, and what the later stages need of it goes to segments on scratch: flags, sizes,
// digests of id and text, and the band keys. A killed scan goes on behind its last segment.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <unspin/result.h>

#include "engine/base/buckets.h"
#include "engine/base/hash.h"
#include "engine/corpus/record_parser.h"
#include "engine/detect/context.h"
#include "engine/lsh/s_curve.h"
#include "engine/lsh/segment.h"
#include "engine/postings/prefix_join.h"

namespace unspin::detect {

enum DocFlag : std::uint8_t {
  kRefused = 1,
  kIdGenerated = 2,
  kHasWords = 4,
  kAgainst = 8,  // of the second collection
  // Of representatives (exact.h): the text, or a copy of it, is in the first collection, in the second.
  kCopyInFirst = 16,
  kCopyInSecond = 32,
  kSkipped = 64,     // refused, because it holds no document; nothing is wrong with it
  kNoOwnText = 128,  // of representatives: nothing but furniture of its host (host_furniture.h)
};

/// What decides which copy stays, besides size and order: nothing, a date, or a score.
enum class Preference : std::uint8_t { None, Date, Score };

struct ScanOptions {
  corpus::Fields fields;
  lsh::Banding banding;  // no bands: nothing is sketched
  Preference preference = Preference::None;
  bool lines = false;  // also leave the lines of crawled pages, to tell furniture
  bool terms = false;  // also leave the terms by which rewrites are looked up
};

/// Columns of a segment, in order; band b is column kFirstBand + b.
enum SegmentColumn : std::uint8_t { kFlags, kTextBytes, kPreference, kIdLow, kIdHigh, kTextLow, kTextHigh, kFirstBand };

struct Scan {
  std::vector<lsh::Segment> segments;
  std::uint64_t num_records = 0;
  std::vector<base::Hash128> input_digests;
  std::map<std::string, std::uint64_t> skipped;     // records that hold no document, by reason
  std::uint64_t truncated = 0;                      // documents that the crawler cut, as their records say
  std::vector<std::string> damaged_files;           // "PATH: truncated gzip data after byte 17 of the file"
  std::vector<std::filesystem::path> reject_files;  // on scratch: lines of rejects.jsonl, in order of the input
  std::vector<std::filesystem::path> line_files;    // on scratch: one for each segment with crawled pages
  std::vector<std::filesystem::path> term_files;    // on scratch: one a segment, if terms were asked for
  /// By segment: pages whose keys are other ones, as furniture is left out; column 0 has their numbers, 1 + b the keys.
  std::map<std::size_t, lsh::Segment> own_keys;

  /// One column of all documents. T has the column's width.
  template <typename T>
  [[nodiscard]] Result<std::vector<T>> column(std::size_t index) const {
    std::vector<T> values(num_records);
    for (const lsh::Segment& segment : segments) {
      if (auto ok = segment.read_column(index, values.data() + segment.first_doc()); !ok) return pass_on(ok);
    }
    return values;
  }

  /// The documents for which `wanted` holds, keyed by a 64-bit column, as for_each_bucket() asks for them.
  [[nodiscard]] base::EntrySource entries(std::size_t column, std::function<bool(std::uint32_t)> wanted) const;

 private:
  Result<void> put_own_keys(std::size_t segment, std::size_t column, std::vector<std::uint64_t>& keys) const;
};

/// `counts`: where the exhaustive join counts shingles, else null. Io, Interrupted, InvalidOptions (too many records).
[[nodiscard]] Result<Scan> scan(Context& context, const ScanOptions& options, postings::ShingleCounts* counts);

/// Io when a later reading of the inputs gave other digests than the scan.
[[nodiscard]] Result<void> check_unchanged(const Scan& scan, const std::vector<base::Hash128>& digests);

/// A line of rejects.jsonl.
[[nodiscard]] std::string reject_line(const std::string& file, std::uint64_t offset, const std::string& reason,
                                      const std::string& detail);

}  // namespace unspin::detect
