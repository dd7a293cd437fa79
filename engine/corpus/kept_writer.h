#pragma once

// The records that stay, written as they came: same bytes, same order, same file names, same compression. Compressed
// output is a sequence of gzip members or zstd frames, one a block, so that blocks are compressed on many threads.
// Parquet files are copied row by row, with all their columns.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <unspin/result.h>

#include "engine/base/file.h"
#include "engine/corpus/blocks.h"
#include "engine/corpus/parquet_module.h"

namespace unspin::corpus {

/// Compresses one piece of output on the calling thread.
[[nodiscard]] std::string compress(std::string_view bytes, Compression compression);

/// Writes pieces of output in order under one folder, a file for each input file that it is called for.
class KeptWriter {
 public:
  explicit KeptWriter(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// `bytes`: of this block's file, already compressed; of a Parquet file a byte for each row, 0 for those that go.
  [[nodiscard]] Result<void> write(const Block& block, std::string_view bytes);

 private:
  Result<void> write_rows(const Block& block, std::string_view stays);
  Result<std::filesystem::path> path_for(const Block& block) const;

  std::filesystem::path folder_;
  std::optional<base::File> file_;
  std::unique_ptr<ParquetCopier> rows_;
  bool empty_ = true;  // nothing was written to it
};

}  // namespace unspin::corpus
