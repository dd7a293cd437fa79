#pragma once

// What reading and copying share: opening a file, and its row groups in small batches.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <arrow/memory_pool.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <parquet/arrow/reader.h>

#include <unspin/result.h>

namespace unspin::parquet {

/// Gives memory back to the system at once, so that --memory can be kept.
[[nodiscard]] inline arrow::MemoryPool* pool() { return arrow::system_memory_pool(); }

/// For people: also what the system said.
[[nodiscard]] std::string text_of(const arrow::Status& status);

/// Columns are read page by page, never as a whole. Io when the file is not whole or no Parquet file.
[[nodiscard]] Result<std::unique_ptr<::parquet::arrow::FileReader>> open_file(const std::filesystem::path& path);

/// A row group in batches of 64 KiB or so, by the mean size of its rows: the same batches for any choice of columns.
[[nodiscard]] arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> read_group(::parquet::arrow::FileReader& file,
                                                                                  int group,
                                                                                  const std::vector<int>& columns);

/// How many rows a row group says that it has.
[[nodiscard]] std::int64_t rows_of(const ::parquet::arrow::FileReader& file, int group);

}  // namespace unspin::parquet
