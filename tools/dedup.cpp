#include <memory>

#include <fmt/format.h>

#include <unspin/dedup.h>

#include "tools/commands.h"
#include "tools/common_options.h"
#include "tools/progress.h"

namespace unspin::tools {
namespace {

struct Flags {
  DedupOptions options;
  std::string keep = "longest";
  std::string write = "records";
  RunFlags run;
};

Result<void> set_keep(const std::string& text, DedupOptions& options) {
  constexpr std::string_view kScore = "score:";
  if (text == "longest")
    options.keep = Keep::Longest;
  else if (text == "earliest")
    options.keep = Keep::Earliest;
  else if (text == "first")
    options.keep = Keep::First;
  else if (text.starts_with(kScore) && text.size() > kScore.size()) {
    options.keep = Keep::Score;
    options.score_field = text.substr(kScore.size());
  } else {
    return failure(Error::Code::InvalidOptions,
                   fmt::format("--keep {}: must be longest, earliest, first or score:FIELD", text));
  }
  return {};
}

Result<void> set_write(const std::string& text, DedupOptions& options) {
  options.revisits = text == "revisit";
  if (options.revisits || text == "records") return {};
  return failure(Error::Code::InvalidOptions, fmt::format("--write {}: must be records or revisit", text));
}

int run(Flags& flags) {
  auto run = flags.run.run();
  if (!run) return fail(run.error());
  flags.options.run = std::move(*run);
  if (auto ok = set_keep(flags.keep, flags.options); !ok) return fail(ok.error());
  if (auto ok = set_write(flags.write, flags.options); !ok) return fail(ok.error());
  const auto summary = dedup(flags.options);
  end_progress();
  if (!summary) return fail(summary.error());
  if (summary->without_preference > 0) {
    fmt::print(stderr, "{} of {} documents have no {} and come last\n", summary->without_preference, summary->documents,
               flags.options.keep == Keep::Earliest ? "date" : "number in " + flags.options.score_field);
  }
  print_summary(*summary, fmt::format("kept {}, removed {} ({} exact, {} near-duplicate) in {} clusters", summary->kept,
                                      summary->removed_exact + summary->removed_near, summary->removed_exact,
                                      summary->removed_near, summary->clusters));
  return kOk;
}

}  // namespace

std::function<int()> add_dedup(CLI::App& app) {
  auto flags = std::make_shared<Flags>();
  CLI::App& command = *app.add_subcommand("dedup", "Remove duplicates and near-duplicates");
  add_input_flags(command, flags->options.input);
  command.add_option("--out", flags->options.out, "Folder for kept/, duplicates.jsonl, clusters.jsonl, run.json")
      ->required();
  command
      .add_option("--keep", flags->keep,
                  "Which copy stays: longest, earliest, first, score:FIELD; ties: the smallest id")
      ->capture_default_str();
  command.add_flag("--ids-only", flags->options.ids_only,
                   "Write the ids of what stays (kept/ids.jsonl), not the records");
  command
      .add_option("--write", flags->write,
                  "records: what stays; revisit: of WARC files all records, removed ones as revisit records")
      ->capture_default_str();
  add_similarity_flags(command, flags->options.similarity);
  flags->run.add_to(command);
  return [flags] { return run(*flags); };
}

}  // namespace unspin::tools
