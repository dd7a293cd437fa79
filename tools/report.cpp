#include <memory>

#include <fmt/format.h>

#include <unspin/report.h>

#include "tools/commands.h"
#include "tools/common_options.h"

namespace unspin::tools {
namespace {

constexpr std::uint64_t kLargePage = 200'000'000;  // bytes: beyond, a browser needs seconds and much memory

int run(ReportOptions& options) {
  options.run.stop = &stop_flag();
  const auto summary = write_report(options);
  if (!summary) return fail(summary.error());
  fmt::print(stderr, "{} pairs of {} documents: {} page{}, {:.1f} MB; open {}\n", summary->pairs, summary->documents,
             summary->pages, summary->pages == 1 ? "" : "s", static_cast<double>(summary->bytes) / 1e6,
             summary->open.string());
  if (summary->missing > 0)
    fmt::print(stderr, "{} documents are not in the corpus: their pairs are listed without texts\n", summary->missing);
  if (summary->misfits > 0)
    fmt::print(stderr, "the passages of {} pairs do not lie in their texts: is this the corpus that was searched?\n",
               summary->misfits);
  if (summary->pages == 1 && summary->bytes > kLargePage)
    fmt::print(stderr, "that is much for one page: name a folder with --out, and it opens at once\n");
  return kOk;
}

}  // namespace

std::function<int()> add_report(CLI::App& app) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App& command = *app.add_subcommand("report", "Show what was found, as HTML that opens from disk");
  command.add_option("MATCHES", options->matches, "The file of match, or the folder of dedup")->required();
  command.add_option("--corpus", options->corpus.paths, "What was searched: files, folders, globs, or -")->required();
  command.add_option("--out", options->out, "FILE.html: one page; another name: a folder, for large results")
      ->required();
  add_field_flags(command, options->corpus);
  return [options] { return run(*options); };
}

}  // namespace unspin::tools
