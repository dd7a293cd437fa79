#include "engine/detect/read_matches.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "engine/detect/eval_files.h"

namespace unspin::detect {
namespace {

namespace fs = std::filesystem;

constexpr std::array kKinds{PassageKind::Identical, PassageKind::Edited, PassageKind::Paraphrased};
constexpr std::array kSources{LikelySource::Undecided, LikelySource::A, LikelySource::B};

/// What a line lacks is thrown as text, and caught where its number is known: nlohmann's own way of refusing.
struct Misfit {
  std::string what;
};

const Json& member(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) throw Misfit{fmt::format("has no {}", name)};
  return *found;
}

template <typename Names>
auto named(const Json& object, const char* name, const Names& known) {
  const Json& value = member(object, name);
  if (value.is_string()) {
    for (const auto candidate : known) {
      if (value.get_ref<const std::string&>() == name_of(candidate)) return candidate;
    }
  }
  throw Misfit{fmt::format("{} is {}, which this version does not know", name, value.dump())};
}

double share(const Json& object, const char* name) {
  const Json& value = member(object, name);
  if (!value.is_number()) throw Misfit{fmt::format("{} is no number", name)};
  return value.get<double>();
}

std::string id(const Json& object, const char* name) {
  std::string text = id_member(object, name);
  if (text.empty()) throw Misfit{fmt::format("{} is no id", name)};
  return text;
}

std::vector<std::string> texts(const Json& object, const char* name) {
  const Json& list = member(object, name);
  if (!list.is_array() || !std::all_of(list.begin(), list.end(), [](const Json& text) { return text.is_string(); }))
    throw Misfit{fmt::format("{} is no list of texts", name)};
  return list.get<std::vector<std::string>>();
}

ByteSpan span(const Json& passage, const char* name) {
  const Json& ends = member(passage, name);
  if (!ends.is_array() || ends.size() != 2 || !ends[0].is_number_unsigned() || !ends[1].is_number_unsigned() ||
      ends[0].get<std::uint64_t>() > ends[1].get<std::uint64_t>() || ends[1].get<std::uint64_t>() >= report::kNone)
    throw Misfit{fmt::format("{} of a passage is not [start,end]", name)};
  return {ends[0].get<std::uint32_t>(), ends[1].get<std::uint32_t>()};
}

Match match_of(const Json& line) {
  Match match;
  match.verdict = named(line, "verdict", report::kVerdicts);
  if (line.contains("probability")) match.probability = share(line, "probability");
  match.jaccard = share(line, "jaccard");
  match.containment_a = share(member(line, "containment"), "a");
  match.containment_b = share(member(line, "containment"), "b");
  match.coverage_a = share(member(line, "coverage"), "a");
  match.coverage_b = share(member(line, "coverage"), "b");
  const Json& anchors = member(line, "anchors");
  match.anchors_shared = texts(anchors, "shared");
  match.anchors_only_a = texts(anchors, "only_a");
  match.anchors_only_b = texts(anchors, "only_b");
  match.likely_source = named(line, "likely_source", kSources);
  match.reasons = texts(line, "reasons");
  const Json& passages = member(line, "passages");
  if (!passages.is_array()) throw Misfit{"passages is no list"};
  for (const Json& passage : passages) {
    match.passages.push_back(
        {span(passage, "a"), span(passage, "b"), named(passage, "kind", kKinds), share(passage, "similarity")});
  }
  return match;
}

report::Pair pair_of(const Json& line, IdTable& ids) {
  report::Pair pair{ids.number(id(line, "a")), ids.number(id(line, "b")), match_of(line), {}, {}};
  if (line.contains("found_by")) pair.found_by = texts(line, "found_by");
  if (line.contains("common_source")) pair.common_source = id(line, "common_source");
  return pair;
}

/// Calls use(line) for every line that is an object; the number of lines.
template <typename Use>
Result<std::uint64_t> read_lines(const fs::path& path, Use use) {
  auto lines = LineReader::open(path);
  if (!lines) return pass_on(lines);
  std::uint64_t count = 0;
  for (std::string_view text;; ++count) {
    const auto more = lines->next(text);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return count;
    const auto line = parse_json(text, path, lines->number());
    if (!line) return tl::unexpected(line.error());
    try {
      if (!line->is_object()) throw Misfit{"is no object"};
      use(*line);
    } catch (const Misfit& misfit) {
      return bad_line(
          path, lines->number(),
          fmt::format("{}: expected the output of `unspin match`, or the folder of `unspin dedup`", misfit.what));
    }
  }
}

/// A removed document and the kept one. Where they lie in their texts is not written: all of one goes with all of the
/// other, which read_corpus() knows the length of.
void add_removal(const Json& line, Matches& matches) {
  Match match;
  match.verdict = named(line, "verdict", report::kVerdicts);
  match.probability = 1;
  match.jaccard = share(line, "jaccard");
  match.coverage_a = match.containment_a = share(member(line, "containment"), "id");
  match.coverage_b = match.containment_b = share(member(line, "containment"), "kept");
  const DocNumber removed = matches.ids.number(id(line, "id"));
  const DocNumber kept = matches.ids.number(id(line, "kept"));
  matches.pairs.push_back({removed, kept, std::move(match), {"dedup"}, {}});
}

void add_cluster(const Json& line, Matches& matches) {
  const DocNumber first = matches.ids.number(id(line, "cluster"));
  for (const char* list : {"kept", "removed"}) {
    const Json& members = member(line, list);
    if (!members.is_array()) throw Misfit{fmt::format("{} is no list of ids", list)};
    for (const Json& value : members) {
      if (id_of(value).empty()) throw Misfit{fmt::format("{} is no list of ids", list)};
      const DocNumber doc = matches.ids.number(id_of(value));
      matches.cluster_of.resize(std::max<std::size_t>(matches.cluster_of.size(), doc + 1), report::kNone);
      matches.cluster_of[doc] = first;
      if (std::string_view(list) == "kept") matches.kept.push_back(doc);
    }
  }
}

Result<Matches> read_folder(const fs::path& folder) {
  Matches matches;
  matches.of_dedup = true;
  matches.run = folder / "run.json";
  std::error_code ignored;
  for (const char* name : {"duplicates.jsonl", "clusters.jsonl"}) {
    if (!fs::is_regular_file(folder / name, ignored))
      return failure(Error::Code::InvalidOptions,
                     fmt::format("{} has no {}: name the output of `unspin match`, or the folder of `unspin dedup`",
                                 folder.string(), name));
  }
  auto read = read_lines(folder / "duplicates.jsonl", [&](const Json& line) { add_removal(line, matches); });
  if (read) read = read_lines(folder / "clusters.jsonl", [&](const Json& line) { add_cluster(line, matches); });
  if (!read) return pass_on(read);
  return matches;
}

}  // namespace

Result<Matches> read_matches(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return read_folder(path);
  Matches matches;
  matches.run = path.string() + ".run.json";
  auto read = read_lines(path, [&](const Json& line) { matches.pairs.push_back(pair_of(line, matches.ids)); });
  if (!read) return pass_on(read);
  return matches;
}

}  // namespace unspin::detect
