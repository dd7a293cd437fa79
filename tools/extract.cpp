#include <unspin/extract.h>

#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "tools/commands.h"
#include "tools/common_options.h"
#include "tools/progress.h"

namespace unspin::tools {
namespace {

struct Flags {
  ExtractOptions options;
  RunFlags run;
};

bool write_to_stdout(std::string_view lines) {
  return std::fwrite(lines.data(), 1, lines.size(), stdout) == lines.size();
}

void print_refused(std::string_view file, std::string_view reason, std::string_view detail) {
  fmt::print(stderr, "refused: {}: {}: {}\n", file, reason, detail);
}

int run(Flags& flags) {
  auto run = flags.run.run();
  if (!run) return fail(run.error());
  flags.options.run = std::move(*run);
  if (flags.options.out.empty()) flags.options.write = write_to_stdout;
  flags.options.refuse = print_refused;
  const auto summary = extract_pages(flags.options);
  end_progress();
  if (!summary) return fail(summary.error());
  if (std::fflush(stdout) != 0) return fail({Error::Code::Io, "cannot write the pages: the disk is full?"});
  fmt::print(stderr, "{} pages, {:.1f} MB of HTML, {:.1f} MB of text, {:.2f} s; {} without text\n", summary->pages,
             static_cast<double>(summary->html_bytes) / 1e6, static_cast<double>(summary->text_bytes) / 1e6,
             summary->seconds, summary->empty);
  for (const auto& [reason, count] : summary->skipped) fmt::print(stderr, "skipped: {} {}\n", count, reason);
  return kOk;
}

}  // namespace

std::function<int()> add_extract(CLI::App& app) {
  auto flags = std::make_shared<Flags>();
  CLI::App& command = *app.add_subcommand("extract", "Print the main text of pages, one JSON object each");
  add_input_flags(command, flags->options.input);
  command.add_option("--out", flags->options.out,
                     "File for the pages; .gz or .zst: compressed (default: standard output)");
  flags->run.add_to(command);
  return [flags] { return run(*flags); };
}

}  // namespace unspin::tools
