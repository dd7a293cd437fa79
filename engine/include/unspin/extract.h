#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/options.h>
#include <unspin/result.h>

namespace [[gnu::visibility("default")]] unspin {

struct ExtractOptions {
  Input input;  // pages: HTML files, folders and tar archives of them, WARC and ARC; records of other formats are
                // refused as "no-page"
  Run run;
  /// A file for the pages, which appears when it is whole; compressed where its name ends in .gz or .zst.
  std::filesystem::path out;
  /// Without such a file, called with whole lines in the order of the input, from one thread at a time: one JSON object
  /// a page, {"id","title","byline","date","language","canonical","site","text"}, all of them strings; and "truncated"
  /// where the crawler cut it, with the reason that the WARC record states. False ends the call.
  std::function<bool(std::string_view)> write;
  /// Called for every page that was refused: the file, the reason, and details for people.
  std::function<void(std::string_view file, std::string_view reason, std::string_view detail)> refuse;
};

struct ExtractSummary {
  std::uint64_t records = 0;  // read, refused and skipped ones too
  std::uint64_t pages = 0;
  std::uint64_t empty = 0;  // pages without any text
  std::uint64_t html_bytes = 0;
  std::uint64_t text_bytes = 0;
  std::map<std::string, std::uint64_t> refused;  // by reason
  std::map<std::string, std::uint64_t> skipped;  // by reason: records of web archives that hold no page or text
  double seconds = 0;
};

/// The main text of pages, and what they say about themselves. InvalidOptions, Io, Interrupted; TooManyBadRecords
/// after everything was written.
[[nodiscard]] Result<ExtractSummary> extract_pages(const ExtractOptions& options);

}  // namespace unspin
