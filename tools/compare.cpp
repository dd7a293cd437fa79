#include <cstdio>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include <unspin/compare.h>
#include <unspin/report.h>

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
  std::filesystem::path html;
  CompareOptions options;
};

bool is_address(const std::string& name) { return name.starts_with("http://") || name.starts_with("https://"); }

/// Two files, or two documents of a corpus by their ids.
Result<std::vector<StoredDocument>> find_texts(const Flags& flags) {
  if (!flags.corpus.paths.empty()) return find_documents(flags.corpus, {flags.a, flags.b});
  std::vector<StoredDocument> texts;
  for (const std::string& path : {flags.a, flags.b}) {
    if (is_address(path))
      return failure(Error::Code::InvalidOptions,
                     fmt::format("{} is an address, and nothing is fetched: save the page and name the file", path));
    auto text = read_document(path);
    if (!text) return pass_on(text);
    texts.push_back(std::move(*text));
  }
  return texts;
}

int run(const Flags& flags) {
  const auto texts = find_texts(flags);
  if (!texts) return fail(texts.error());
  const Document a = (*texts)[0].view();
  const Document b = (*texts)[1].view();
  const auto match = compare(a, b, flags.options);
  if (!match) return fail(match.error());
  if (!flags.html.empty()) {
    const auto page = write_comparison({flags.a, a}, {flags.b, b}, *match, flags.html);
    if (!page) return fail(page.error());
  }
  if (flags.json) {
    fmt::print("{}\n", to_json(flags.a, flags.b, *match));
  } else {
    print_match(*match, flags.a, a.text, flags.b, b.text);
  }
  return kOk;
}

}  // namespace

std::function<int()> add_compare(CLI::App& app) {
  auto flags = std::make_shared<Flags>();
  CLI::App& command = *app.add_subcommand("compare", "Compare two texts: verdict, reasons, passages");
  command.add_option("A", flags->a, "A text or HTML file, or an id of --corpus")->required();
  command.add_option("B", flags->b, "Another, likewise")->required();
  command.add_option("--corpus", flags->corpus.paths, "Where the documents are: A and B are then ids");
  command.add_flag("--json", flags->json, "One JSON object, as in the file of match");
  command.add_option("--html", flags->html, "Also write the comparison to this file, as a page that opens from disk");
  command
      .add_option("--threshold", flags->options.threshold,
                  "Jaccard similarity of word 5-grams from which two documents are near-duplicates")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  add_model_flag(command, flags->options.model);
  return [flags] { return run(*flags); };
}

}  // namespace unspin::tools
