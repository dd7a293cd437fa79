#include "engine/detect/run_tables.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/detect/run_report.h"

namespace unspin::detect {
namespace {

using Json = nlohmann::ordered_json;
using Rows = std::vector<std::pair<std::string, std::string>>;

/// pairs_not_listed → "pairs not listed"
std::string words_of(std::string name) {
  for (char& c : name) c = c == '_' ? ' ' : c;
  return name;
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return fmt::format("{:.6g}", value.get<double>());
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// A value of any depth: a row for each leaf, named by the way to it.
void add_rows(const std::string& name, const Json& value, Rows& rows) {
  if (!value.is_structured()) {
    rows.emplace_back(name, text_of(value));
  } else if (value.empty()) {
    rows.emplace_back(name, "none");
  } else {
    for (const auto& [key, child] : value.items()) add_rows(fmt::format("{}: {}", name, words_of(key)), child, rows);
  }
}

void add_members(const Json& object, Rows& rows) {
  if (!object.is_object()) return;
  for (const auto& [key, value] : object.items()) add_rows(words_of(key), value, rows);
}

/// The values of one object in a line: "jsonl, none, …"
std::string line_of(const Json& object, std::string_view left_out) {
  std::string line;
  for (const auto& [key, value] : object.items()) {
    if (key == left_out) continue;
    line += fmt::format("{}{} {}", line.empty() ? "" : ", ", words_of(key), text_of(value));
  }
  return line;
}

/// A list of objects, each named by one of its members.
void add_list(const Json& list, const char* name, std::string_view prefix, Rows& rows) {
  if (!list.is_array()) return;
  for (const Json& entry : list) {
    if (entry.is_object() && entry.contains(name))
      rows.emplace_back(fmt::format("{}{}", prefix, text_of(entry[name])), line_of(entry, name));
  }
}

}  // namespace

std::vector<report::RunTable> run_tables(std::string_view run_json) {
  if (!is_run_json(run_json)) return {};
  Json run = Json::parse(run_json, nullptr, false);
  if (!run.is_object()) return {};
  const auto part = [&](const char* name) { return run.contains(name) ? run[name] : Json(); };
  report::RunTable asked{"What was asked", {}};
  for (const char* name : {"program", "version", "command"}) asked.rows.emplace_back(name, text_of(part(name)));
  add_members(part("options"), asked.rows);
  report::RunTable inputs{"What was read", {}};
  add_list(part("inputs"), "path", "", inputs.rows);
  report::RunTable counts{"What was found, skipped and capped", {}};
  add_members(part("counts"), counts.rows);
  report::RunTable search{"How candidates were chosen", {}};
  Json search_json = part("search");
  if (search_json.is_object()) {
    const Json curve = search_json.value("s_curve", Json::array());
    search_json.erase("s_curve");
    add_members(search_json, search.rows);
    add_list(curve, "jaccard", "Jaccard ", search.rows);
  }
  report::RunTable cost{"What it cost", {}};
  add_members(part("machine"), cost.rows);
  add_list(part("stages"), "stage", "stage ", cost.rows);
  if (run.contains("seconds")) cost.rows.emplace_back("seconds", text_of(run["seconds"]));
  return {asked, inputs, counts, search, cost};
}

}  // namespace unspin::detect
