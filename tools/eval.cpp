#include <memory>

#include <fmt/format.h>

#include <unspin/eval.h>

#include "tools/commands.h"
#include "tools/common_options.h"
#include "tools/eval_table.h"

namespace unspin::tools {
namespace {

struct Flags {
  EvalOptions options;
  std::vector<std::string> fail_on;
  bool json = false;
};

/// Says on stderr which conditions were reached.
bool any_reached(const std::vector<FailOn>& conditions, const EvalReport& report) {
  bool any = false;
  for (const FailOn& condition : conditions) {
    if (!condition.reached(report)) continue;
    any = true;
    const auto value = condition.value(report);
    fmt::print(stderr, "failed: {} is {}, wanted {} or more\n", condition.figure,
               value ? fmt::format("{:.6g}", *value) : "not defined here", condition.floor);
  }
  return any;
}

int run(const Flags& flags) {
  std::vector<FailOn> conditions;
  for (const std::string& text : flags.fail_on) {
    auto condition = FailOn::parse(text);
    if (!condition) return fail(condition.error());
    conditions.push_back(std::move(*condition));
  }
  const auto report = evaluate(flags.options);
  if (!report) return fail(report.error());
  const std::string text = flags.json ? to_json(*report) : eval_table(*report);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    return fail({Error::Code::Io, "cannot write the report to standard output"});
  return any_reached(conditions, *report) ? kFailOnReached : kOk;
}

}  // namespace

std::function<int()> add_eval(CLI::App& app) {
  auto flags = std::make_shared<Flags>();
  CLI::App& command =
      *app.add_subcommand("eval", "Score matches against a truth: precision, recall, F1, ARI, passages");
  command
      .add_option("MATCHES", flags->options.matches,
                  "Matches of unspin match, the output folder of unspin dedup, or lines of id_a id_b [score]")
      ->type_name("FILE")
      ->required();
  command
      .add_option(
          "--truth", flags->options.truth,
          "Labelled pairs or clusters (see docs/formats/truth.md); may be given again, for a truth in two files")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command
      .add_option(
          "--passages", flags->options.passages,
          "Passages that were really taken over: JSON lines, or PAN's XML, or a folder of it; may be given again")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command
      .add_option("--corpus", flags->options.corpus.paths,
                  "The documents that PAN's XML is about, whose characters become bytes")
      ->type_name("INPUT");
  command
      .add_option("--at-fpr", flags->options.at_fpr,
                  "The ranking: the share of pairs that are no copies which may score above the threshold")
      ->capture_default_str();
  command
      .add_option("--threshold", flags->options.threshold,
                  "Where the truth gives similarities: from which one on a pair is a copy")
      ->capture_default_str();
  command
      .add_option("--fail-on", flags->fail_on,
                  "Exit with 1 when a figure is too low, as in precision<0.98; may be given again")
      ->type_name("CONDITION")
      ->allow_extra_args(false);
  command.add_flag("--json", flags->json, "Print the report as JSON");
  return [flags] { return run(*flags); };
}

}  // namespace unspin::tools
