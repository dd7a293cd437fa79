#include <cstdio>
#include <filesystem>
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
  Input corpus;
  bool json = false;
  CompareOptions options;
};

Result<StoredDocument> read_text(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    return failure(Error::Code::Io, fmt::format("{} is a folder: give two text files", path));
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad())
    return failure(Error::Code::Io, fmt::format("cannot read {}: give two text files", path));
  return StoredDocument{std::move(text), {}, {}, {}};
}

/// Two files, or two documents of a corpus by their ids.
Result<std::vector<StoredDocument>> find_texts(const Flags& flags) {
  if (!flags.corpus.paths.empty()) return find_documents(flags.corpus, {flags.a, flags.b});
  std::vector<StoredDocument> texts;
  for (const std::string& path : {flags.a, flags.b}) {
    auto text = read_text(path);
    if (!text) return pass_on(text);
    texts.push_back(std::move(*text));
  }
  return texts;
}

int run(const Flags& flags) {
  const auto texts = find_texts(flags);
  if (!texts) return fail(texts.error());
  const auto match = compare((*texts)[0].view(), (*texts)[1].view(), flags.options);
  if (!match) return fail(match.error());
  if (flags.json) {
    fmt::print("{}\n", to_json(flags.a, flags.b, *match));
  } else {
    print_match(*match, flags.a, (*texts)[0].text, flags.b, (*texts)[1].text);
  }
  return kOk;
}

}  // namespace

std::function<int()> add_compare(CLI::App& app) {
  auto flags = std::make_shared<Flags>();
  CLI::App& command = *app.add_subcommand("compare", "Compare two texts: verdict, reasons, passages");
  command.add_option("A", flags->a, "A text file, or an id of --corpus")->required();
  command.add_option("B", flags->b, "Another, likewise")->required();
  command.add_option("--corpus", flags->corpus.paths, "Where the documents are: A and B are then ids");
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
