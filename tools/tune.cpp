#include <memory>

#include <fmt/format.h>

#include <unspin/tune.h>

#include "tools/commands.h"
#include "tools/common_options.h"
#include "tools/progress.h"

namespace unspin::tools {
namespace {

struct Flags {
  TuneOptions options;
  RunFlags run;
  bool json = false;
};

void print_table(const TuneReport& r, const Similarity& similarity) {
  fmt::print("{} bands of {} rows: {} minima a document, {:.0f} bytes of band keys on scratch\n", r.bands, r.rows,
             r.bands * r.rows, r.band_key_bytes);
  fmt::print("a pair at {} becomes a candidate with probability {:.5f}; asked for: {}\n", similarity.threshold,
             r.probability_at_threshold, similarity.recall);
  fmt::print("measured on {} of {} documents, {} families of hash functions\n\n", r.documents_sampled, r.documents,
             r.families);
  fmt::print("similarity     pairs  expected  measured     sigma\n");
  for (const CurveBand& b : r.curve) {
    if (b.pairs == 0) continue;
    fmt::print("  {:.1f}-{:.1f} {:>10}  {:>8.5f}  {:>8.5f}  {:>8.5f}\n", b.from, b.to, b.pairs, b.expected, b.measured,
               b.sigma);
  }
  fmt::print(
      "\n{:.2f} candidates to refuse for each pair found (of those with a similarity of 0.5 or more, and some below)\n",
      r.candidates_below_threshold);
}

void print_json(const TuneReport& r, const Similarity& similarity) {
  fmt::print(
      "{{\"threshold\":{},\"recall\":{},\"bands\":{},\"rows\":{},\"probability_at_threshold\":{:.6f},\"documents\":{},"
      "\"documents_sampled\":{},\"families\":{},\"candidates_below_threshold\":{:.4f},\"curve\":[",
      similarity.threshold, similarity.recall, r.bands, r.rows, r.probability_at_threshold, r.documents,
      r.documents_sampled, r.families, r.candidates_below_threshold);
  for (std::size_t i = 0; i < r.curve.size(); ++i) {
    const CurveBand& b = r.curve[i];
    fmt::print(
        "{}{{\"from\":{:.1f},\"to\":{:.1f},\"pairs\":{},\"expected\":{:.6f},\"measured\":{:.6f},\"sigma\":{:.6f}}}",
        i == 0 ? "" : ",", b.from, b.to, b.pairs, b.expected, b.measured, b.sigma);
  }
  fmt::print("]}}\n");
}

int run(Flags& flags) {
  auto run = flags.run.run();
  if (!run) return fail(run.error());
  flags.options.run = std::move(*run);
  const auto report = tune(flags.options);
  end_progress();
  if (!report) return fail(report.error());
  flags.json ? print_json(*report, flags.options.similarity) : print_table(*report, flags.options.similarity);
  return kOk;
}

}  // namespace

std::function<int()> add_tune(CLI::App& app) {
  auto flags = std::make_shared<Flags>();
  CLI::App& command =
      *app.add_subcommand("tune", "Show the bands for a threshold and recall, and what they do on this input");
  add_input_flags(command, flags->options.input);
  add_similarity_flags(command, flags->options.similarity);
  command.add_flag("--json", flags->json, "Print JSON instead of a table");
  flags->run.add_to(command);
  return [flags] { return run(*flags); };
}

}  // namespace unspin::tools
