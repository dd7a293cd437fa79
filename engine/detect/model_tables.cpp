// The verbs of unspin/model.h: tables that a model is made from.

#include <unspin/model.h>

#include <set>
#include <string>
#include <unordered_map>

#include <fmt/format.h>

#include "engine/base/parallel.h"
#include "engine/detect/eval_files.h"
#include "engine/detect/model.h"
#include "engine/detect/read_documents.h"
#include "engine/detect/reading.h"
#include "engine/text/prose.h"
#include "engine/verify/background.h"
#include "engine/verify/features.h"

namespace unspin {
namespace detect {
namespace {

/// A row of the table of pairs.
struct LabelledPair {
  std::string a;
  std::string b;
  std::string line;  // as it was read
};

struct PairTable {
  std::string header;
  std::vector<LabelledPair> pairs;
};

Result<PairTable> read_pairs(const std::filesystem::path& path) {
  auto lines = LineReader::open(path);
  if (!lines) return pass_on(lines);
  PairTable table;
  std::string_view line;
  for (;;) {
    const auto more = lines->next(line);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return table;
    const auto cells = split_tabs(line);
    if (cells.size() < 2) return bad_line(path, lines->number(), "two ids, separated by a tab, are expected");
    if (table.header.empty()) {
      table.header = line;
    } else {
      table.pairs.push_back({std::string(cells[0]), std::string(cells[1]), std::string(line)});
    }
  }
}

using Articles = std::unordered_map<std::string, verify::Article>;

/// All texts, made ready on all threads.
Articles read_articles(const std::unordered_map<std::string, std::string>& texts, const verify::RewriteModel& model,
                       int threads) {
  Articles articles;
  std::vector<std::pair<const std::string*, verify::Article*>> work;
  for (const auto& [id, text] : texts) work.emplace_back(&text, &articles[id]);
  PerThread<verify::ArticleReader> readers([&] { return std::make_unique<verify::ArticleReader>(model.reader()); });
  base::parallel_for(work.size(), threads, [&](std::size_t i) {
    auto reader = readers.borrow();
    *work[i].second = reader->read(*work[i].first);
  });
  return articles;
}

/// Whom each text is paired with.
class Partners {
 public:
  explicit Partners(const PairTable& table) {
    for (const LabelledPair& pair : table.pairs) {
      of_[pair.a].insert(pair.b);
      of_[pair.b].insert(pair.a);
    }
  }
  [[nodiscard]] std::vector<const verify::Article*> of_both(const LabelledPair& pair, const Articles& articles) const {
    std::vector<const verify::Article*> both;
    for (const std::string& id : of_.at(pair.a)) {
      if (id != pair.a && id != pair.b && of_.at(pair.b).contains(id)) both.push_back(&articles.at(id));
    }
    return both;
  }

 private:
  std::unordered_map<std::string, std::set<std::string>> of_;
};

/// Feature values of all pairs as text, on all threads. The texts that a table pairs with both are the witnesses.
std::vector<std::string> feature_rows(const PairTable& table, const Articles& articles, int threads) {
  struct Tools {
    verify::Comparer comparer;
    verify::WitnessMeasurer witnesses;
  };
  const Partners partners(table);
  PerThread<Tools> tools([] { return std::make_unique<Tools>(); });
  std::vector<std::string> rows(table.pairs.size());
  base::parallel_for(rows.size(), threads, [&](std::size_t i) {
    auto at = tools.borrow();
    const LabelledPair& pair = table.pairs[i];
    const verify::Article& a = articles.at(pair.a);
    const verify::Article& b = articles.at(pair.b);
    rows[i] = pair.line;
    const verify::Comparison& comparison = at->comparer.compare(a, b);
    at->comparer.compare_passages();
    const verify::WitnessMeasures witnesses = at->witnesses(a, b, partners.of_both(pair, articles));
    std::vector<float> of_witnesses;
    verify::add_witness_values(witnesses, of_witnesses);
    of_witnesses.push_back(static_cast<float>(witnesses.witnesses));
    for (const std::vector<float>* const values : {&comparison.values, &comparison.passage_a.values,
                                                   &comparison.passage_b.values, &std::as_const(of_witnesses)}) {
      for (const float value : *values) rows[i] += fmt::format("\t{}", value);
    }
    rows[i] += '\n';
  });
  return rows;
}

Result<std::uint64_t> run_feature_table(const FeatureTableOptions& options) {
  const auto table = read_pairs(options.pairs);
  if (!table) return tl::unexpected(table.error());
  const auto model = find_model(options.model);
  if (!model) return tl::unexpected(model.error());
  std::unordered_map<std::string, std::string> texts;
  std::set<std::string> missing;
  for (const LabelledPair& pair : table->pairs) missing.insert({pair.a, pair.b});
  auto read = read_documents(options.run, options.input, {options.out}, [&](const corpus::Record& record) {
    std::string id(record.id);
    if (missing.erase(id) > 0) texts.emplace(std::move(id), record.text);  // the first document of an id
  });
  if (!read) return pass_on(read);
  if (!missing.empty()) {
    return failure(Error::Code::InvalidOptions,
                   fmt::format("{}: no document of the input has the id {}", options.pairs.string(), *missing.begin()));
  }
  std::string out = table->header;
  for (const FeatureInfo& feature : model_features()) out += '\t' + feature.name;
  out += '\n';
  const int threads = options.run.threads > 0 ? options.run.threads : base::hardware_threads();
  for (const std::string& row : feature_rows(*table, read_articles(texts, **model, threads), threads)) out += row;
  if (auto ok = base::write_file(options.out, out); !ok) return pass_on(ok);
  return table->pairs.size();
}

Result<std::uint64_t> run_background(const BackgroundOptions& options) {
  text::ProseReader reader;
  verify::BackgroundBuilder builder;
  std::uint64_t texts = 0;
  auto read = read_documents(options.run, options.input, {options.out}, [&](const corpus::Record& record) {
    builder.add(reader(record.text));
    ++texts;
  });
  if (!read) return pass_on(read);
  if (auto ok = base::write_file(options.out, builder.bytes(options.min_texts)); !ok) return pass_on(ok);
  return texts;
}

}  // namespace
}  // namespace detect

std::vector<FeatureInfo> model_features() {
  std::vector<FeatureInfo> list;
  const auto add = [&](const std::string& prefix, const std::vector<verify::Feature>& features) {
    for (const verify::Feature& feature : features) {
      list.push_back({prefix + feature.name, std::string(feature.unit), std::string(feature.meaning),
                      static_cast<int>(feature.direction)});
    }
  };
  add("", verify::features());
  add("pa.", verify::passage_features());
  add("pb.", verify::passage_features());
  add("", verify::witness_features());
  list.push_back({"w.witnesses", "texts", "how many there are", 0});
  return list;
}

Result<std::uint64_t> write_feature_table(const FeatureTableOptions& options) {
  return detect::run_feature_table(options);
}

Result<std::uint64_t> write_background(const BackgroundOptions& options) { return detect::run_background(options); }

}  // namespace unspin
