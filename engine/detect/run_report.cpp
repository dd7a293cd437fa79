#include "engine/detect/run_report.h"

#include <algorithm>
#include <numeric>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unspin/version.h>

namespace unspin::detect {
namespace {

using Json = nlohmann::ordered_json;

std::string name_of(corpus::Format format) {
  switch (format) {
    case corpus::Format::Jsonl: return "jsonl";
    case corpus::Format::Csv: return "csv";
    case corpus::Format::Tsv: return "tsv";
    case corpus::Format::Html: return "html";
    case corpus::Format::Warc: return "warc";
    case corpus::Format::Arc: return "arc";
    case corpus::Format::Tar: return "tar";
    case corpus::Format::Parquet: return "parquet";
    case corpus::Format::Unreadable: return "unreadable";
    case corpus::Format::Memory: return "memory";
    case corpus::Format::Text: break;
  }
  return "text";
}

std::string name_of(corpus::Compression compression) {
  switch (compression) {
    case corpus::Compression::Gzip: return "gzip";
    case corpus::Compression::Zstd: return "zstd";
    case corpus::Compression::None: break;
  }
  return "none";
}

Json inputs_json(const Context& context, const Scan& scan) {
  Json list = Json::array();
  for (std::size_t i = 0; i < context.inputs().size(); ++i) {
    const corpus::InputFile& file = context.inputs()[i];
    Json entry{{"path", file.path.string()},
               {"format", name_of(file.format)},
               {"compression", name_of(file.compression)},
               {"bytes", file.bytes}};
    if (i < scan.input_digests.size()) entry["xxh3_128"] = base::to_hex(scan.input_digests[i]);
    list.push_back(std::move(entry));
  }
  return list;
}

Json search_json(const RunFacts& facts) {
  if (facts.similarity.recall >= 1) return {{"method", "exhaustive join"}};
  Json curve = Json::array();
  for (int step = 1; step <= 20; ++step) {
    const double jaccard = step / 20.0;
    curve.push_back(
        {{"jaccard", jaccard}, {"candidate_probability", lsh::candidate_probability(facts.banding, jaccard)}});
  }
  return {
      {"method", "bands"}, {"bands", facts.banding.bands}, {"rows", facts.banding.rows}, {"s_curve", std::move(curve)}};
}

Json counts_json(const RunFacts& facts) {
  const Summary& s = facts.summary;
  Json refused = Json::object();
  for (const auto& [reason, count] : s.refused) refused[reason] = count;
  Json skipped = Json::object();
  for (const auto& [reason, count] : s.skipped) skipped[reason] = count;
  return {
      {"records", s.records},
      {"documents", s.documents},
      {"text_bytes", s.text_bytes},
      {"truncated", s.truncated},
      {"refused", std::move(refused)},
      {"skipped", std::move(skipped)},
      {"damaged_files", s.damaged_files},
      {"furniture",
       {{"lines", s.furniture.lines},
        {"documents", s.furniture.documents},
        {"words_left_out", s.furniture.words},
        {"documents_without_own_text", s.furniture.without_own_text}}},
      {"capped", {{"buckets", facts.near.buckets.capped_buckets}, {"pairs_skipped", facts.near.buckets.capped_pairs}}},
      {"near_duplicate_pairs_verified", facts.near.pairs.size()}};
}

Json related_json(const RelatedFile& related) {
  const RelatedCounts& counts = related.counts();
  Json entries = Json::object();
  for (std::size_t c = 0; c < counts.entries_by_channel.size(); ++c) {
    if (counts.entries_by_channel[c] > 0)
      entries[std::string(name_of(static_cast<shingle::Channel>(c)))] = counts.entries_by_channel[c];
  }
  return {{"pairs_compared", related.num_pairs()},
          {"documents_indexed", counts.indexed_documents},
          {"furniture_sentences", counts.furniture_sentences},
          {"index_entries", std::move(entries)},
          {"documents_with_more_neighbours_than_kept", counts.full_documents}};
}

/// Adds up the reasons of lines made by reject_line().
void count_reasons(std::string_view lines, std::map<std::string, std::uint64_t>& refused) {
  constexpr std::string_view kKey = ",\"reason\":\"";
  for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1) {
    // A quote inside the file's name is escaped, so the first bare `","offset":` ends it.
    const std::size_t begin = lines.find(kKey, lines.find("\",\"offset\":", at)) + kKey.size();
    ++refused[std::string(lines.substr(begin, lines.find('"', begin) - begin))];
  }
}

}  // namespace

