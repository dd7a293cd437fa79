// What the search for related documents finds and costs: recall by kind of a truth table, pairs, and what each channel
// adds to it.
//
//     candidate_bench TRUTH.tsv SCRATCH CHANNELS INPUT...
//
// CHANNELS: letters of w(ords) a(nchors) s(keleton), as in was; with d, one window a document.

#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "engine/detect/gather.h"
#include "engine/detect/related.h"

namespace {

using namespace unspin;

struct Labelled {
  std::string a, b, relation, kind;
};

std::vector<Labelled> read_truth(const char* path) {
  std::vector<Labelled> rows;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    Labelled row;
    std::getline(cells, row.a, '\t');
    std::getline(cells, row.b, '\t');
    std::getline(cells, row.relation, '\t');
    std::getline(cells, row.kind, '\t');
    rows.push_back(row);
  }
  return rows;
}

template <typename T>
T need(Result<T> result) {
  if (result) return std::move(*result);
  fmt::print(stderr, "{}\n", result.error().message);
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  const std::string channels = argv[3];
  detect::RelatedOptions options;
  for (std::size_t c = 0; c < 3; ++c) {
    if (channels.find("was"[c]) == std::string::npos) options.terms.per_window[c] = 0;
  }
  if (channels.find('d') != std::string::npos) {
    options.terms.window = options.terms.stride = 1000000;
    for (int& count : options.terms.per_window) count *= 4;
  }
  Input input;
  for (int i = 4; i < argc; ++i) input.paths.emplace_back(argv[i]);
  Run run;
  run.memory_bytes = std::uint64_t{4} << 30;
  auto context = need(detect::Context::create(run, input, "bench", argv[2], {}));
  if (auto ok = context.prepare_scratch(); !ok) return 1;
  auto scan = need(detect::scan(context, {{}, {}, detect::Preference::None, false, true}, nullptr));
  const auto docs = need(detect::find_exact(context, scan));
  const auto found_related = need(detect::find_related(context, scan, docs, {}, options));
  const detect::RelatedFile& related = found_related.pairs;

  detect::GatherPlan plan(docs.size());
  for (std::uint32_t doc = 0; doc < docs.size(); ++doc) plan.named.add(doc);
  for (auto* subset : {&plan.named, &plan.compared, &plan.read, &plan.repeated}) subset->index();
  auto gathered = need(detect::gather(context, {}, {}, scan, plan));
  std::map<std::string, std::uint32_t> number;
  for (std::uint32_t doc = 0; doc < docs.size(); ++doc) number.emplace(gathered.ids[doc], doc);

  const auto pairs = need(related.read(0, related.num_pairs()));
  std::map<std::pair<std::uint32_t, std::uint32_t>, detect::RelatedPair> found;
  for (const auto& pair : pairs) found[{pair.a, pair.b}] = pair;
  std::map<std::string, std::pair<int, int>> kinds;
  std::map<std::string, std::vector<std::string>> missed;
  std::vector<float> shared, shares;
  std::map<std::string, std::vector<float>> anchor_shares;
  for (const Labelled& row : read_truth(argv[1])) {
    const auto a = number.find(row.a);
    const auto b = number.find(row.b);
    if (a == number.end() || b == number.end()) continue;
    auto& [hit, all] = kinds[row.relation + "/" + row.kind];
    ++all;
    const auto it = found.find(std::minmax(a->second, b->second));
    hit += it != found.end() ? 1 : 0;
    const bool positive = row.relation == "copy" || row.relation == "partial";
    auto& [hit_all, all_all] = kinds[positive ? "= positive" : "= other"];
    hit_all += it != found.end() ? 1 : 0;
    ++all_all;
    if (positive && it != found.end())
      shared.push_back(it->second.shared), shares.push_back(it->second.share),
          anchor_shares[row.kind].push_back(it->second.anchor_share);
    if (positive && it == found.end()) missed[row.kind].push_back(row.a + " " + row.b);
  }
  for (const auto& [kind, counts] : kinds)
    fmt::print("{:28} {:5} of {:5}  {:.3f}\n", kind, counts.first, counts.second,
               static_cast<double>(counts.first) / counts.second);
  if (std::getenv("MISSED"))
    for (const auto& [kind, list] : missed) fmt::print("missed {}: {}\n", kind, fmt::join(list, "; "));
  for (auto& [kind, list] : anchor_shares) {
    std::sort(list.begin(), list.end());
    fmt::print("anchor share of {}:", kind);
    for (const double q : {0.0, .05, .1, .25, .5})
      fmt::print(" {:.2f}", list[static_cast<std::size_t>(q * static_cast<double>(list.size() - 1))]);
    fmt::print("\n");
  }
  for (const float least : {.1F, .2F, .3F, .4F})
    fmt::print("pairs with anchor share >= {}: {} of {}\n", least,
               std::count_if(pairs.begin(), pairs.end(), [&](const auto& p) { return p.anchor_share >= least; }),
               pairs.size());
  for (const float least : {2.F, 3.F, 4.F, 5.F, 6.F, 8.F}) {
    for (const float least_share : {.03F, .05F, .07F, .09F, .12F}) {
      std::size_t kept = 0;
      for (std::size_t i = 0; i < shared.size(); ++i) kept += shared[i] >= least && shares[i] >= least_share ? 1 : 0;
      fmt::print("shared {} share {}: {} positives, {} pairs\n", least, least_share, kept,
                 std::count_if(pairs.begin(), pairs.end(),
                               [&](const auto& p) { return p.shared >= least && p.share >= least_share; }));
    }
  }
  const auto& counts = related.counts();
  fmt::print(
      "{} documents, {} pairs ({:.2f} a document), {} index entries, {} documents with more neighbours than kept\n",
      docs.size(), related.num_pairs(), static_cast<double>(related.num_pairs()) / docs.size(), counts.index_entries,
      counts.full_documents);
  for (std::size_t c = 0; c < shingle::kChannels; ++c)
    fmt::print("entries of {}: {}\n", shingle::name_of(static_cast<shingle::Channel>(c)), counts.entries_by_channel[c]);
  for (const auto& stage : context.stages())
    fmt::print("{}: {:.2f} s, CPU {:.2f} s\n", stage.name, stage.seconds, stage.cpu_seconds);
}
