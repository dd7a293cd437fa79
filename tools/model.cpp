#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include <unspin/model.h>

#include "tools/commands.h"
#include "tools/common_options.h"
#include "tools/progress.h"

namespace unspin::tools {
namespace {

struct Flags {
  FeatureTableOptions table;
  BackgroundOptions background;
  RunFlags table_run;
  RunFlags background_run;
};

int print_features() {
  constexpr std::string_view kDirections[] = {"against", "either", "for"};
  for (const FeatureInfo& feature : model_features()) {
    fmt::print("{}\t{}\t{}\t{}\n", feature.name, feature.unit, kDirections[feature.direction + 1], feature.meaning);
  }
  return kOk;
}

int finish(const Result<std::uint64_t>& result, std::string_view what) {
  end_progress();
  if (!result) return fail(result.error());
  fmt::print(stderr, "{} {}\n", *result, what);
  return kOk;
}

template <typename Options>
int run(Options& options, const RunFlags& flags, Result<std::uint64_t> (*work)(const Options&), std::string_view what) {
  auto run = flags.run();
  if (!run) return fail(run.error());
  options.run = std::move(*run);
  return finish(work(options), what);
}

}  // namespace

std::function<int()> add_model(CLI::App& app) {
  auto flags = std::make_shared<Flags>();
  CLI::App& command = *app.add_subcommand("model", "What the model of rewrites is made from");
  command.require_subcommand(1);
  CLI::App& features =
      *command.add_subcommand("features", "The features: name, unit, for or against a rewrite, meaning");

  CLI::App& table = *command.add_subcommand("table", "Features of labelled pairs, to fit a scorer on");
  add_input_flags(table, flags->table.input);
  table.add_option("--pairs", flags->table.pairs, "Tab-separated file with a header; the first two columns are ids")
      ->required();
  table.add_option("--out", flags->table.out, "Tab-separated file: the columns of --pairs, then the features")
      ->required();
  add_model_flag(table, flags->table.model);
  flags->table_run.add_to(table);

  CLI::App& background = *command.add_subcommand("background", "In how many texts each stem, name and number occurs");
  add_input_flags(background, flags->background.input);
  background.add_option("--out", flags->background.out, "File, as background.bin of a model")->required();
  background.add_option("--min-texts", flags->background.min_texts, "Leave out what fewer texts have")
      ->capture_default_str();
  flags->background_run.add_to(background);

  return [flags, &features, &table] {
    if (features.parsed()) return print_features();
    if (table.parsed()) return run(flags->table, flags->table_run, &write_feature_table, "pairs");
    return run(flags->background, flags->background_run, &write_background, "texts");
  };
}

}  // namespace unspin::tools
