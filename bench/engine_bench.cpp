// engine_bench: the inner stages, one core, in memory. Speed stands beside what it buys: the band keys are the ones
// that dedup uses at threshold 0.8 and recall 0.999 (23 bands of 6 rows).
//
// Texts: UNSPIN_BENCH_JSONL names a JSON Lines file with English text; without it, invented words stand in. Cyrillic
// and CJK texts are invented: frequent letters of the script in words of natural length.

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include "engine/base/hash.h"
#include "engine/lsh/band_keys.h"
#include "engine/shingle/shingles.h"
#include "engine/sketch/minhash.h"
#include "engine/text/words.h"
#include "engine/verify/set_similarity.h"

namespace {

namespace base = unspin::base;

constexpr std::size_t kCorpusBytes = 64 << 20;

std::vector<std::string> from_letters(const std::vector<std::string>& letters, std::uint64_t shortest,
                                      std::uint64_t spread, bool spaces) {
  base::SplitMix64 random(3);
  std::vector<std::string> docs;
  for (std::size_t bytes = 0; bytes < kCorpusBytes / 4; bytes += docs.back().size()) {
    std::string text;
    while (text.size() < 4000) {
      const std::uint64_t length = shortest + random.next() % spread;
      for (std::uint64_t i = 0; i < length; ++i) text += letters[random.next() % letters.size()];
      if (spaces) text += ' ';
    }
    docs.push_back(text);
  }
  return docs;
}

std::vector<std::string> english() {
  std::vector<std::string> docs;
  if (const char* path = std::getenv("UNSPIN_BENCH_JSONL")) {
    std::ifstream file(path);
    simdjson::dom::parser parser;
    std::string line;
    for (std::size_t bytes = 0; bytes < kCorpusBytes && std::getline(file, line); bytes += docs.back().size()) {
      std::string_view text;
      if (parser.parse(line)["text"].get(text) == simdjson::SUCCESS) docs.emplace_back(text);
    }
    return docs;
  }
  std::vector<std::string> letters;
  for (char c = 'a'; c <= 'z'; ++c) letters.emplace_back(1, c);
  return from_letters(letters, 1, 9, true);
}

const std::vector<std::string>& corpus(std::int64_t which) {
  static const std::vector<std::string> texts[] = {
      english(),
      from_letters({"о", "е", "а", "и", "н", "т", "с", "р", "в", "л", "к", "м", "д", "п", "у", "Я"}, 1, 11, true),
      from_letters(
          {"的", "一", "是", "不", "了", "人", "我", "在", "有", "他", "这", "中", "大", "来", "上", "国", "、"}, 8, 30,
          false)};
  return texts[which];
}

std::int64_t bytes_of(const std::vector<std::string>& docs) {
  std::size_t bytes = 0;
  for (const std::string& doc : docs) bytes += doc.size();
  return static_cast<std::int64_t>(bytes);
}

void text_to_words(benchmark::State& state) {
  const auto& docs = corpus(state.range(0));
  unspin::text::WordHasher words;
  for (auto _ : state) {
    for (const std::string& doc : docs) benchmark::DoNotOptimize(words(doc).size());
  }
  state.SetBytesProcessed(state.iterations() * bytes_of(docs));
}

void text_to_band_keys(benchmark::State& state) {
  const auto& docs = corpus(state.range(0));
  const unspin::lsh::Banding banding = *unspin::lsh::choose_bands(0.8, 0.999);
  unspin::text::WordHasher words;
  unspin::sketch::MinHasher hasher(banding.num_minima());
  std::vector<std::uint64_t> shingles;
  std::vector<std::uint64_t> keys(static_cast<std::size_t>(banding.bands));
  for (auto _ : state) {
    for (const std::string& doc : docs) {
      unspin::shingle::shingles_of(words(doc), shingles);
      unspin::lsh::band_keys(banding, hasher(shingles), keys);
      benchmark::DoNotOptimize(keys.data());
    }
  }
  state.SetBytesProcessed(state.iterations() * bytes_of(docs));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(docs.size()));
}

void exact_overlap(benchmark::State& state) {
  base::SplitMix64 random(5);
  const auto size = static_cast<std::size_t>(state.range(0));
  std::vector<std::uint64_t> a(size);
  for (auto& h : a) h = random.next();
  std::vector<std::uint64_t> b = a;
  for (std::size_t i = 0; i < size; i += 10) b[i] = random.next();
  std::vector<std::uint64_t> scratch;
  unspin::shingle::make_set(a, scratch);
  unspin::shingle::make_set(b, scratch);
  if (unspin::verify::overlap(a, b).shared != size - (size + 9) / 10) state.SkipWithError("wrong overlap");
  for (auto _ : state) benchmark::DoNotOptimize(unspin::verify::overlap_at_least(a, b, 0.8));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(2 * size));
}

void make_set(benchmark::State& state) {
  base::SplitMix64 random(5);
  std::vector<std::uint64_t> hashes(static_cast<std::size_t>(state.range(0)));
  for (auto& h : hashes) h = random.next();
  std::vector<std::uint64_t> set;
  std::vector<std::uint64_t> scratch;
  for (auto _ : state) {
    set = hashes;
    unspin::shingle::make_set(set, scratch);
    benchmark::DoNotOptimize(set.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(text_to_words)->ArgName("english0_cyrillic1_cjk2")->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK(text_to_band_keys)->ArgName("english0_cyrillic1_cjk2")->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK(exact_overlap)->ArgName("shingles")->Arg(100)->Arg(600)->Arg(5000);
BENCHMARK(make_set)->ArgName("shingles")->Arg(100)->Arg(600)->Arg(5000);

}  // namespace

BENCHMARK_MAIN();
