#include <unspin/extract.h>

#include <optional>

#include <fmt/format.h>

#include "engine/base/file.h"
#include "engine/corpus/json_text.h"
#include "engine/corpus/kept_writer.h"
#include "engine/corpus/record_parser.h"
#include "engine/detect/own_folder.h"
#include "engine/detect/pipeline.h"
#include "engine/detect/reading.h"

namespace unspin {
namespace {

struct Refused {
  std::string reason;
  std::string detail;
};

/// What one block gave.
struct Extracted {
  std::string lines;  // compressed as they are to be written
  std::vector<Refused> refused;
  std::map<std::string, std::uint64_t> skipped;
  std::uint64_t records = 0;
  std::uint64_t pages = 0;
  std::uint64_t empty = 0;
  std::uint64_t html_bytes = 0;
  std::uint64_t text_bytes = 0;
};

void append_page(std::string& out, const corpus::Record& record) {
  const extract::Page& page = *record.page;
  out += '{';
  const auto field = [&](std::string_view name, std::string_view value) {
    out += fmt::format("{}\"{}\":", out.back() == '{' ? "" : ",", name);
    corpus::append_json_string(out, value);
  };
  field("id", record.id);
  field("title", page.title);
  field("byline", page.byline);
  field("date", page.date);
  field("language", page.language);
  field("canonical", page.canonical);
  field("site", page.site);
  field("text", page.text);
  if (!record.truncated.empty()) field("truncated", record.truncated);
  out += "}\n";
}

Extracted extract_block(corpus::RecordParser& parser, const corpus::Block& block) {
  Extracted result;
  for (const corpus::RawRecord& raw : block.records) {
    ++result.records;
    const auto record = parser.parse(block, raw);
    if (!record && record.error().skipped) {
      ++result.skipped[record.error().reason];
    } else if (!record) {
      result.refused.push_back({record.error().reason, record.error().detail});
    } else if (record->page == nullptr && corpus::is_container(block.file->input.format)) {
      ++result.skipped["text"];
    } else if (record->page == nullptr) {
      result.refused.push_back({"no-page", "a record of text, not an HTML page: there is nothing to extract"});
    } else {
      ++result.pages;
      result.empty += record->text.empty() ? 1 : 0;
      result.html_bytes += raw.end - raw.begin;
      result.text_bytes += record->text.size();
      append_page(result.lines, *record);
    }
  }
  if (!block.damage.empty()) result.refused.push_back({"damaged-file", block.damage});
  return result;
}

corpus::Compression compression_of(const std::filesystem::path& out) {
  const std::string ending = out.extension().string();
  if (ending == ".zst") return corpus::Compression::Zstd;
  return ending == ".gz" ? corpus::Compression::Gzip : corpus::Compression::None;
}

/// Where lines go: the file that was named, or whoever called.
class Sink {
 public:
  static Result<Sink> create(const ExtractOptions& options) {
    Sink sink(options);
    if (options.out.empty()) return sink;
    auto file = base::StagedFile::create(options.out);
    if (!file) return pass_on(file);
    sink.file_.emplace(std::move(*file));
    return sink;
  }

  Result<void> write(std::string_view lines) {
    if (file_) return file_->write(lines);
    if (options_.write(lines)) return {};
    return failure(Error::Code::Io, "cannot write the pages: the reader of the output is gone, or its disk is full");
  }

  Result<void> commit(bool empty) {
    if (!file_) return {};
    if (empty) {  // no bytes at all are not a gzip or zstd file
      if (auto ok = file_->write(corpus::compress({}, compression_of(options_.out))); !ok) return ok;
    }
    return file_->commit();
  }

 private:
  explicit Sink(const ExtractOptions& options) : options_(options) {}

  const ExtractOptions& options_;
  std::optional<base::StagedFile> file_;
};

Result<void> check_refused(const ExtractSummary& summary, double max_bad) {
  std::uint64_t bad = 0;
  for (const auto& [reason, count] : summary.refused) bad += count;
  if (static_cast<double>(bad) <= max_bad * static_cast<double>(summary.records)) return {};
  return failure(Error::Code::TooManyBadRecords,
                 fmt::format("{} of {} records were refused, more than --max-bad {}; the pages were written", bad,
                             summary.records, max_bad));
}

}  // namespace

Result<ExtractSummary> extract_pages(const ExtractOptions& options) {
  const detect::OwnFolder folder;
  std::vector<std::filesystem::path> results;
  if (!options.out.empty()) results.push_back(options.out);
  const auto context =
      detect::Context::create(options.run, options.input, "extract", folder.path(), std::move(results));
  if (!context) return tl::unexpected(context.error());
  auto sink = Sink::create(options);
  if (!sink) return pass_on(sink);
  const corpus::Compression compression = compression_of(options.out);
  detect::PerThread<corpus::RecordParser> parsers(
      [&] { return std::make_unique<corpus::RecordParser>(detect::fields_of(options.input)); });
  ExtractSummary summary;
  const auto read = detect::read_blocks<Extracted>(
      *context, "extract", detect::fields_of(options.input),
      [&](const corpus::Block& block) {
        Extracted extracted = extract_block(*parsers.borrow().get(), block);
        if (!extracted.lines.empty()) extracted.lines = corpus::compress(extracted.lines, compression);
        return extracted;
      },
      [&](const corpus::Block& block, const Extracted& extracted) -> Result<void> {
        summary.records += extracted.records;
        summary.pages += extracted.pages;
        summary.empty += extracted.empty;
        summary.html_bytes += extracted.html_bytes;
        summary.text_bytes += extracted.text_bytes;
        for (const auto& [reason, count] : extracted.skipped) summary.skipped[reason] += count;
        for (const Refused& refused : extracted.refused) {
          ++summary.refused[refused.reason];
          if (options.refuse) options.refuse(block.file->input.path.string(), refused.reason, refused.detail);
        }
        return sink->write(extracted.lines);
      });
  if (!read) return tl::unexpected(read.error());
  if (auto ok = sink->commit(summary.pages == 0); !ok) return pass_on(ok);
  summary.seconds = context->seconds();
  if (auto ok = check_refused(summary, options.run.max_bad); !ok) return pass_on(ok);
  return summary;
}

}  // namespace unspin
