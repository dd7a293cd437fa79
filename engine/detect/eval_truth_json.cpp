// Truth in JSON: lines of records, one array of records or of edges, or one object of articles by id. What a record
// is shows in its members.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "engine/detect/eval_truth_builder.h"

namespace unspin::detect {
namespace {

namespace fs = std::filesystem;

std::string record_id(const Json& record) {
  // The names that the engine looks for in documents, and idx, which text-dedup gives to the articles of NEWS-COPY.
  for (const char* name : {"id", "doc_id", "docid", "core_id", "idx"}) {
    if (std::string id = id_member(record, name); !id.empty()) return id;
  }
  return {};
}

std::optional<TruthLayout> layout_of_record(const Json& record) {
  if (record.contains("core_id") && record.contains("labelled_duplicates")) return TruthLayout::Core;
  if (record.contains("cluster") && record.contains("kept") && record.contains("removed"))
    return TruthLayout::OwnClusters;
  if (record.contains("cluster") && !record_id(record).empty()) return TruthLayout::Clusters;
  return std::nullopt;
}

/// The ids of a list; nothing when it is no list of ids.
std::optional<std::vector<std::string>> ids_of(const Json& list) {
  std::vector<std::string> ids;
  if (list.is_null()) return ids;
  if (!list.is_array()) return std::nullopt;
  for (const Json& value : list) {
    ids.push_back(id_of(value));
    if (ids.back().empty()) return std::nullopt;
  }
  return ids;
}

Result<void> add_core(const Json& record, const Place& place, TruthBuilder& builder) {
  const auto duplicates = ids_of(record["labelled_duplicates"]);
  const std::string id = id_member(record, "core_id");
  if (!duplicates || id.empty()) return place.error("core_id must be an id, labelled_duplicates a list of ids");
  const auto category = record.find("cat");
  const bool named = category != record.end() && category->is_string();
  return builder.add_set(place, id, *duplicates, named ? category->get<std::string>() : "");
}

Result<void> add_own_cluster(const Json& record, const Place& place, TruthBuilder& builder) {
  const std::string cluster = id_member(record, "cluster");
  for (const char* list : {"kept", "removed"}) {
    const auto ids = ids_of(record[list]);
    if (!ids || cluster.empty()) return place.error("cluster must be an id, kept and removed lists of ids");
    for (const std::string& id : *ids) {
      if (auto ok = builder.add_member(place, id, cluster); !ok) return ok;
    }
  }
  return {};
}

Result<void> add_clustered(std::string_view id, const Json& record, const Place& place, TruthBuilder& builder) {
  const Json& cluster = record["cluster"];
  const std::string label = id_of(cluster);
  if (label.empty() && !cluster.is_null() && cluster != "") return place.error("cluster must be a name or a number");
  return builder.add_member(place, id, label);
}

Result<void> add_record(const Json& record, const Place& place, TruthBuilder& builder) {
  const auto layout = record.is_object() ? layout_of_record(record) : std::nullopt;
  if (!layout) return unknown_layout(place);
  if (auto ok = builder.begin(*layout, place); !ok) return ok;
  if (*layout == TruthLayout::Core) return add_core(record, place, builder);
  if (*layout == TruthLayout::OwnClusters) return add_own_cluster(record, place, builder);
  return add_clustered(record_id(record), record, place, builder);
}

Result<void> add_edge(const Json& edge, const Place& place, TruthBuilder& builder) {
  if (edge.size() < 2 || id_of(edge[0]).empty() || id_of(edge[1]).empty()) return place.error("an edge is [id, id]");
  if (auto ok = builder.begin(TruthLayout::Edges, place); !ok) return ok;
  builder.add_pair(place, id_of(edge[0]), id_of(edge[1]), Judgement::Copy);
  return {};
}

Result<void> add_article(const std::string& id, const Json& article, const Place& place, TruthBuilder& builder) {
  const bool clustered = article.contains("cluster");
  if (auto ok = builder.begin(clustered ? TruthLayout::Clusters : TruthLayout::Articles, place); !ok) return ok;
  if (clustered) return add_clustered(id, article, place, builder);
  builder.add_document(id);
  return {};
}

/// The file as one JSON value.
Result<void> read_value(const fs::path& path, TruthBuilder& builder) {
  auto text = read_text(path);
  if (!text) return pass_on(text);
  std::string_view json = *text;
  if (json.starts_with("\xEF\xBB\xBF")) json.remove_prefix(3);
  auto value = parse_json(json, path, 1);
  if (!value) return pass_on(value);
  Place place{&path, 0, false};
  if (value->empty()) return Place{&path, 1, true}.error("no truth: the file is empty");
  for (const auto& [key, element] : value->items()) {
    ++place.number;
    const bool article = value->is_object() && element.is_object();
    if (value->is_object() && !article) return unknown_layout(place);
    auto ok = article              ? add_article(key, element, place, builder)
              : element.is_array() ? add_edge(element, place, builder)
                                   : add_record(element, place, builder);
    if (!ok) return ok;
  }
  return {};
}

Result<void> read_lines(const fs::path& path, LineReader& lines, TruthBuilder& builder) {
  for (std::string_view line;;) {
    auto more = lines.next(line);
    if (!more) return pass_on(more);
    if (!*more) return {};
    auto record = parse_json(line, path, lines.number());
    if (!record) return pass_on(record);
    if (auto ok = add_record(*record, {&path, lines.number(), true}, builder); !ok) return ok;
  }
}

/// Whether a first line is a record by itself, and not the beginning of one value or all of it.
bool is_record(std::string_view line) {
  const Json value = Json::parse(line, nullptr, false);
  if (!value.is_object()) return false;
  const auto is_article = [](const Json& member) { return member.is_object(); };
  return value.empty() || !std::all_of(value.begin(), value.end(), is_article);
}

}  // namespace

Result<void> read_truth_json(const fs::path& path, TruthBuilder& builder) {
  auto lines = LineReader::open(path);
  if (!lines) return pass_on(lines);
  std::string_view first;
  auto any = lines->next(first);
  if (!any) return pass_on(any);
  if (!*any || !is_record(first)) return read_value(path, builder);
  lines = LineReader::open(path);
  if (!lines) return pass_on(lines);
  return read_lines(path, *lines, builder);
}

}  // namespace unspin::detect
