#include "engine/detect/eval_matches.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "engine/detect/eval_files.h"

namespace unspin::detect {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kKnown =
    "known are: JSON lines of `unspin match` (a, b, verdict), duplicates.jsonl (id, kept) and clusters.jsonl (cluster, "
    "kept, removed) of `unspin dedup` or their folder, and tab-separated id_a id_b [score]";

enum class Layout { Unknown, Tsv, Match, Duplicates, Clusters };

Layout layout_of(const Json& line) {
  if (line.contains("a") && line.contains("b")) return Layout::Match;
  if (line.contains("id") && line.contains("kept")) return Layout::Duplicates;
  if (line.contains("kept") && line.contains("removed")) return Layout::Clusters;
  return Layout::Unknown;
}

std::string_view name_of(Layout layout) {
  switch (layout) {
    case Layout::Tsv: return "pairs, tab-separated";
    case Layout::Match: return "unspin match";
    case Layout::Duplicates: return "unspin dedup, duplicates.jsonl";
    case Layout::Clusters: return "unspin dedup, clusters.jsonl";
    case Layout::Unknown: break;
  }
  return "nothing reported";
}

class MatchReader {
 public:
  MatchReader(IdTable& ids, bool want_passages) : ids_(ids), want_passages_(want_passages) {}

  Result<Layout> read(const fs::path& path) {
    auto lines = LineReader::open(path);
    if (!lines) return pass_on(lines);
    Layout layout = Layout::Unknown;
    for (std::string_view line;;) {
      auto more = lines->next(line);
      if (!more) return pass_on(more);
      if (!*more) return layout;
      auto ok = line.front() == '{' ? read_json(line, *lines, layout) : read_tsv(line, *lines, layout);
      if (!ok) return pass_on(ok);
    }
  }

