#pragma once

// What was found, as pages for people: HTML that opens from disk and loads nothing.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/compare.h>
#include <unspin/options.h>
#include <unspin/result.h>

namespace [[gnu::visibility("default")]] unspin {

struct ReportOptions {
  std::filesystem::path matches;  // a file of match(), or the folder of dedup()
  Input corpus;                   // the documents that were searched
  Run run;
  /// A name that ends in .html or .htm: one page with everything in it. Any other: a folder with index.html and a page
  /// for each group of documents that pairs join.
  std::filesystem::path out;
};

struct ReportSummary {
  std::uint64_t documents = 0;  // in pairs
  std::uint64_t pairs = 0;
  std::uint64_t pages = 0;     // files that were written
  std::uint64_t bytes = 0;     // of those
  std::uint64_t missing = 0;   // documents that the corpus does not have: their pairs are listed without texts
  std::uint64_t misfits = 0;   // pairs whose passages do not lie in the texts: the corpus is another one
  std::filesystem::path open;  // the page to begin with
};

/// Writes the pages. Memory: the texts of all documents in pairs, and a page. InvalidOptions: the matches are none,
/// none of their documents is in the corpus, or `out` exists and is no report. Io, Interrupted.
[[nodiscard]] Result<ReportSummary> write_report(const ReportOptions& options);

/// A text that was compared, and the name to show for it.
struct NamedDocument {
  std::string_view name;
  Document document;
};
/// The same for one pair, as one page in a file. InvalidOptions: `out` exists and is no report; Io.
[[nodiscard]] Result<void> write_comparison(const NamedDocument& a, const NamedDocument& b, const Match& match,
                                            const std::filesystem::path& out);

/// What stands out inside a passage, in order: where the words are the same, those that differ; where they are others,
/// the names and numbers in both; nothing where all is the same.
struct PassageMarks {
  std::vector<ByteSpan> a;
  std::vector<ByteSpan> b;
};
/// Beside match.passages, which must lie in the texts.
[[nodiscard]] std::vector<PassageMarks> mark_passages(const Match& match, std::string_view a, std::string_view b);

}  // namespace unspin
