// Any bytes as JSON Lines (or gzip, or zstd, by their first bytes) through BlockReader and RecordParser: every line
// that is not blank is a record, with its bytes and its offset; a record that is accepted is JSON to another parser
// too, its strings are UTF-8 and survive being written and read again; and a second parser says the same.

#include <simdjson.h>
#include <nlohmann/json.hpp>

#include "engine/corpus/json_text.h"
#include "engine/corpus/record_parser.h"
#include "tests/fuzz/target.h"

namespace {

using namespace unspin;
using fuzz::view;

bool utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

void check_string(std::string_view text) {
  UNSPIN_MUST(utf8(text), "ids and texts are UTF-8");
  std::string written;
  corpus::append_json_string(written, text);
  UNSPIN_MUST(written.find('\n') == std::string::npos, "a JSON string has no line break");
  thread_local simdjson::dom::parser parser;
  std::string_view back;
  UNSPIN_MUST(parser.parse(written).get(back) == simdjson::SUCCESS && back == text, "a string survives");
}

struct Outcome {
  std::string id, text, reason;
  bool generated = false;
  std::optional<double> date, score;
  bool operator==(const Outcome&) const = default;
};

Outcome outcome_of(corpus::RecordParser& parser, const corpus::Block& block, const corpus::RawRecord& raw) {
  const auto record = parser.parse(block, raw);
  if (!record) {
    UNSPIN_MUST(!record.error().reason.empty() && !record.error().detail.empty(), "a refusal says why");
    return {{}, {}, record.error().reason};
  }
  UNSPIN_MUST(!record->id.empty(), "an accepted record has an id");
  check_string(record->id);
  check_string(record->text);
  const auto real = [](std::optional<double> x) { return x && *x == *x ? x : std::nullopt; };  // NaN is not itself
  return {std::string(record->id), std::string(record->text), {},
          record->id_generated,    real(record->date),        real(record->score)};
}

/// The lines that are not blank: where each begins, and its bytes.
std::vector<std::pair<std::size_t, std::string_view>> lines_of(std::string_view bytes) {
  std::vector<std::pair<std::size_t, std::string_view>> lines;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    const std::string_view line = bytes.substr(at, end - at);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) lines.emplace_back(at, line);
    at = end + 1;
  }
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::MemoryFile file;
  static corpus::RecordParser parser({"", "", "score"});
  static corpus::RecordParser pointers({"/metadata/id", "/data/0/text", "/metadata/score"});
  const std::string_view bytes = view(data, size);
  file.set(bytes);
  const bool plain = !bytes.starts_with("\x1f\x8b") && !bytes.starts_with("\x28\xb5\x2f\xfd");
  const auto lines = lines_of(plain ? bytes : std::string_view());
  std::size_t next = 0;
  corpus::RecordParser fresh({"", "", "score"});
  fuzz::read_all(file, corpus::Format::Jsonl, [&](const corpus::Block& block, const corpus::RawRecord& raw) {
    const std::string_view line = block.raw(raw);
    if (plain) {
      UNSPIN_MUST(next < lines.size() && raw.offset == lines[next].first && line == lines[next].second,
                  "records are the lines that are not blank");
      ++next;
    }
    const Outcome outcome = outcome_of(parser, block, raw);
    UNSPIN_MUST(outcome == outcome_of(fresh, block, raw), "no record leaves anything behind in a parser");
    if (outcome.reason.empty()) {
      const bool marked = line.starts_with("\xEF\xBB\xBF");
      UNSPIN_MUST(nlohmann::json::accept(marked ? line.substr(3) : line), "what one parser accepts, the other does");
    }
    (void)outcome_of(pointers, block, raw);
  });
  UNSPIN_MUST(!plain || next == lines.size(), "no line is left out");
  return 0;
}
