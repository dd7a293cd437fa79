#include "engine/report/page.h"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include <unspin/version.h>

#include "engine/report/assets.h"
#include "engine/report/utf16.h"

namespace unspin::report {
namespace {

namespace mustache = kainjow::mustache;

// The data go between the two halves of the template, part by part: they may be large.
constexpr std::string_view kDataHere = "<!-- data -->\n";

mustache::data run_tables(const Report& report) {
  mustache::data tables{mustache::data::type::list};
  for (const RunTable& table : report.run) {
    mustache::data rows{mustache::data::type::list};
    for (const auto& [name, value] : table.rows) {
      mustache::data row;
      row.set("name", well_formed(name));
      row.set("value", well_formed(value));
      rows << row;
    }
    mustache::data entry;
    entry.set("title", table.title);
    entry.set("rows", rows);
    tables << entry;
  }
  return tables;
}

mustache::data page_values(const Report& report, Mode mode) {
  mustache::data values;
  values.set("policy", page_policy());
  values.set("version", std::string(kVersion));
  values.set("style", std::string(page_style()));
  values.set("script", std::string(page_script()));
  values.set("title", well_formed(report.title));
  values.set("in_folder", mustache::data(mode == Mode::Cluster));
  values.set("one_pair", mustache::data(mode == Mode::Compare));
  values.set("many_pairs", mustache::data(mode != Mode::Compare));
  mustache::data notes{mustache::data::type::list};
  for (const std::string& note : report.notes) notes << mustache::data("note", well_formed(note));
  values.set("notes", notes);
  values.set("has_notes", mustache::data(!report.notes.empty()));
  values.set("tables", run_tables(report));
  return values;
}

}  // namespace

Result<void> write_page(const Report& report, const Survey& survey, const Selection& selection, const Sink& sink) {
  mustache::mustache shell{std::string(page_template())};
  if (!shell.is_valid()) return failure(Error::Code::Internal, "page.mustache: " + shell.error_message());
  const std::string page = shell.render(page_values(report, selection.mode));
  const std::size_t here = page.find(kDataHere);
  if (here == std::string::npos) return failure(Error::Code::Internal, "page.mustache has no place for the data");
  if (auto ok = sink(std::string_view(page).substr(0, here)); !ok) return ok;
  const auto put = [&](std::string_view name, std::string_view json) -> Result<void> {
    for (const std::string_view piece : {std::string_view("<script type=\"application/json\" id=\""), name,
                                         std::string_view("\">"), json, std::string_view("</script>\n")}) {
      if (auto ok = sink(piece); !ok) return ok;
    }
    return {};
  };
  if (auto ok = write_data(report, survey, selection, put); !ok) return ok;
  return sink(std::string_view(page).substr(here + kDataHere.size()));
}

}  // namespace unspin::report
