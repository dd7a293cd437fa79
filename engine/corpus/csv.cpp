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

std::size_t csv_record_end(std::string_view text, std::size_t from, char delimiter) {
  const std::size_t first_end = text.find('\n', from);
  if (text.substr(from, first_end - from).find('"') == std::string_view::npos) return first_end;  // nearly every record
  enum class At { FieldStart, Plain, Quoted, QuoteEnd, QuoteEndAndSpace } at = At::FieldStart;
  for (std::size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (at == At::Quoted) {
      if (c == '"') at = At::QuoteEnd;
    } else if (c == '\n') {
      return i;
    } else if (c == delimiter || c == '\r') {
      at = At::FieldStart;
    } else if (at == At::FieldStart) {
      if (c != ' ' && c != '\t') at = c == '"' ? At::Quoted : At::Plain;
    } else if (at != At::Plain) {  // "a""b" and "a"b go on; so does "a" "b" once its next quote has closed it
      if (c == ' ' || c == '\t') {
        at = At::QuoteEndAndSpace;
      } else {
        at = c == '"' && at == At::QuoteEndAndSpace ? At::QuoteEnd : At::Quoted;
      }
    }
  }
  return std::string_view::npos;
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
  csv_set_blk_size(&parser, record.size() + 1);  // else a field of megabytes grows 128 bytes at a time
  csv_parse(&parser, record.data(), record.size(), add_field, nullptr, &fields);
  csv_fini(&parser, add_field, nullptr, &fields);
  csv_free(&parser);
  return fields;
}

}  // namespace unspin::corpus
