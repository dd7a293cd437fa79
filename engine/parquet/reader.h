#pragma once

// Rows of a Parquet file as JSON objects.

#include <filesystem>
#include <memory>

#include "engine/corpus/parquet_module.h"

namespace unspin::parquet {

/// Io when the file is not whole or no Parquet file.
[[nodiscard]] Result<std::unique_ptr<corpus::ParquetReader>> make_reader(const std::filesystem::path& path);

}  // namespace unspin::parquet
