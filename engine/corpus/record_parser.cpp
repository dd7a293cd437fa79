#include "engine/corpus/record_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include <fmt/format.h>
#include <simdjson.h>

#include "engine/corpus/byte_order_mark.h"
#include "engine/corpus/csv.h"

namespace unspin::corpus {
namespace {

namespace dom = simdjson::dom;

tl::unexpected<Refusal> refuse_too_long() {
  return refuse("too-long", fmt::format("longer than the {} MiB a record may have", kMaxRecordBytes >> 20));
}

/// By name or JSON Pointer when the user gave one, else by the first known name that is there.
template <std::size_t N>
simdjson::simdjson_result<dom::element> find_field(dom::object object, const std::string& wanted,
                                                   const std::array<std::string_view, N>& names) {
  if (wanted.starts_with('/')) return object.at_pointer(wanted);
  if (!wanted.empty()) return object.at_key(wanted);
  for (const std::string_view name : names) {
    const auto value = object.at_key(name);
    if (value.error() == simdjson::SUCCESS) return value;
  }
  return simdjson::NO_SUCH_FIELD;
}

/// The string under the first of the names that is there; empty without one.
template <std::size_t N>
std::string_view text_in(dom::object object, const std::array<std::string_view, N>& names) {
  std::string_view text;
  return find_field(object, {}, names).get(text) == simdjson::SUCCESS ? text : std::string_view();
}

tl::unexpected<Refusal> refuse_file(const InputFile& file) {
  return file.has_text ? refuse("unknown-format", file.flaw) : skip("not-a-page", file.flaw);
}

/// A copy in which whole numbers of 19 digits or more are null: simdjson refuses the whole record for one that does not
/// fit 64 bits, in whatever field. An id must fit, so an id that is null is refused as it should.
std::string without_huge_integers(std::string_view json) {
  constexpr std::size_t kHuge = 19;
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size();) {
    const std::size_t digits = std::min(json.find_first_not_of("0123456789", i), json.size()) - i;
    const bool whole =
        i + digits == json.size() || std::string_view(".eE").find(json[i + digits]) == std::string_view::npos;
    const bool starts = i == 0 || std::string_view(".eE+0123456789").find(json[i - 1]) == std::string_view::npos;
    if (!quoted && digits >= kHuge && json[i] != '0' && whole && starts) {  // a leading zero is no JSON
      if (!out.empty() && out.back() == '-') out.pop_back();
      out += "null";
      i += digits;
      continue;
    }
    const std::size_t step = quoted && json[i] == '\\' ? 2 : std::max<std::size_t>(1, digits);
    if (json[i] == '"') quoted = !quoted;
    out += json.substr(i, step);
    i += step;
  }
  return out;
}

/// The number that the whole text is, if it is one.
std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<double> number_of(simdjson::simdjson_result<dom::element> value) {
  double number = 0;
  std::string_view text;
  if (value.get(number) == simdjson::SUCCESS) return number;
  if (value.get(text) != simdjson::SUCCESS) return std::nullopt;
  if (const auto whole = number_in(text)) return whole;
  return parse_date(text);
}

}  // namespace

struct RecordParser::Json {
  dom::parser parser;
};

RecordParser::RecordParser(Fields fields, PageReader read_page)
    : fields_(std::move(fields)), json_(std::make_unique<Json>()), read_page_(std::move(read_page)) {}
RecordParser::RecordParser(RecordParser&&) noexcept = default;
RecordParser& RecordParser::operator=(RecordParser&&) noexcept = default;
RecordParser::~RecordParser() = default;

tl::expected<Record, Refusal> RecordParser::parse(const Block& block, const RawRecord& raw) {
  if (raw.too_long) return refuse_too_long();
  if (!raw.flaw.empty()) return refuse("damaged-record", std::string(raw.flaw));
  const std::string_view bytes = block.batch ? std::string_view() : block.raw(raw);
  switch (block.file->input.format) {
    case Format::Jsonl:
    case Format::Parquet: return parse_json(block, raw);
    case Format::Csv:
    case Format::Tsv: return parse_csv(block, raw);
    case Format::Html: return parse_payload(Payload{PayloadKind::Html, bytes, {}, {}, {}, block.file->input.name});
    case Format::Warc: return parse_payload(web_.read_warc(bytes, fields_.id));
    case Format::Arc: return parse_payload(web_.read_arc(bytes));
    case Format::Tar: return parse_payload(web_.read_tar(bytes, block.file->input.name));
    case Format::Unreadable: return refuse_file(block.file->input);
    case Format::Memory: return parse_given(block.batch->documents[raw.begin]);
    case Format::Text: break;
  }
  return parse_text(block.file->input.name, bytes);
}

