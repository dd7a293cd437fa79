// Any bytes as CSV and as TSV: records end where they should, fields survive being quoted and split again, and a table
// made of the bytes comes back cell by cell from a whole file.

#include <algorithm>

#include <csv.h>

#include "engine/corpus/csv.h"
#include "engine/corpus/record_parser.h"
#include "tests/fuzz/target.h"

namespace {

using namespace unspin;
using Fields = std::vector<std::string>;

std::string quoted(const Fields& fields, char delimiter) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) line += delimiter;
    line += '"';
    for (const char c : fields[i]) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line;
}

/// How often libcsv sees a row end at a line feed when it reads `text` and then a line feed.
int rows_in(std::string_view text, char delimiter) {
  csv_parser parser;
  UNSPIN_MUST(csv_init(&parser, 0) == 0, "csv_init");
  csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
  int rows = 0;
  const auto end_row = [](int end, void* count) { *static_cast<int*>(count) += end == '\n' ? 1 : 0; };
  csv_parse(&parser, text.data(), text.size(), nullptr, end_row, &rows);
  csv_parse(&parser, "\n", 1, nullptr, end_row, &rows);
  csv_free(&parser);
  return rows;
}

void check_record_ends(std::string_view bytes, char delimiter) {
  std::size_t from = 0;
  while (true) {
    const std::size_t end = corpus::csv_record_end(bytes, from, delimiter);
    const std::string_view record = bytes.substr(from, end - from);
    if (end != std::string_view::npos) {
      UNSPIN_MUST(end >= from && end < bytes.size() && bytes[end] == '\n', "a record ends at a line break");
    }
    const std::string_view last = record.substr(record.rfind('\r') + 1);  // libcsv ends rows at a lone one, too
    const bool blank = last.find_first_not_of(" \t") == std::string_view::npos;
    const int rows = rows_in(record, delimiter);
    UNSPIN_MUST(rows <= 1, "libcsv sees no second row in it");
    if (end == std::string_view::npos) return;
    UNSPIN_MUST(rows == 1 || blank, "libcsv agrees that it ends there");
    from = end + 1;
  }
}

void check_splitting(std::string_view record) {
  for (const char delimiter : {',', ';'}) {
    const Fields fields = corpus::split_csv_record(record, delimiter);
    const std::string again = quoted(fields, delimiter);
    if (!fields.empty()) {
      UNSPIN_MUST(corpus::split_csv_record(again, delimiter) == fields, "fields survive quoting");
      const std::size_t end = corpus::csv_record_end(again + "\nx", 0, delimiter);
      UNSPIN_MUST(end == again.size(), "a quoted record ends where it ends");
    }
  }
  const Fields cells = corpus::split_csv_record(record, '\t');
  std::string joined = cells[0];
  for (std::size_t i = 1; i < cells.size(); ++i) joined += '\t' + cells[i];
  UNSPIN_MUST(joined == (record.ends_with('\r') ? record.substr(0, record.size() - 1) : record), "TSV is only cut");
}

/// Bytes → rows of `columns` cells, cut at every byte 0x1F.
std::vector<Fields> table_of(std::string_view bytes, std::size_t columns) {
  std::vector<Fields> rows;
  std::size_t at = 0;
  while (at < bytes.size()) {
    Fields row;
    for (std::size_t c = 0; c < columns; ++c) {
      const std::size_t end = std::min(bytes.find('\x1F', at), bytes.size());
      row.emplace_back(bytes.substr(std::min(at, bytes.size()), end - std::min(at, bytes.size())));
      at = end + 1;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void check_whole_file(std::string_view bytes) {
  static fuzz::MemoryFile file;
  const Fields header{"id", "text", "url"};
  const auto rows = table_of(bytes, header.size());
  std::string written = "id,text,url\n";
  for (const Fields& row : rows) written += quoted(row, ',') + "\n";
  file.set(written);
  std::size_t next = 0;
  fuzz::read_all(file, corpus::Format::Csv, [&](const corpus::Block& block, const corpus::RawRecord& raw) {
    UNSPIN_MUST(block.file->columns == header && block.file->delimiter == ',', "the header is read");
    UNSPIN_MUST(next < rows.size(), "no row is made up");
    UNSPIN_MUST(corpus::split_csv_record(block.raw(raw), ',') == rows[next], "every cell comes back");
    ++next;
  });
  UNSPIN_MUST(next == rows.size(), "no row is lost");
}

void check_any_file(std::string_view bytes) {
  static fuzz::MemoryFile file;
  static corpus::RecordParser parser({"", "", "score"});
  file.set(bytes);
  fuzz::read_all(file, corpus::Format::Csv, [&](const corpus::Block& block, const corpus::RawRecord& raw) {
    const auto record = parser.parse(block, raw);
    if (!record) UNSPIN_MUST(!record.error().reason.empty(), "a refusal says why");
    if (record) UNSPIN_MUST(!record->id.empty(), "an accepted record has an id");
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::view(data, size);
  check_record_ends(bytes, ',');
  check_record_ends(bytes, ';');
  const std::string_view line = bytes.substr(0, std::min(bytes.find('\n'), bytes.size()));
  const char delimiter = corpus::guess_delimiter(line);
  UNSPIN_MUST(delimiter == ',' || delimiter == ';' || delimiter == '\t', "one of three delimiters");
  check_splitting(line);
  check_splitting(bytes);
  size % 2 == 0 ? check_whole_file(bytes) : check_any_file(bytes);
  return 0;
}
