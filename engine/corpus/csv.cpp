#include "engine/corpus/csv.h"

#include <algorithm>
#include <cstring>

#include <csv.h>

namespace unspin::corpus {
namespace {

std::vector<std::string> split_tsv(std::string_view record) {
  if (record.ends_with('\r')) record.remove_suffix(1);
  std::vector<std::string> fields;
  while (true) {
    const std::size_t tab = record.find('\t');
    fields.emplace_back(record.substr(0, tab));
    if (tab == std::string_view::npos) return fields;
    record.remove_prefix(tab + 1);
  }
}

void add_field(void* data, std::size_t size, void* fields) {
  static_cast<std::vector<std::string>*>(fields)->emplace_back(static_cast<const char*>(data), size);
}

}  // namespace

std::size_t csv_record_end(std::string_view text, std::size_t from) {
  bool quoted = false;
  while (true) {
    const std::size_t end = text.find('\n', from);
    const std::string_view line = text.substr(from, end == std::string_view::npos ? end : end - from);
    quoted ^= std::count(line.begin(), line.end(), '"') % 2 == 1;
    if (end == std::string_view::npos || !quoted) return end;
    from = end + 1;
  }
}

char guess_delimiter(std::string_view header) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char candidate : {',', ';', '\t'}) {
    const std::ptrdiff_t count = std::count(header.begin(), header.end(), candidate);
    if (count > most) {
      most = count;
      best = candidate;
    }
  }
  return best;
}

std::vector<std::string> split_csv_record(std::string_view record, char delimiter) {
  if (delimiter == '\t') return split_tsv(record);
  std::vector<std::string> fields;
  csv_parser parser;
  if (csv_init(&parser, 0) != 0) return fields;
  csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
  csv_parse(&parser, record.data(), record.size(), add_field, nullptr, &fields);
  csv_fini(&parser, add_field, nullptr, &fields);
  csv_free(&parser);
  return fields;
}

}  // namespace unspin::corpus
