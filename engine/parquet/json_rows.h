#pragma once

// Columns → JSON objects, a row each.

#include <cstdint>
#include <string>
#include <vector>

#include <arrow/record_batch.h>

namespace unspin::parquet {

/// Appends one object a row to `json`, a line break behind each, and where they end to `ends`: from `row` on, until the
/// batch ends or `json` has `enough` bytes → the row to go on with. Members are those of the schema, in its order;
/// structs are objects. What JSON Lines readers have no use for (lists, maps, bytes, times of day) is null; dates are
/// ISO 8601, in UTC; texts are as they are, also where they are no UTF-8. What exceeds 64 MiB of a row is left out: the
/// record is refused for its length.
[[nodiscard]] std::int64_t append_rows(const arrow::RecordBatch& batch, std::int64_t row, std::size_t enough,
                                       std::string& json, std::vector<std::uint32_t>& ends);

}  // namespace unspin::parquet
