#pragma once

// Columns → JSON objects, a row each.

#include <cstdint>
#include <string>
#include <vector>

#include <arrow/record_batch.h>

namespace unspin::parquet {

/// Appends one object a row to `json`, a line break behind each, and where they end to `ends`. Members are those of the
/// schema, in its order; structs are objects. What JSON Lines readers have no use for (lists, maps, bytes, times of
/// day) is null; dates are ISO 8601, in UTC; texts are as they are, also where they are no UTF-8. A text of more than
/// 64 MiB is cut behind that: the record is refused for its length.
void append_rows(const arrow::RecordBatch& batch, std::string& json, std::vector<std::uint32_t>& ends);

}  // namespace unspin::parquet
