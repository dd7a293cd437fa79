#include <map>
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
  std::vector<std::string> kinds{"exact", "near-duplicate", "excerpt", "rewrite"};
  RunFlags run;
};

/// "7 pairs: 2 exact, 5 rewrite"
std::string describe(const std::map<Verdict, std::uint64_t>& pairs) {
  std::uint64_t all = 0;
  std::string by_verdict;
  for (const auto& [verdict, count] : pairs) {
    all += count;
    by_verdict += fmt::format("{} {} {}", by_verdict.empty() ? ":" : ",", count, name_of(verdict));
  }
  return fmt::format("{} pair{}{}", all, all == 1 ? "" : "s", by_verdict);
}

int run(Flags& flags) {
  auto run = flags.run.run();
  if (!run) return fail(run.error());
  flags.options.run = std::move(*run);
  const std::set<std::string> kinds(flags.kinds.begin(), flags.kinds.end());
  flags.options.kinds.exact = kinds.contains("exact");
  flags.options.kinds.near_duplicate = kinds.contains("near-duplicate");
  flags.options.kinds.excerpt = kinds.contains("excerpt");
  flags.options.kinds.rewrite = kinds.contains("rewrite");
  flags.options.kinds.same_topic = kinds.contains("same-topic");
  const auto summary = match(flags.options);
  end_progress();
  if (!summary) return fail(summary.error());
  print_summary(*summary, describe(summary->pairs));
  return kOk;
}

}  // namespace

std::function<int()> add_match(CLI::App& app) {
  auto flags = std::make_shared<Flags>();
  CLI::App& command = *app.add_subcommand("match", "Find copies, pair by pair");
  add_input_flags(command, flags->options.input);
  command.add_option("--out", flags->options.out, "File for the matches, one JSON object a line")->required();
  command.add_option("--against", flags->options.input.against,
                     "A second collection: only pairs of one document of INPUT with one of these");
  command
      .add_option(
          "--kinds", flags->kinds,
          "Kinds to look for: exact, near-duplicate, excerpt, rewrite; and same-topic: what was compared and is "
          "no copy")
      ->delimiter(',')
      ->check(CLI::IsMember({"exact", "near-duplicate", "excerpt", "rewrite", "same-topic"}))
      ->capture_default_str();
  add_similarity_flags(command, flags->options.similarity);
  add_model_flag(command, flags->options.model);
  flags->run.add_to(command);
  return [flags] { return run(*flags); };
}

}  // namespace unspin::tools
