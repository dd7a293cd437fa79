// How fast archives are read, in bytes of uncompressed WARC a second of CPU time: cut into records, and as far as the
// bytes of the pages in them. The files are made up, or named: UNSPIN_WARC=PATH archive_bench.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <fmt/format.h>

#include "engine/corpus/kept_writer.h"
#include "engine/corpus/record_parser.h"

namespace {

using namespace unspin;
using corpus::Compression;

constexpr int kPages = 4000;

/// A record with a page of about 25 KB that compresses as pages do.
std::string record(int i) {
  std::mt19937_64 random(static_cast<std::uint64_t>(i));
  std::string page = "<html><body>";
  while (page.size() < 25000) page += fmt::format("<p class=\"a\">word{} text{}</p>\n", random() % 3000, random() % 30);
  const std::string http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page;
  return fmt::format(
      "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{}>\r\nContent-Length: {}\r\n\r\n{}\r\n\r\n", i,
      http.size(), http);
}

std::string file_of(Compression compression, bool by_record) {
  if (const char* named = std::getenv("UNSPIN_WARC")) return named;
  const auto path = std::filesystem::temp_directory_path() /
                    fmt::format("unspin-bench-{}-{}.warc", static_cast<int>(compression), by_record);
  std::ofstream out(path, std::ios::binary);
  std::string whole;
  for (int i = 0; i < kPages; ++i) {
    by_record ? void(out << corpus::compress(record(i), compression)) : void(whole += record(i));
  }
  if (!by_record) out << corpus::compress(whole, compression);
  return path.string();
}

/// `parse`: also find the page in each record; what makes a text of it is left out.
void read(benchmark::State& state, Compression compression, bool by_record, bool parse) {
  const auto inputs = corpus::find_inputs({file_of(compression, by_record)}, {});
  if (!inputs) return state.SkipWithError(inputs.error().message.c_str());
  corpus::RecordParser parser({}, [](std::string_view bytes, const extract::PageHints&) {
    benchmark::DoNotOptimize(bytes.data());
    return tl::expected<extract::Page, corpus::Refusal>(extract::Page());
  });
  std::size_t bytes = 0;
  for (auto _ : state) {
    corpus::BlockReader reader(*inputs);
    for (auto block = reader.next(); block && *block; block = reader.next()) {
      bytes += (*block)->bytes.size();
      for (const corpus::RawRecord& raw : (*block)->records) {
        if (parse) benchmark::DoNotOptimize(parser.parse(**block, raw));
      }
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

BENCHMARK_CAPTURE(read, gzip_by_record_cut, Compression::Gzip, true, false);
BENCHMARK_CAPTURE(read, gzip_by_record_parsed, Compression::Gzip, true, true);
BENCHMARK_CAPTURE(read, gzip_whole_parsed, Compression::Gzip, false, true);
BENCHMARK_CAPTURE(read, zstd_by_record_parsed, Compression::Zstd, true, true);
BENCHMARK_CAPTURE(read, plain_parsed, Compression::None, true, true);

}  // namespace

BENCHMARK_MAIN();
