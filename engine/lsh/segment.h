#pragma once

// A segment: what the scan learnt of a run of documents, one column after another, on scratch. Written once, whole;
// read a column at a time, so that a pass over one band touches nothing else. Layout: docs/formats/segment.md.

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include <unspin/result.h>

#include "engine/base/file.h"

namespace unspin::lsh {

/// One column: `width` bytes for each document.
struct Column {
  std::uint32_t width;
  const void* data;
};

/// Writes PATH whole or not at all. `run` says which run the segment belongs to (a digest of its options and inputs).
[[nodiscard]] Result<void> write_segment(const std::filesystem::path& path, std::uint64_t run, std::uint64_t first_doc,
                                         std::uint64_t num_docs, std::span<const Column> columns);

/// What a segment holds and where. The file is opened for each reading: a large collection has more segments than a
/// process may have open files. Safe to read from many threads.
class Segment {
 public:
  /// UnsupportedVersion, CorruptFile (another run, a bad checksum of the header, wrong size), Io.
  [[nodiscard]] static Result<Segment> open(const std::filesystem::path& path, std::uint64_t run);

  [[nodiscard]] std::uint64_t first_doc() const noexcept { return first_doc_; }
  [[nodiscard]] std::uint64_t num_docs() const noexcept { return num_docs_; }
  /// Fills `out` (num_docs · width bytes) and checks the column's checksum.
  [[nodiscard]] Result<void> read_column(std::size_t column, void* out) const;

 private:
  struct Placed {
    std::uint64_t offset;
    std::uint64_t bytes;
    std::uint64_t checksum;
  };
  std::filesystem::path path_;
  std::uint64_t first_doc_ = 0;
  std::uint64_t num_docs_ = 0;
  std::vector<Placed> columns_;
};

}  // namespace unspin::lsh
