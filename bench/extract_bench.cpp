// extract_bench FOLDER...: parse and extract every page of the folders, one core, in memory: MB of HTML a CPU second
// (best of five rounds), and the slowest page. The text's size stands beside it, so that a fast wrong version shows.

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "engine/extract/page.h"

namespace {

namespace fs = std::filesystem;

struct Source {
  fs::path path;
  std::string html;
  double best_seconds = 1e9;
};

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

std::vector<Source> read_folder(const fs::path& folder) {
  std::vector<Source> pages;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const fs::path& path = entry.path();
    if (path.extension() != ".html") continue;
    std::ifstream in(path, std::ios::binary);
    pages.push_back({path, std::string{std::istreambuf_iterator<char>(in), {}}});
  }
  return pages;
}

void measure(const fs::path& folder) {
  std::vector<Source> pages = read_folder(folder);
  unspin::extract::Extractor extractor;
  std::size_t html_bytes = 0;
  std::size_t text_bytes = 0;
  double best = 1e9;
  for (int round = 0; round < 5; ++round) {
    html_bytes = text_bytes = 0;
    double seconds = 0;
    for (Source& page : pages) {
      const double begin = cpu_seconds();
      const auto result = extractor.extract(page.html, {});
      const double taken = cpu_seconds() - begin;
      seconds += taken;
      page.best_seconds = std::min(page.best_seconds, taken);
      html_bytes += page.html.size();
      if (result) text_bytes += result->text.size();
    }
    best = std::min(best, seconds);
  }
  const auto slowest = std::max_element(
      pages.begin(), pages.end(), [](const Source& a, const Source& b) { return a.best_seconds < b.best_seconds; });
  if (slowest == pages.end()) return;
  fmt::print("{}: {} pages, {:.1f} MB of HTML, {:.2f} MB of text, {:.1f} MB/s; slowest {:.1f} ms: {} ({:.2f} MB)\n",
             folder.string(), pages.size(), static_cast<double>(html_bytes) / 1e6,
             static_cast<double>(text_bytes) / 1e6, static_cast<double>(html_bytes) / 1e6 / best,
             1e3 * slowest->best_seconds, slowest->path.filename().string(),
             static_cast<double>(slowest->html.size()) / 1e6);
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) measure(argv[i]);
  return argc > 1 ? 0 : 2;
}
