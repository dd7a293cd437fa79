#include <unspin/report.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <unordered_map>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <unspin/version.h>

#include "engine/base/file.h"
#include "engine/cluster/union_find.h"
#include "engine/detect/findings.h"
#include "engine/detect/read_documents.h"
#include "engine/detect/read_matches.h"
#include "engine/detect/run_tables.h"
#include "engine/report/page.h"
#include "engine/verify/source.h"

namespace unspin {
namespace detect {
namespace {

namespace fs = std::filesystem;

std::string day_of(std::optional<double> date) {
  if (!date || !(*date >= -62135596800.0 && *date < 253402300800.0)) return {};  // years 1 to 9999, and no NaN
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(static_cast<std::time_t>(*date)));
}

report::Document to_show(std::string_view id, const Document& document) {
  report::Document shown;
  shown.id = id;
  shown.url = document.url;
  shown.host = verify::host_of(document.url);
  shown.date = day_of(document.date);
  shown.text = document.text;
  shown.found = true;
  return shown;
}

/// The documents that the matches name, each from the first record with its id.
Result<std::vector<report::Document>> read_corpus(const ReportOptions& options, const Matches& matches) {
  std::vector<report::Document> documents(matches.ids.size());
  std::unordered_map<std::string_view, DocNumber> wanted;
  for (DocNumber n = 0; n < documents.size(); ++n) {
    documents[n].id = matches.ids.id(n);
    wanted.emplace(matches.ids.id(n), n);
  }
  auto read = read_documents(options.run, options.corpus, {options.out}, [&](const corpus::Record& record) {
    const auto named = wanted.find(record.id);
    if (named != wanted.end() && !documents[named->second].found)
      documents[named->second] = to_show(record.id, {record.text, record.url, record.canonical, record.date});
  });
  if (!read) return pass_on(read);
  const bool none =
      std::none_of(documents.begin(), documents.end(), [](const auto& document) { return document.found; });
  if (none && !documents.empty())
    return failure(Error::Code::InvalidOptions,
                   fmt::format("none of the {} documents in {} is in the corpus: name with --corpus what was searched, "
                               "and the same --id-field",
                               documents.size(), options.matches.string()));
  for (const DocNumber n : matches.kept) documents[n].kept = true;
  for (DocNumber n = 0; n < matches.cluster_of.size(); ++n) documents[n].cluster = matches.cluster_of[n];
  return documents;
}

/// dedup does not write where the texts agree: all of one goes with all of the other.
void add_whole_passages(report::Report& report) {
  for (report::Pair& pair : report.pairs) {
    const auto whole = [&](DocNumber n) {
      return ByteSpan{0, static_cast<std::uint32_t>(report.documents[n].text.size())};
    };
    const bool exact = pair.match.verdict == Verdict::Exact;
    if (report.documents[pair.a].found && report.documents[pair.b].found)
      pair.match.passages = {
          {whole(pair.a), whole(pair.b), exact ? PassageKind::Identical : PassageKind::Edited, pair.match.jaccard}};
  }
}

/// Copies, and versions of one page.
bool joins(Verdict verdict) { return is_copy(verdict) || verdict == Verdict::Updated; }

/// The component of each document under the pairs that `wanted` names.
template <typename Wanted>
std::vector<std::uint32_t> components(const report::Report& report, Wanted wanted) {
  cluster::UnionFind joined(report.documents.size());
  for (const report::Pair& pair : report.pairs) {
    if (wanted(pair)) joined.join(pair.a, pair.b);
  }
  for (std::uint32_t n = 0; n < report.documents.size(); ++n) {
    if (report.documents[n].cluster != report::kNone) joined.join(n, report.documents[n].cluster);
  }
  std::vector<std::uint32_t> roots(report.documents.size());
  for (std::uint32_t n = 0; n < roots.size(); ++n) roots[n] = joined.root(n);
  return roots;
}

std::string names_of(const std::vector<std::string>& paths) {
  std::string names;
  for (const std::string& path : paths) {
    const fs::path whole = fs::path(path).lexically_normal();
    const fs::path name = whole.has_filename() ? whole.filename() : whole.parent_path().filename();
    names += (names.empty() ? "" : ", ") + name.string();
  }
  return names;
}

void add_run(const ReportOptions& options, const Matches& matches, report::Report& report) {
  report::RunTable made{"This report",
                        {{"made by", fmt::format("unspin {}", kVersion)}, {"matches", options.matches.string()}}};
  for (const std::string& path : options.corpus.paths) made.rows.emplace_back("corpus", path);
  made.rows.emplace_back("documents in pairs", std::to_string(report.documents.size()));
  made.rows.emplace_back("pairs", std::to_string(report.pairs.size()));
  report.run.push_back(std::move(made));
  const auto run = base::read_file(matches.run);
  auto tables = run ? run_tables(*run) : std::vector<report::RunTable>();
  if (tables.empty())
    report.notes.push_back(fmt::format("How the search was run is not known: {} is not there.", matches.run.string()));
  std::move(tables.begin(), tables.end(), std::back_inserter(report.run));
}

void add_notes(const ReportSummary& summary, report::Report& report) {
  if (summary.missing > 0)
    report.notes.push_back(
        fmt::format("{} of the {} documents are not in the corpus that was given: their pairs are "
                    "listed without texts.",
                    summary.missing, summary.documents));
  if (summary.misfits > 0)
    report.notes.push_back(
        fmt::format("The passages of {} pairs do not lie in their texts: the corpus that was given "
                    "is not the one that was searched.",
                    summary.misfits));
}

Result<report::Report> make_report(const ReportOptions& options, ReportSummary& summary) {
  auto matches = read_matches(options.matches);
  if (!matches) return pass_on(matches);
  auto documents = read_corpus(options, *matches);
  if (!documents) return pass_on(documents);
  report::Report report;
  report.title = names_of(options.corpus.paths);
  report.documents = std::move(*documents);
  report.pairs = std::move(matches->pairs);
  if (matches->of_dedup) add_whole_passages(report);
  summary.documents = report.documents.size();
  summary.pairs = report.pairs.size();
  summary.missing = static_cast<std::uint64_t>(
      std::count_if(report.documents.begin(), report.documents.end(), [](const auto& doc) { return !doc.found; }));
  summary.misfits = static_cast<std::uint64_t>(std::count_if(
      report.pairs.begin(), report.pairs.end(), [&](const auto& pair) { return report::is_misfit(report, pair); }));
  add_run(options, *matches, report);
  add_notes(summary, report);
  return report;
}

bool is_page_name(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".html" || extension == ".htm";
}

bool is_our_page(const fs::path& path) {
  auto file = base::File::open(path);
  if (!file) return false;
  std::string head(1024, '\0');
  const auto size = file->read(head.data(), head.size());
  return size && std::string_view(head).substr(0, *size).find(report::kGenerator) != std::string_view::npos;
}

tl::unexpected<Error> not_ours(const fs::path& path) {
  return failure(Error::Code::InvalidOptions,
                 fmt::format("{} exists and is no report: choose another --out", path.string()));
}

/// Removes an earlier report. InvalidOptions when there is anything else.
Result<void> make_way(const fs::path& out, bool one_page) {
  std::error_code error;
  const fs::file_status there = fs::status(out, error);
  if (fs::exists(there) && one_page != fs::is_regular_file(there)) return not_ours(out);
  if (fs::is_regular_file(there) && !is_our_page(out)) return not_ours(out);
  if (fs::is_directory(there) && !fs::is_empty(out, error)) {
    if (!is_our_page(out / "index.html")) return not_ours(out);
    for (const auto& entry : fs::directory_iterator(out, error)) {
      if (entry.path().filename() != "index.html" && entry.path().filename() != "clusters")
        return not_ours(entry.path());
    }
  }
  fs::remove_all(out, error);
  if (error) return tl::unexpected(base::io_error("remove", out, error.value()));
  return base::make_directories(fs::absolute(out).lexically_normal().parent_path());
}

/// Writes pages one after the other, and counts them.
class Writer {
 public:
  Writer(const report::Report& report, const std::vector<std::uint32_t>& cluster, const Run& run,
         ReportSummary& summary)
      : report_(report), survey_(report, cluster), run_(run), summary_(summary) {}

