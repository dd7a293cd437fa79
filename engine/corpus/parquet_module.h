#pragma once

// The seam to Parquet: a shared object of its own (engine/parquet), opened when the first Parquet file is met, so that
// the program itself needs no Arrow. Both sides are of one build; the name of the entry tells the version of the seam.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

namespace unspin::corpus {

/// A field that holds values: a column, or a member of one that is made of members.
struct ParquetField {
  std::string pointer;  // a JSON Pointer: /text, /metadata/url
  std::string type;     // in Arrow's words: string, int64, list<element: string>
  bool is_text;         // UTF-8, however it is stored
};

/// Rows in the order of the file, as JSON objects of the fields that were chosen.
struct ParquetRows {
  std::string json;                 // one behind the other, a line break behind each
  std::vector<std::uint32_t> ends;  // in `json`, of each row's object: its line break
  std::uint64_t damaged = 0;        // so many rows that cannot be read follow these
};

class ParquetReader {
 public:
  virtual ~ParquetReader() = default;
  /// In the order of the schema.
  [[nodiscard]] virtual const std::vector<ParquetField>& fields() const noexcept = 0;
  /// By their places in fields(); before the first call of next(). None: rows are counted, and are empty objects.
  virtual void choose(std::vector<std::size_t> fields) = 0;
  /// About a MiB of rows, or one longer row; neither rows nor damage at the end.
  [[nodiscard]] virtual ParquetRows next() = 0;
  /// Empty, or what is wrong with the first rows that could not be read.
  [[nodiscard]] virtual const std::string& damage() const noexcept = 0;
  /// Share of the file's rows that was read, in [0, 1].
  [[nodiscard]] virtual double progress() const noexcept = 0;
};

/// Some rows of a file, all of their columns: a file with its schema, metadata, compression and row groups. Row groups
/// of more than 32 MiB are divided.
class ParquetCopier {
 public:
  virtual ~ParquetCopier() = default;
  /// Of the rows that follow those of the last call: a byte each, 0 for those that go. Io.
  [[nodiscard]] virtual Result<void> append(std::string_view stays) = 0;
  /// After all rows. Io.
  [[nodiscard]] virtual Result<void> close() = 0;
};

class ParquetModule {
 public:
  virtual ~ParquetModule() = default;
  /// Io when the file is not whole or no Parquet file.
  [[nodiscard]] virtual Result<std::unique_ptr<ParquetReader>> read(const std::filesystem::path& path) const = 0;
  /// Io, also when `to` cannot be written.
  [[nodiscard]] virtual Result<std::unique_ptr<ParquetCopier>> copy(const std::filesystem::path& from,
                                                                    const std::filesystem::path& to) const = 0;
};

/// What the shared object exports under kParquetEntry; lives for ever.
using ParquetEntry = const ParquetModule*();
inline constexpr char kParquetEntry[] = "unspin_parquet_1";

/// Opens the shared object at the first call. InvalidOptions when it is not there, with what to do about that.
[[nodiscard]] Result<const ParquetModule*> parquet_module();

}  // namespace unspin::corpus
