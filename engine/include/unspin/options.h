#pragma once

// What every verb takes: where the documents are, how similar is similar, and how to run.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

namespace [[gnu::visibility("default")]] unspin {

/// Where the documents are and what their fields are called.
struct Input {
  /// Files, folders, globs, or "-" for standard input. JSONL, CSV, TSV, text and HTML files, WARC, WET, ARC and tar
  /// archives, each plain, gzip or zstd, and Parquet, told apart by content and name. Read in this order, folders in
  /// the order of their paths.
  std::vector<std::string> paths;
  /// A second collection. Not empty: only pairs of one document of `paths` with one of these are looked for.
  std::vector<std::string> against;
  /// A field name or a JSON Pointer. Empty: id, doc_id, docid or core_id; without one, a digest of url and text.
  std::string id_field;
  /// Likewise. Empty: text, content or raw_content.
  std::string text_field;
};

/// What counts as a near-duplicate.
struct Similarity {
  /// Jaccard similarity over sets of word 5-grams, in (0, 1]. Lower it to see looser copies; 0.5 is a fifth of the
  /// words changed.
  double threshold = 0.8;
  /// The chance that a pair at the threshold is looked at, in (0, 1]. 1 leaves chance out: an exhaustive join, slower.
  double recall = 0.999;
};

/// One step of a long call, for progress lines.
struct Progress {
  std::string_view stage;  // "scan", "candidates", "gather", "verify", "write"
  std::uint64_t done;
  std::uint64_t total;      // 0: not known
  std::string_view unit;    // "bytes" or "pairs" or "bands"
  std::uint64_t documents;  // so far, in stages that read
};

/// How to run. No field changes a result.
struct Run {
  int threads = 0;                 // 0: one for each core
  std::uint64_t memory_bytes = 0;  // a promise; larger work goes to scratch. 0: half of the machine's memory
  std::filesystem::path scratch;   // empty: beside the output
  bool resume = false;             // take up what an interrupted run left in scratch
  double max_bad = 0.001;          // share of records that may be refused before the call fails
  std::function<void(const Progress&)> on_progress;  // called from one thread at a time
  const std::atomic<bool>* stop = nullptr;           // raise it to end the call early with Error::Code::Interrupted
};

/// "4GiB", "512MiB", "8GB", "1000000" → bytes. InvalidOptions with what was expected.
[[nodiscard]] Result<std::uint64_t> parse_size(std::string_view text);

}  // namespace unspin