  Result<void> write(const fs::path& path, const report::Selection& selection) {
    if (run_.stop != nullptr && run_.stop->load()) return failure(Error::Code::Interrupted, "interrupted");
    auto file = base::StagedFile::create(path);
    if (!file) return pass_on(file);
    auto written = report::write_page(report_, survey_, selection, [&](std::string_view piece) {
      summary_.bytes += piece.size();
      return file->write(piece);
    });
    if (!written) return written;
    ++summary_.pages;
    return file->commit();
  }

 private:
  const report::Report& report_;
  report::Survey survey_;
  const Run& run_;
  ReportSummary& summary_;
};

std::vector<std::uint32_t> all_pairs(const report::Report& report) {
  std::vector<std::uint32_t> pairs(report.pairs.size());
  std::iota(pairs.begin(), pairs.end(), 0U);
  return pairs;
}

/// A page for each group of documents that pairs of any verdict join, in the order of their first pairs.
Result<void> write_folder(const report::Report& report, const fs::path& out, Writer& writer) {
  auto folder = base::StagedFolder::create(out);
  if (!folder) return pass_on(folder);
  if (auto ok = base::make_directories(folder->path() / "clusters"); !ok) return ok;
  const auto group = components(report, [](const report::Pair&) { return true; });
  std::unordered_map<std::uint32_t, std::uint32_t> page_of;
  std::vector<report::Selection> pages;
  report::Selection index{report::Mode::Index, all_pairs(report), {}};
  for (const std::uint32_t pair : index.pairs) {
    const auto [page, added] = page_of.emplace(group[report.pairs[pair].a], static_cast<std::uint32_t>(pages.size()));
    if (added) pages.push_back({report::Mode::Cluster, {}, {}});
    std::vector<std::uint32_t>& pairs = pages[page->second].pairs;
    index.places.push_back({page->second + 1, static_cast<std::uint32_t>(pairs.size())});
    pairs.push_back(pair);
  }
  for (std::size_t n = 0; n < pages.size(); ++n) {
    const fs::path path = folder->path() / "clusters" / fmt::format("{:06}.html", n + 1);
    if (auto ok = writer.write(path, pages[n]); !ok) return ok;
  }
  if (auto ok = writer.write(folder->path() / "index.html", index); !ok) return ok;
  return folder->commit();
}

/// Without the slash that a folder may be named with.
fs::path without_slash(const fs::path& path) {
  const fs::path normal = path.lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

Result<ReportSummary> write_pages(const ReportOptions& options) {
  if (options.out.empty()) return failure(Error::Code::InvalidOptions, "no output: name a page or a folder with --out");
  const fs::path out = without_slash(options.out);
  ReportSummary summary;
  const auto report = make_report(options, summary);
  if (!report) return tl::unexpected(report.error());
  std::error_code ignored;
  if (fs::equivalent(out, options.matches, ignored))
    return failure(Error::Code::InvalidOptions,
                   fmt::format("{} would be overwritten: choose another --out", out.string()));
  const bool one_page = is_page_name(out);
  if (auto ok = make_way(out, one_page); !ok) return pass_on(ok);
  Writer writer(*report, components(*report, [](const auto& pair) { return joins(pair.match.verdict); }), options.run,
                summary);
  auto written =
      one_page ? writer.write(out, {report::Mode::Whole, all_pairs(*report), {}}) : write_folder(*report, out, writer);
  if (!written) return pass_on(written);
  summary.open = one_page ? out : out / "index.html";
  return summary;
}

}  // namespace
}  // namespace detect

Result<ReportSummary> write_report(const ReportOptions& options) { return detect::write_pages(options); }

Result<void> write_comparison(const NamedDocument& a, const NamedDocument& b, const Match& match,
                              const std::filesystem::path& out) {
  report::Report pair;
  pair.title = fmt::format("{} and {}", a.name, b.name);
  pair.documents = {detect::to_show(a.name, a.document), detect::to_show(b.name, b.document)};
  pair.pairs.push_back({0, 1, match, {}, {}});
  pair.run.push_back(
      {"This comparison",
       {{"made by", fmt::format("unspin {}", kVersion)}, {"A", std::string(a.name)}, {"B", std::string(b.name)}}});
  if (auto ok = detect::make_way(out, true); !ok) return ok;
  ReportSummary summary;
  return detect::Writer(pair, {0, 0}, {}, summary).write(out, {report::Mode::Compare, {0}, {}});
}

std::vector<PassageMarks> mark_passages(const Match& match, std::string_view a, std::string_view b) {
  text::ProseReader read;
  const text::Prose prose_a = read(a);
  std::vector<PassageMarks> marks;
  for (report::MarkedPassage& marked : report::mark(prose_a, read(b), match.passages))
    marks.push_back({std::move(marked.a.marks), std::move(marked.b.marks)});
  return marks;
}

}  // namespace unspin