tl::expected<Record, Refusal> RecordParser::parse_json(const Block& block, const RawRecord& raw) {
  static_assert(kPadding >= simdjson::SIMDJSON_PADDING);
  const std::string_view line = raw.offset == 0 ? without_mark(block.raw(raw)) : block.raw(raw);
  dom::element root;
  auto error = json_->parser.parse(line.data(), line.size(), false).get(root);
  if (error == simdjson::NUMBER_ERROR) error = json_->parser.parse(without_huge_integers(line)).get(root);
  if (error != simdjson::SUCCESS) {
    const bool utf8 = error == simdjson::UTF8_ERROR;
    return refuse(utf8 ? "invalid-utf8" : "invalid-json", simdjson::error_message(error));
  }
  dom::object object;
  if (root.get(object) != simdjson::SUCCESS)
    return refuse("invalid-json", "a line must hold one object: {\"text\": …}");

  Record record{};
  const auto text = find_field(object, fields_.text, kTextNames);
  if (text.error() != simdjson::SUCCESS) {
    const std::string looked_for = fields_.text.empty() ? fmt::format("{}", fmt::join(kTextNames, ", ")) : fields_.text;
    return refuse("no-text", fmt::format("no field {}; name it with --text-field", looked_for));
  }
  if (text.get(record.text) != simdjson::SUCCESS) return refuse("no-text", "the text is not a string");

  const auto id = find_field(object, fields_.id, kIdNames);
  std::int64_t number = 0;
  std::uint64_t large_number = 0;
  if (id.get(record.id) == simdjson::SUCCESS) {
    if (record.id.empty()) return refuse("no-id", "the id is empty");
  } else if (id.get(number) == simdjson::SUCCESS) {
    id_ = std::to_string(number);
    record.id = id_;
  } else if (id.get(large_number) == simdjson::SUCCESS) {
    id_ = std::to_string(large_number);
    record.id = id_;
  } else if (!fields_.id.empty() || id.error() == simdjson::SUCCESS) {
    return refuse("no-id", "the id is missing, or neither a string nor a whole number");
  } else {
    generate_id(record, text_in(object, kUrlNames));
  }
  record.url = text_in(object, kUrlNames);
  record.canonical = text_in(object, kCanonicalNames);
  record.date = number_of(find_field(object, {}, kDateNames));
  dom::object metadata;
  if (object.at_key(kMetadataName).get(metadata) == simdjson::SUCCESS) {
    if (!record.date) record.date = number_of(find_field(metadata, {}, kDateNames));
    if (record.url.empty()) record.url = text_in(metadata, kUrlNames);
    if (record.canonical.empty()) record.canonical = text_in(metadata, kCanonicalNames);
  }
  if (!fields_.score.empty()) record.score = number_of(find_field(object, fields_.score, kIdNames));
  return record;
}

tl::expected<Record, Refusal> RecordParser::parse_csv(const Block& block, const RawRecord& raw) {
  const std::string_view line = block.raw(raw);
  if (raw.open_quote) return refuse("invalid-csv", "a quote is opened and never closed");
  if (!simdjson::validate_utf8(line.data(), line.size())) return refuse("invalid-utf8", "the record is not UTF-8");
  cells_ = split_csv_record(line, block.file->delimiter);
  const std::vector<std::string>& columns = block.file->columns;
  if (cells_.size() != columns.size()) {
    return refuse("invalid-csv", fmt::format("{} fields where the header has {}", cells_.size(), columns.size()));
  }
  const auto cell = [&](const std::string& wanted, auto names) -> const std::string* {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!wanted.empty() ? columns[i] == wanted : std::find(names.begin(), names.end(), columns[i]) != names.end()) {
        return &cells_[i];
      }
    }
    return nullptr;
  };
  Record record{};
  const std::string* text = cell(fields_.text, kTextNames);
  if (text == nullptr) {
    return refuse("no-text", fmt::format("no column {} among {}; name it with --text-field",
                                         fields_.text.empty() ? "text, content or raw_content" : fields_.text,
                                         fmt::join(columns, ", ")));
  }
  record.text = *text;
  const std::string* id = cell(fields_.id, kIdNames);
  if (id == nullptr && !fields_.id.empty()) return refuse("no-id", fmt::format("no column {}", fields_.id));
  if (id != nullptr && id->empty()) return refuse("no-id", "the id is empty");
  const std::string* url = cell({}, kUrlNames);
  if (id != nullptr) {
    record.id = *id;
  } else {
    generate_id(record, url == nullptr ? std::string_view() : *url);
  }
  if (url != nullptr) record.url = *url;
  if (const std::string* canonical = cell({}, kCanonicalNames)) record.canonical = *canonical;
  if (const std::string* date = cell({}, kDateNames)) record.date = parse_date(*date);
  if (const std::string* score = fields_.score.empty() ? nullptr : cell(fields_.score, kIdNames)) {
    record.score = number_in(*score);
  }
  return record;
}

