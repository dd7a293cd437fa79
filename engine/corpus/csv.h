#pragma once

// CSV as in RFC 4180 (fields in double quotes may hold delimiters, line breaks and doubled quotes), through libcsv, and
// TSV, which has no quotes: a tab ends a field and a line break a record.

#include <string>
#include <string_view>
#include <vector>

namespace unspin::corpus {

/// Position of the line break that ends the record starting at `from`, or npos: the first one outside quotes. Quotes
/// count where libcsv counts them, at the start of a field: the one in `5" disk` opens nothing.
[[nodiscard]] std::size_t csv_record_end(std::string_view text, std::size_t from, char delimiter);

/// The delimiter that occurs most often in a header: tab, semicolon or comma.
[[nodiscard]] char guess_delimiter(std::string_view header);

/// The fields of one record, unquoted.
[[nodiscard]] std::vector<std::string> split_csv_record(std::string_view record, char delimiter);

}  // namespace unspin::corpus