bool is_run_json(std::string_view text) { return text.find(R"("program": "unspin")") != std::string_view::npos; }

std::string run_json(const Context& context, const RunFacts& facts) {
  Json options{{"threshold", facts.similarity.threshold}, {"recall", facts.similarity.recall}};
  if (!facts.input.id_field.empty()) options["id_field"] = facts.input.id_field;
  if (!facts.input.text_field.empty()) options["text_field"] = facts.input.text_field;
  for (const auto& [name, value] : facts.options) options[name] = value;

  Json counts = counts_json(facts);
  const Summary& s = facts.summary;
  if (facts.command == "dedup") {
    counts["kept"] = s.kept;
    counts["removed"] = {{"exact", s.removed_exact}, {"near_duplicate", s.removed_near}};
    counts["clusters"] = s.clusters;
    if (s.without_preference > 0) counts["without_preference"] = s.without_preference;
  } else {
    Json matches = Json::object();
    for (const auto& [verdict, pairs] : s.pairs) matches[std::string(name_of(verdict))] = pairs;
    counts["matches"] = std::move(matches);
    counts["pairs_not_listed"] = s.pairs_not_listed;
    if (facts.related != nullptr) counts["related"] = related_json(*facts.related);
  }
  Json stages = Json::array();
  for (const StageTime& t : context.stages()) {
    Json stage{{"stage", t.name}, {"seconds", t.seconds}, {"cpu_seconds", t.cpu_seconds}, {"input_bytes", t.bytes}};
    if (t.name == "candidates") {  // of the exhaustive join they depend on --memory, so they are not among the counts
      stage["candidates"] = facts.near.candidates;
      stage["buckets"] = facts.near.buckets.buckets;
      stage["largest_bucket"] = facts.near.buckets.largest;
    }
    stages.push_back(std::move(stage));
  }
  const Json run{{"program", "unspin"},
                 {"version", kVersion},
                 {"command", facts.command},
                 {"options", std::move(options)},
                 {"inputs", inputs_json(context, facts.scan)},
                 {"search", search_json(facts)},
                 {"counts", std::move(counts)},
                 {"machine", {{"threads", context.threads()}, {"memory_bytes", context.memory_bytes()}}},
                 {"stages", std::move(stages)},
                 {"seconds", context.seconds()}};
  return run.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Summary> summarise(const Scan& scan, const Documents& docs,
                          const std::function<Result<void>(std::string_view)>& take_rejects) {
  Summary summary;
  summary.records = docs.size();
  summary.documents = docs.num_accepted;
  summary.damaged_files = scan.damaged_files;
  summary.skipped = scan.skipped;
  summary.truncated = scan.truncated;
  const auto bytes = scan.column<std::uint32_t>(kTextBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  summary.text_bytes = std::accumulate(bytes->begin(), bytes->end(), std::uint64_t{0});
  for (const auto& reject_file : scan.reject_files) {
    const auto lines = base::read_file(reject_file);
    if (!lines) return tl::unexpected(lines.error());
    count_reasons(*lines, summary.refused);
    if (auto ok = take_rejects(*lines); !ok) return pass_on(ok);
  }
  for (const std::string& damage : scan.damaged_files) {
    const std::size_t colon = damage.rfind(": ");
    ++summary.refused["damaged-file"];
    auto ok = take_rejects(reject_line(damage.substr(0, colon), 0, "damaged-file", damage.substr(colon + 2)));
    if (!ok) return pass_on(ok);
  }
  return summary;
}

Result<void> check_refusals(const Summary& summary, double max_bad, const std::filesystem::path& rejects) {
  const std::uint64_t refused = summary.num_refused();
  const std::uint64_t of = std::max(refused, summary.records);  // a damaged file may have no record at all
  if (static_cast<double>(refused) <= max_bad * static_cast<double>(of)) return {};
  std::string reasons;
  for (const auto& [reason, count] : summary.refused)
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", count, reason);
  return failure(Error::Code::TooManyBadRecords,
                 fmt::format("of {} records, {} records or files were refused ({}), more than --max-bad {} allows; the "
                             "rest was processed, see {}",
                             summary.records, refused, reasons, max_bad, rejects.string()));
}

}  // namespace unspin::detect
