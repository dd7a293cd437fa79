#pragma once

// Some rows of a Parquet file → a file like it.

#include <filesystem>
#include <memory>

#include "engine/corpus/parquet_module.h"

namespace unspin::parquet {

/// Io when `from` is not whole, or `to` cannot be written.
[[nodiscard]] Result<std::unique_ptr<corpus::ParquetCopier>> make_copier(const std::filesystem::path& from,
                                                                         const std::filesystem::path& to);

}  // namespace unspin::parquet
