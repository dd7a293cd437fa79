#include "engine/c/arrow_columns.h"

#include <array>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "engine/corpus/record_parser.h"

namespace unspin::c {
namespace {

/// The storage behind a format string of the Arrow C data interface, if it is one that is read here.
std::optional<Storage> storage_of(std::string_view format) {
  constexpr std::pair<std::string_view, Storage> kStorages[] = {
      {"u", Storage::Utf8},   {"U", Storage::LargeUtf8}, {"vu", Storage::Utf8View}, {"c", Storage::Int8},
      {"s", Storage::Int16},  {"i", Storage::Int32},     {"l", Storage::Int64},     {"C", Storage::Uint8},
      {"S", Storage::Uint16}, {"I", Storage::Uint32},    {"L", Storage::Uint64},    {"f", Storage::Float32},
      {"g", Storage::Float64}};
  for (const auto& [name, storage] : kStorages) {
    if (format == name) return storage;
  }
  return std::nullopt;
}

bool is_text(Storage storage) { return storage <= Storage::Utf8View; }
bool is_whole(Storage storage) { return storage >= Storage::Int8 && storage <= Storage::Uint64; }

/// Dates and timestamps: how they are stored, and seconds of one.
std::optional<std::pair<Storage, double>> time_of(std::string_view format) {
  if (format == "tdD") return std::pair(Storage::Int32, 86400.0);
  if (format == "tdm") return std::pair(Storage::Int64, 1e-3);
  constexpr std::pair<std::string_view, double> kUnits[] = {
      {"tss:", 1}, {"tsm:", 1e-3}, {"tsu:", 1e-6}, {"tsn:", 1e-9}};
  for (const auto& [start, unit] : kUnits) {
    if (format.starts_with(start)) return std::pair(Storage::Int64, unit);
  }
  return std::nullopt;
}

std::optional<ColumnType> type_of(const ArrowSchema& schema, std::int64_t index) {
  ColumnType type;
  type.index = index;
  const ArrowSchema& values = schema.dictionary != nullptr ? *schema.dictionary : schema;
  if (schema.dictionary != nullptr) {
    type.indices = storage_of(schema.format);
    if (!type.indices || !is_whole(*type.indices) || values.dictionary != nullptr) return std::nullopt;
  }
  if (const auto time = time_of(values.format)) {
    std::tie(type.storage, type.unit) = *time;
    return type;
  }
  const auto storage = storage_of(values.format);
  if (!storage) return std::nullopt;
  type.storage = *storage;
  return type;
}

using Names = std::vector<std::string_view>;

/// The first of these columns that is there.
Result<std::optional<ColumnType>> find_column(const ArrowSchema& schema, const Names& names, bool texts_only) {
  for (const std::string_view name : names) {
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
      const ArrowSchema& child = *schema.children[i];
      if (child.name == nullptr || child.name != name) continue;
      const auto type = type_of(child, i);
      if (type && (!texts_only || is_text(type->storage))) return type;
      return failure(Error::Code::InvalidOptions,
                     fmt::format("column {} has the Arrow type {}, which cannot be read{}", name, child.format,
                                 texts_only ? ": cast it to utf8" : ""));
    }
  }
  return std::optional<ColumnType>();
}

Names or_usual(const std::string& named, Names usual) { return named.empty() ? std::move(usual) : Names{named}; }

tl::unexpected<Error> missing(const Names& names) {
  return failure(Error::Code::InvalidOptions, fmt::format("no column {}", fmt::join(names, ", ")));
}

bool is_null(const ArrowArray& array, std::int64_t at) {
  if (array.null_count == 0 || array.n_buffers == 0 || array.buffers[0] == nullptr) return false;
  const auto* bits = static_cast<const std::uint8_t*>(array.buffers[0]);
  return (bits[at / 8] >> (at % 8) & 1) == 0;
}

/// The value number `at` of a buffer. Buffers need not be aligned.
template <typename T>
T value_at(const void* buffer, std::int64_t at) {
  T value;
  std::memcpy(&value, static_cast<const char*>(buffer) + at * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
  return value;
}

template <typename Offset>
std::string_view text_between(const ArrowArray& array, std::int64_t at) {
  const auto begin = value_at<Offset>(array.buffers[1], at);
  const auto end = value_at<Offset>(array.buffers[1], at + 1);
  if (end <= begin) return "";
  return {static_cast<const char*>(array.buffers[2]) + begin, static_cast<std::size_t>(end - begin)};
}

/// A view is 16 bytes: its length, and the text itself when it fits 12 bytes, else 4 bytes of it, the number of a
/// buffer, and the place there.
std::string_view text_of_view(const ArrowArray& array, std::int64_t at) {
  constexpr std::size_t kInline = 12;
  const char* view = static_cast<const char*>(array.buffers[1]) + 16 * at;
  const auto size = static_cast<std::size_t>(value_at<std::int32_t>(view, 0));
  if (size <= kInline) return {view + 4, size};
  const auto buffer = value_at<std::int32_t>(view + 8, 0);
  const auto offset = value_at<std::int32_t>(view + 12, 0);
  return {static_cast<const char*>(array.buffers[2 + buffer]) + offset, size};
}

/// One column of one batch.
class Column {
 public:
  /// InvalidOptions: it is not as its type says.
  static Result<Column> open(const ArrowArray& batch, const ColumnType& type) {
    if (type.index >= batch.n_children) return failure(Error::Code::InvalidOptions, "an Arrow batch lacks a column");
    const ArrowArray& array = *batch.children[type.index];
    const ArrowArray* values = type.indices ? array.dictionary : &array;
    const std::int64_t least_buffers = type.storage == Storage::Utf8 || type.storage == Storage::LargeUtf8 ? 3 : 2;
    if (values == nullptr || values->n_buffers < least_buffers || array.n_buffers < 2 ||
        array.length < batch.length + batch.offset) {
      return failure(Error::Code::InvalidOptions, "an Arrow batch is not what its schema says");
    }
    return Column(type, array, *values, batch.offset);
  }

  std::optional<std::string_view> text(std::int64_t row) const {
    const auto at = place(row);
    if (!at) return std::nullopt;
    switch (type_.storage) {
      case Storage::Utf8: return text_between<std::int32_t>(values_, *at);
      case Storage::LargeUtf8: return text_between<std::int64_t>(values_, *at);
      case Storage::Utf8View: return text_of_view(values_, *at);
      default: return std::nullopt;
    }
  }

  /// A whole number in digits.
  std::optional<std::string> digits(std::int64_t row) const {
    const auto at = place(row);
    if (!at) return std::nullopt;
    if (type_.storage == Storage::Uint64) return std::to_string(value_at<std::uint64_t>(values_.buffers[1], *at));
    return std::to_string(whole(values_, type_.storage, *at));
  }

  /// A number; a date in seconds since 1970.
  std::optional<double> number(std::int64_t row) const {
    if (is_text(type_.storage)) {
      const auto written = text(row);
      return written ? corpus::parse_date(*written) : std::nullopt;
    }
    const auto at = place(row);
    if (!at) return std::nullopt;
    const void* buffer = values_.buffers[1];
    switch (type_.storage) {
      case Storage::Float32: return value_at<float>(buffer, *at);
      case Storage::Float64: return value_at<double>(buffer, *at);
      case Storage::Uint64: return static_cast<double>(value_at<std::uint64_t>(buffer, *at)) * type_.unit;
      default: return static_cast<double>(whole(values_, type_.storage, *at)) * type_.unit;
    }
  }

 private:
  Column(const ColumnType& type, const ArrowArray& array, const ArrowArray& values, std::int64_t offset)
      : type_(type), array_(array), values_(values), offset_(offset) {}

  static std::int64_t whole(const ArrowArray& array, Storage storage, std::int64_t at) {
    const void* buffer = array.buffers[1];
    switch (storage) {
      case Storage::Int8: return value_at<std::int8_t>(buffer, at);
      case Storage::Int16: return value_at<std::int16_t>(buffer, at);
      case Storage::Int32: return value_at<std::int32_t>(buffer, at);
      case Storage::Uint8: return value_at<std::uint8_t>(buffer, at);
      case Storage::Uint16: return value_at<std::uint16_t>(buffer, at);
      case Storage::Uint32: return value_at<std::uint32_t>(buffer, at);
      default: return value_at<std::int64_t>(buffer, at);
    }
  }

  /// Where the value of a row is, if it has one.
  std::optional<std::int64_t> place(std::int64_t row) const {
    std::int64_t at = row + offset_ + array_.offset;
    if (is_null(array_, at)) return std::nullopt;
    if (!type_.indices) return at;
    at = whole(array_, *type_.indices, at);
    if (at < 0 || at >= values_.length) return std::nullopt;
    at += values_.offset;
    return is_null(values_, at) ? std::nullopt : std::optional(at);
  }

  const ColumnType& type_;
  const ArrowArray& array_;
  const ArrowArray& values_;
  std::int64_t offset_;
};

Result<std::optional<Column>> open(const ArrowArray& batch, const std::optional<ColumnType>& type) {
  if (!type) return std::optional<Column>();
  auto column = Column::open(batch, *type);
  if (!column) return pass_on(column);
  return std::optional<Column>(*column);
}

/// Ids that are numbers, in digits, one behind the other; `ends` beside the rows.
std::shared_ptr<const std::string> write_numbers(const Column& ids, std::int64_t rows, std::vector<std::size_t>& ends) {
  auto all = std::make_shared<std::string>();
  for (std::int64_t row = 0; row < rows; ++row) {
    *all += ids.digits(row).value_or("");
    ends.push_back(all->size());
  }
  return all;
}

}  // namespace

Result<DocumentColumns> find_columns(const ArrowSchema& schema, const ColumnNames& names) {
  if (schema.format == nullptr || std::string_view(schema.format) != "+s")
    return failure(Error::Code::InvalidOptions, "an Arrow stream must be one of structs: of tables or record batches");
  const Names ids = or_usual(names.id, {"id", "doc_id", "docid", "core_id"});
  const Names texts = or_usual(names.text, {"text", "content", "raw_content"});
  const Names scores = or_usual(names.score, {"score"});
  auto id = find_column(schema, ids, false);
  auto text = find_column(schema, texts, true);
  auto url = find_column(schema, {"url"}, true);
  auto canonical = find_column(schema, {"canonical", "canonical_url"}, true);
  auto date = find_column(schema, {"date", "timestamp", "created", "published"}, false);
  auto score = find_column(schema, scores, false);
  for (auto* column : {&id, &text, &url, &canonical, &date, &score}) {
    if (!*column) return pass_on(*column);
  }
  if (!*text) return missing(texts);
  if (!*id && !names.id.empty()) return missing(ids);
  if (!*score && !names.score.empty()) return missing(scores);
  if (*id && !is_text((*id)->storage) && !is_whole((*id)->storage))
    return failure(Error::Code::InvalidOptions, "ids must be texts or whole numbers: cast them");
  return DocumentColumns{*id, *url, *canonical, *date, *score, **text};
}

Result<DocumentBatch> read_batch(const ArrowArray& array, const DocumentColumns& columns) {
  const auto text = Column::open(array, columns.text);
  if (!text) return tl::unexpected(text.error());
  std::array<std::optional<Column>, 5> others;
  const std::array<const std::optional<ColumnType>*, 5> types = {&columns.id, &columns.url, &columns.canonical,
                                                                 &columns.date, &columns.score};
  for (std::size_t i = 0; i < others.size(); ++i) {
    auto column = open(array, *types[i]);
    if (!column) return pass_on(column);
    if (*column) others[i].emplace(**column);
  }
  const auto& [id, url, canonical, date, score] = others;
  DocumentBatch batch;
  std::vector<std::size_t> ends;
  if (id && !is_text(columns.id->storage)) batch.made = write_numbers(*id, array.length, ends);
  batch.documents.reserve(static_cast<std::size_t>(array.length));
  for (std::int64_t row = 0; row < array.length; ++row) {
    Document document;
    if (!is_null(array, row + array.offset)) document.text = text->text(row).value_or(std::string_view());
    if (url) document.url = url->text(row).value_or("");
    if (canonical) document.canonical = canonical->text(row).value_or("");
    if (date) document.date = date->number(row);
    if (score) document.score = score->number(row);
    if (batch.made) {
      const std::size_t begin = row == 0 ? 0 : ends[static_cast<std::size_t>(row) - 1];
      document.id = std::string_view(*batch.made).substr(begin, ends[static_cast<std::size_t>(row)] - begin);
    } else if (id) {
      document.id = id->text(row).value_or("");
    }
    batch.documents.push_back(document);
  }
  return batch;
}

}  // namespace unspin::c
