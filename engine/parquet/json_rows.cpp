#include "engine/parquet/json_rows.h"

#include <chrono>
#include <cmath>
#include <iterator>

#include <arrow/array.h>
#include <arrow/extension_type.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include "engine/corpus/json_text.h"

namespace unspin::parquet {
namespace {

constexpr std::size_t kLongest = (std::size_t{64} << 20) + 1;  // of a text, and of a row before its last field

void append_value(const arrow::Array& array, std::int64_t row, std::string& out);

void append_text(std::string_view text, std::string& out) { corpus::append_json_bytes(out, text.substr(0, kLongest)); }

template <typename Array>
void append_text_of(const arrow::Array& array, std::int64_t row, std::string& out) {
  append_text(static_cast<const Array&>(array).GetView(row), out);
}

template <typename Array>
void append_integer(const arrow::Array& array, std::int64_t row, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{:d}", static_cast<const Array&>(array).Value(row));
}

void append_number(double number, std::string& out) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  fmt::format_to(std::back_inserter(out), "{}", number);
}

/// Nothing for years that ISO 8601 has no four digits for.
void append_time(std::int64_t seconds, std::string& out) {
  using namespace std::chrono;
  constexpr std::int64_t kDay = 86400;
  const std::int64_t day = seconds / kDay - (seconds % kDay < 0 ? 1 : 0);
  constexpr std::int64_t kEnd = 2932897;  // the first day of the year 10000
  if (day < -719528 || day >= kEnd) {
    out += "null";
    return;
  }
  const year_month_day date{sys_days{days{static_cast<int>(day)}}};
  const std::int64_t rest = seconds - day * kDay;
  fmt::format_to(std::back_inserter(out), "\"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z\"", static_cast<int>(date.year()),
                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), rest / 3600, rest / 60 % 60,
                 rest % 60);
}

/// Rounded down.
std::int64_t seconds_of(std::int64_t value, arrow::TimeUnit::type unit) {
  std::int64_t per_second = 1;
  switch (unit) {
    case arrow::TimeUnit::SECOND: break;
    case arrow::TimeUnit::MILLI: per_second = 1000; break;
    case arrow::TimeUnit::MICRO: per_second = 1000000; break;
    case arrow::TimeUnit::NANO: per_second = 1000000000; break;
  }
  return value / per_second - (value % per_second < 0 ? 1 : 0);
}

void append_object(const arrow::StructArray& array, std::int64_t row, std::string& out) {
  out += '{';
  for (int i = 0; i < array.num_fields(); ++i) {
    if (i > 0) out += ',';
    corpus::append_json_bytes(out, array.struct_type()->field(i)->name());
    out += ':';
    append_value(*array.field(i), row, out);
  }
  out += '}';
}

void append_present(const arrow::Array& array, std::int64_t row, std::string& out) {
  using arrow::Type;
  switch (array.type_id()) {
    case Type::STRING: return append_text_of<arrow::StringArray>(array, row, out);
    case Type::LARGE_STRING: return append_text_of<arrow::LargeStringArray>(array, row, out);
    case Type::STRING_VIEW: return append_text_of<arrow::StringViewArray>(array, row, out);
    case Type::INT8: return append_integer<arrow::Int8Array>(array, row, out);
    case Type::INT16: return append_integer<arrow::Int16Array>(array, row, out);
    case Type::INT32: return append_integer<arrow::Int32Array>(array, row, out);
    case Type::INT64: return append_integer<arrow::Int64Array>(array, row, out);
    case Type::UINT8: return append_integer<arrow::UInt8Array>(array, row, out);
    case Type::UINT16: return append_integer<arrow::UInt16Array>(array, row, out);
    case Type::UINT32: return append_integer<arrow::UInt32Array>(array, row, out);
    case Type::UINT64: return append_integer<arrow::UInt64Array>(array, row, out);
    case Type::FLOAT:
      return append_number(static_cast<double>(static_cast<const arrow::FloatArray&>(array).Value(row)), out);
    case Type::DOUBLE: return append_number(static_cast<const arrow::DoubleArray&>(array).Value(row), out);
    case Type::DECIMAL128: return append_text(static_cast<const arrow::Decimal128Array&>(array).FormatValue(row), out);
    case Type::BOOL: out += static_cast<const arrow::BooleanArray&>(array).Value(row) ? "true" : "false"; return;
    case Type::DATE32:
      return append_time(std::int64_t{86400} * static_cast<const arrow::Date32Array&>(array).Value(row), out);
    case Type::DATE64:
      return append_time(seconds_of(static_cast<const arrow::Date64Array&>(array).Value(row), arrow::TimeUnit::MILLI),
                         out);
    case Type::TIMESTAMP: {
      const auto& type = static_cast<const arrow::TimestampType&>(*array.type());
      return append_time(seconds_of(static_cast<const arrow::TimestampArray&>(array).Value(row), type.unit()), out);
    }
    case Type::STRUCT: return append_object(static_cast<const arrow::StructArray&>(array), row, out);
    case Type::DICTIONARY: {
      const auto& coded = static_cast<const arrow::DictionaryArray&>(array);
      return append_value(*coded.dictionary(), coded.GetValueIndex(row), out);
    }
    case Type::EXTENSION: return append_value(*static_cast<const arrow::ExtensionArray&>(array).storage(), row, out);
    default: out += "null";
  }
}

void append_value(const arrow::Array& array, std::int64_t row, std::string& out) {
  if (array.IsNull(row)) {
    out += "null";
  } else {
    append_present(array, row, out);
  }
}

}  // namespace

std::int64_t append_rows(const arrow::RecordBatch& batch, std::int64_t row, std::size_t enough, std::string& json,
                         std::vector<std::uint32_t>& ends) {
  const auto& columns = batch.columns();
  std::vector<std::string> keys;
  for (int i = 0; i < batch.num_columns(); ++i) {
    std::string& key = keys.emplace_back(i == 0 ? "" : ",");
    corpus::append_json_bytes(key, batch.column_name(i));
    key += ':';
  }
  for (; row < batch.num_rows() && json.size() < enough; ++row) {
    const std::size_t begin = json.size();
    json += '{';
    for (std::size_t i = 0; i < keys.size() && json.size() - begin <= kLongest; ++i) {
      json += keys[i];
      append_value(*columns[i], row, json);
    }
    json += '}';
    ends.push_back(static_cast<std::uint32_t>(json.size()));
    json += '\n';
  }
  return row;
}

}  // namespace unspin::parquet
