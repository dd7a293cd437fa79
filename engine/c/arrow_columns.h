#pragma once

// Columns of Arrow arrays that others made → texts, numbers and dates, without copying. What a producer says of its
// types is checked once; that its buffers are as long as it says can not be.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/c.h>
#include <unspin/compare.h>
#include <unspin/result.h>

namespace unspin::c {

/// How the values of a column are stored.
enum class Storage : std::uint8_t {
  Utf8,       // offsets of 32 bits
  LargeUtf8,  // offsets of 64 bits
  Utf8View,
  Int8,
  Int16,
  Int32,
  Int64,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Float32,
  Float64,
};

/// A column of a schema that is read.
struct ColumnType {
  std::int64_t index = 0;  // among the children
  Storage storage{};       // of the values; with a dictionary, of its values
  std::optional<Storage> indices;
  double unit = 1;  // seconds of one: of dates and timestamps
};

/// What columns are called. Empty: the usual names.
struct ColumnNames {
  std::string id, text, score;
};

/// Which columns of a schema hold what of a document.
struct DocumentColumns {
  std::optional<ColumnType> id, url, canonical, date, score;
  ColumnType text;
};

/// InvalidOptions: no structs, no column of texts, a column that was named and is not there, or a type that does not
/// fit; names the column and the type.
[[nodiscard]] Result<DocumentColumns> find_columns(const ArrowSchema& schema, const ColumnNames& names);

/// Of one batch.
struct DocumentBatch {
  std::vector<Document> documents;          // view `made` and the buffers of the array
  std::shared_ptr<const std::string> made;  // ids that are numbers
};

/// A row that is null, or whose text is, becomes a document without a text. InvalidOptions: the array is not what the
/// schema says.
[[nodiscard]] Result<DocumentBatch> read_batch(const ArrowArray& array, const DocumentColumns& columns);

}  // namespace unspin::c
