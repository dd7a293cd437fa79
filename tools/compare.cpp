#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>

#include <fmt/format.h>

#include <unspin/compare.h>

#include "tools/commands.h"
#include "tools/common_options.h"
#include "tools/match_view.h"

namespace unspin::tools {
namespace {

struct Flags {
  std::string a;
  std::string b;
  bool json = false;
  CompareOptions options;
};

Result<std::string> read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad())
    return failure(Error::Code::Io, fmt::format("cannot read {}: give two text files", path));
  return text;
}

int run(const Flags& flags) {
  const auto a = read_text(flags.a);
  if (!a) return fail(a.error());
  const auto b = read_text(flags.b);
  if (!b) return fail(b.error());
  const auto match = compare({*a, {}, {}, {}}, {*b, {}, {}, {}}, flags.options);
  if (!match) return fail(match.error());
  if (flags.json) {
    fmt::print("{}\n", to_json(flags.a, flags.b, *match));
  } else {
    print_match(*match, flags.a, *a, flags.b, *b);
  }
  return kOk;
}

}  // namespace

std::function<int()> add_compare(CLI::App& app) {
  auto flags = std::make_shared<Flags>();
  CLI::App& command = *app.add_subcommand("compare", "Compare two texts: verdict, reasons, passages");
  command.add_option("A", flags->a, "A text file")->required();
  command.add_option("B", flags->b, "Another")->required();
  command.add_flag("--json", flags->json, "One JSON object, as in the file of match");
  command
      .add_option("--threshold", flags->options.threshold,
                  "Jaccard similarity of word 5-grams from which two documents are near-duplicates")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  add_model_flag(command, flags->options.model);
  return [flags] { return run(*flags); };
}

}  // namespace unspin::tools
