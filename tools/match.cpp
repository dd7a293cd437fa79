#include <memory>
#include <set>

#include <fmt/format.h>

#include <unspin/match.h>

#include "tools/commands.h"
#include "tools/common_options.h"
#include "tools/progress.h"

namespace unspin::tools {
namespace {

struct Flags {
  MatchOptions options;
  std::vector<std::string> kinds{"exact", "near-duplicate"};
  RunFlags run;
};

int run(Flags& flags) {
  auto run = flags.run.run();
  if (!run) return fail(run.error());
  flags.options.run = std::move(*run);
  const std::set<std::string> kinds(flags.kinds.begin(), flags.kinds.end());
  flags.options.exact = kinds.contains("exact");
  flags.options.near_duplicate = kinds.contains("near-duplicate");
  const auto summary = match(flags.options);
  end_progress();
  if (!summary) return fail(summary.error());
  print_summary(*summary,
                fmt::format("{} pairs: {} exact, {} near-duplicate", summary->exact_pairs + summary->near_pairs,
                            summary->exact_pairs, summary->near_pairs));
  return kOk;
}

}  // namespace

std::function<int()> add_match(CLI::App& app) {
  auto flags = std::make_shared<Flags>();
  CLI::App& command = *app.add_subcommand("match", "Find copies, pair by pair");
  add_input_flags(command, flags->options.input);
  command.add_option("--out", flags->options.out, "File for the matches, one JSON object a line")->required();
  command.add_option("--kinds", flags->kinds, "Kinds to look for: exact, near-duplicate")
      ->delimiter(',')
      ->check(CLI::IsMember({"exact", "near-duplicate"}))
      ->capture_default_str();
  add_similarity_flags(command, flags->options.similarity);
  flags->run.add_to(command);
  return [flags] { return run(*flags); };
}

}  // namespace unspin::tools