tl::expected<Record, Refusal> RecordParser::parse_text(std::string_view name, std::string_view text) {
  if (!simdjson::validate_utf8(text.data(), text.size())) return refuse("invalid-utf8", "the text is not UTF-8");
  Record record{};
  record.text = text;
  record.id = name;
  return record;
}

tl::expected<Record, Refusal> RecordParser::parse_payload(const tl::expected<Payload, Refusal>& payload) {
  if (!payload) return tl::unexpected(payload.error());
  Record record{};
  if (payload->kind == PayloadKind::Html) {
    auto page = read_page_(payload->bytes, {payload->url, payload->content_type});
    if (!page) return tl::unexpected(std::move(page.error()));
    page_ = std::move(*page);
    record.text = page_.text;
    record.canonical = page_.canonical;
    record.date = parse_date(page_.date);
    record.page = &page_;
  } else {
    std::string_view bytes = payload->bytes;
    // Servers send texts in any encoding; files of texts are UTF-8.
    if (!payload->content_type.empty() && !simdjson::validate_utf8(bytes.data(), bytes.size())) {
      const auto decoded = (*decode_)(bytes, payload->content_type);
      if (!decoded) return refuse("no-page", decoded.error().message);
      bytes = decoded->utf8;
    }
    const auto text = parse_text({}, bytes);
    if (!text) return text;
    record = *text;
  }
  record.url = payload->url;
  record.truncated = payload->truncated;
  record.crawled = payload->kind == PayloadKind::Html || !payload->url.empty();
  if (!record.date) record.date = parse_date(payload->date);
  record.id = payload->id;
  if (record.id.empty()) generate_id(record, payload->url);
  return record;
}

tl::expected<Record, Refusal> RecordParser::parse_given(const GivenDocument& given) {
  const Document& d = given.document;
  if (d.text.data() == nullptr) return refuse("no-text", "the document has no text");
  for (const std::string_view view : {d.text, d.id, d.url, d.canonical}) {
    if (view.size() > kMaxRecordBytes) return refuse_too_long();
    if (!simdjson::validate_utf8(view.data(), view.size()))
      return refuse("invalid-utf8", "the text, the id or an address is not UTF-8");
  }
  return Record{d.id, given.id_generated, d.text, d.date, d.score, d.url, d.canonical, nullptr, {}, false};
}

void RecordParser::generate_id(Record& record, std::string_view url) {
  id_ = generated_id(url, record.text);
  record.id = id_;
  record.id_generated = true;
}

std::string generated_id(std::string_view url, std::string_view text) {
  base::Digest digest;
  digest.add(url.data(), url.size());
  digest.add("\n", 1);
  digest.add(text.data(), text.size());
  return base::to_hex(digest.value());
}

std::optional<double> parse_date(std::string_view text) {
  const auto digits = [&](std::size_t at, std::size_t count) -> int {
    int value = -1;
    if (at + count > text.size()) return -1;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + count, value);
    return error == std::errc{} && end == text.data() + at + count ? value : -1;
  };
  const auto is = [&](std::size_t at, std::string_view any) {
    return at < text.size() && any.find(text[at]) != std::string_view::npos;
  };
  const int year = digits(0, 4);
  const int month = digits(5, 2);
  const int day = digits(8, 2);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (year < 0 || month < 0 || day < 0 || !is(4, "-") || !is(7, "-") || !date.ok()) return std::nullopt;
  double seconds = 86400.0 * static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
  const auto within = [&](std::size_t at, int limit) { return digits(at, 2) >= 0 && digits(at, 2) < limit; };
  if (!is(10, "Tt ") || !within(11, 24) || !is(13, ":") || !within(14, 60)) return seconds;
  seconds += 3600.0 * digits(11, 2) + 60.0 * digits(14, 2);
  if (is(16, ":") && digits(17, 2) >= 0) seconds += digits(17, 2);
  const std::size_t zone = text.find_first_of("+-Zz", 16);
  if (zone != std::string_view::npos && is(zone, "+-") && digits(zone + 1, 2) >= 0) {
    const int minutes = std::max(0, digits(zone + (is(zone + 3, ":") ? 4 : 3), 2));
    seconds -= (text[zone] == '+' ? 60.0 : -60.0) * (60 * digits(zone + 1, 2) + minutes);
  }
  return seconds;
}

}  // namespace unspin::corpus