  Reported finish(std::string layout) {
    auto& pairs = reported_.pairs;
    // A pair that is listed twice counts once: the more probable line, then the one that claims a copy.
    std::sort(pairs.begin(), pairs.end(), [](const ReportedPair& x, const ReportedPair& y) {
      return std::tuple(x.docs, -x.score, !claims_copy(x.verdict)) <
             std::tuple(y.docs, -y.score, !claims_copy(y.verdict));
    });
    const auto same = [](const ReportedPair& x, const ReportedPair& y) { return x.docs == y.docs; };
    pairs.erase(std::unique(pairs.begin(), pairs.end(), same), pairs.end());
    for (auto* list : {&reported_.removed, &reported_.documents}) {
      std::sort(list->begin(), list->end());
      list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    for (auto& [docs, passages] : passages_) {
      sort_passages(passages);
      reported_.passages.push_back({docs, "", std::move(passages)});
    }
    reported_.layout = std::move(layout);
    return std::move(reported_);
  }

  Reported& reported() { return reported_; }

 private:
  static tl::unexpected<Error> misfit(const LineReader& lines, Layout layout, std::string_view wanted) {
    if (layout == Layout::Unknown) return bad_line(lines.path(), lines.number(), fmt::format("no matches; {}", kKnown));
    return bad_line(lines.path(), lines.number(), fmt::format("expected {}, as in the lines before", wanted));
  }

  Result<void> read_tsv(std::string_view line, const LineReader& lines, Layout& layout) {
    const auto fields = split_tabs(line);
    const bool fits = fields.size() >= 2 && !fields[0].empty() && !fields[1].empty();
    if (!fits || (layout != Layout::Unknown && layout != Layout::Tsv)) {
      return misfit(lines, layout, layout == Layout::Tsv ? "id_a and id_b with a tab between" : name_of(layout));
    }
    layout = Layout::Tsv;
    if (lines.number() == 1 && fields[0] == "id_a" && fields[1] == "id_b") return {};
    add_pair(fields[0], fields[1], "", fields.size() > 2 ? number_of(fields[2]) : std::nullopt);
    return {};
  }

  Result<void> read_json(std::string_view text, const LineReader& lines, Layout& layout) {
    auto line = parse_json(text, lines.path(), lines.number());
    if (!line) return pass_on(line);
    const Layout found = layout_of(*line);
    if (found == Layout::Unknown || (layout != Layout::Unknown && layout != found))
      return misfit(lines, layout, name_of(layout));
    layout = found;
    if (found == Layout::Clusters) return read_cluster(*line, lines);
    if (found == Layout::Duplicates) return read_duplicate(*line, lines);
    const std::string a = id_member(*line, "a");
    const std::string b = id_member(*line, "b");
    if (a.empty() || b.empty()) return bad_line(lines.path(), lines.number(), "a and b must be ids");
    const std::string verdict = verdict_of(*line);
    const auto probability = line->find("probability");
    const bool scored = probability != line->end() && probability->is_number();
    add_pair(a, b, verdict, scored ? std::optional(probability->get<double>()) : std::nullopt);
    return want_passages_ && claims_copy(verdict) ? add_passages(a, b, *line, lines) : Result<void>();
  }

  Result<void> read_duplicate(const Json& line, const LineReader& lines) {
    const std::string id = id_member(line, "id");
    const std::string kept = id_member(line, "kept");
    if (id.empty() || kept.empty()) return bad_line(lines.path(), lines.number(), "id and kept must be ids");
    reported_.lists_removed = true;
    const DocNumber removed = add_document(id);
    reported_.removed.push_back(removed);
    add_pair(id, kept, verdict_of(line), std::nullopt);
    const std::string cluster = id_member(line, "cluster");  // the id of the component's first document
    if (!cluster.empty()) reported_.links.push_back(ordered(removed, add_document(cluster)));
    return {};
  }

  Result<void> read_cluster(const Json& line, const LineReader& lines) {
    reported_.lists_removed = true;
    std::optional<DocNumber> first;
    for (const char* list : {"kept", "removed"}) {
      const Json& members = line[list];
      if (!members.is_array()) return bad_line(lines.path(), lines.number(), "kept and removed must be lists of ids");
      for (const Json& member : members) {
        const std::string id = id_of(member);
        if (id.empty()) return bad_line(lines.path(), lines.number(), "kept and removed must be lists of ids");
        const DocNumber doc = add_document(id);
        if (std::string_view(list) == "removed") reported_.removed.push_back(doc);
        if (first) reported_.links.push_back(ordered(*first, doc));
        first = first.value_or(doc);
      }
    }
    return {};
  }

  static std::string verdict_of(const Json& line) {
    const auto verdict = line.find("verdict");
    return verdict != line.end() && verdict->is_string() ? verdict->get<std::string>() : std::string();
  }

  static std::optional<double> number_of(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
  }

  Result<void> add_passages(std::string_view a, std::string_view b, const Json& line, const LineReader& lines) {
    const DocNumber first = ids_.number(a);
    const DocNumber second = ids_.number(b);
    auto passages = passages_of(line, first > second);
    if (!passages) return bad_line(lines.path(), lines.number(), passages.error());
    auto& known = passages_[ordered(first, second)];
    known.insert(known.end(), passages->begin(), passages->end());
    return {};
  }

  DocNumber add_document(std::string_view id) {
    const DocNumber doc = ids_.number(id);
    reported_.documents.push_back(doc);
    return doc;
  }

  void add_pair(std::string_view a, std::string_view b, std::string verdict, std::optional<double> score) {
    const DocNumber first = add_document(a);  // one after the other: the order of arguments is not fixed
    const DocPair docs = ordered(first, add_document(b));
    if (docs.first == docs.second) return;
    reported_.has_scores |= score.has_value();
    reported_.has_verdicts |= !verdict.empty();
    reported_.pairs.push_back({docs, std::move(verdict), score.value_or(0)});
  }

  IdTable& ids_;
  bool want_passages_;
  Reported reported_;
  std::map<DocPair, std::vector<Passage>> passages_;
};

Result<Reported> read_folder(const fs::path& folder, IdTable& ids) {
  MatchReader reader(ids, false);  // dedup knows none
  std::error_code ignored;
  for (const char* name : {"duplicates.jsonl", "clusters.jsonl"}) {
    if (!fs::is_regular_file(folder / name, ignored)) {
      return failure(Error::Code::InvalidOptions,
                     fmt::format("{} has no {}: name the output folder of `unspin dedup`, or a file of matches",
                                 folder.string(), name));
    }
    auto layout = reader.read(folder / name);
    if (!layout) return pass_on(layout);
  }
  reader.reported().lists_removed = true;
  return reader.finish("unspin dedup");
}

}  // namespace

bool claims_copy(std::string_view verdict) {
  return verdict != "same-topic" && verdict != "unrelated" && verdict != "inconclusive" && verdict != "updated";
}

const ReportedPair* Reported::find(DocPair docs) const {
  const auto found = std::lower_bound(pairs.begin(), pairs.end(), docs,
                                      [](const ReportedPair& pair, const DocPair& key) { return pair.docs < key; });
  return found != pairs.end() && found->docs == docs ? &*found : nullptr;
}

Result<Reported> read_reported(const fs::path& path, bool want_passages, IdTable& ids) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return read_folder(path, ids);
  MatchReader reader(ids, want_passages);
  auto layout = reader.read(path);
  if (!layout) return pass_on(layout);
  reader.reported().lists_pairs = *layout != Layout::Clusters;
  return reader.finish(std::string(name_of(*layout)));
}

}  // namespace unspin::detect
