#pragma once

// A Parquet file → blocks of rows, each as the JSON line that the same record would be in a file of those.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <unspin/result.h>

#include "engine/base/hash.h"
#include "engine/corpus/inputs.h"
#include "engine/corpus/parquet_module.h"
#include "engine/corpus/record_fields.h"

namespace unspin::corpus {

struct Block;

/// Whether a file can be read and has what is wanted: the errors of ParquetSource::open().
[[nodiscard]] Result<void> check_parquet(const InputFile& file, const Fields& wanted);

class ParquetSource {
 public:
  /// Without `wanted` fields, rows are numbered and have no contents. InvalidOptions when the text is no string, or
  /// one of the fields is not there; Io.
  [[nodiscard]] static Result<ParquetSource> open(const InputFile& file, const std::optional<Fields>& wanted);

  /// Fills bytes (without padding) and records of a block. Without records only at the end of the file.
  void next(Block& block);
  [[nodiscard]] bool ended() const noexcept { return ended_; }
  [[nodiscard]] const std::string& damage() const noexcept { return reader_->damage(); }
  [[nodiscard]] std::uint64_t file_bytes_read() const noexcept;
  /// Of all bytes on disk.
  [[nodiscard]] base::Hash128 digest() const noexcept { return digest_; }

 private:
  std::unique_ptr<ParquetReader> reader_;
  std::uint64_t bytes_ = 0;
  base::Hash128 digest_{};
  std::uint64_t row_ = 0;  // the next one
  ParquetRows waiting_;    // read ahead, to know where the end is
  bool ended_ = false;
};

}  // namespace unspin::corpus
