// embed_bench: sentence vectors, one core, in memory. The model is the built-in one, or the folder that
// UNSPIN_BENCH_MODEL names.
//
// Texts: UNSPIN_BENCH_JSONL names a JSON Lines file with English text; without it, sentences of data/originals, in
// random order. A sentence is 20 words in a row. Both ways must give the same vectors, or nothing is measured.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include "engine/base/hash.h"
#include "engine/embed/static_model.h"

namespace {

using unspin::embed::Encoder;
using unspin::embed::StaticModel;
using unspin::embed::Sum;
using Sentence = std::vector<std::string>;

constexpr std::size_t kWords = 20;
constexpr std::size_t kSentences = 100'000;

std::vector<std::string> texts() {
  std::vector<std::string> found;
  if (const char* path = std::getenv("UNSPIN_BENCH_JSONL")) {
    std::ifstream file(path);
    simdjson::dom::parser parser;
    std::string line;
    while (found.size() < kSentences / 10 && std::getline(file, line)) {
      std::string_view text;
      if (parser.parse(line)["text"].get(text) == simdjson::SUCCESS) found.emplace_back(text);
    }
    return found;
  }
  for (const auto& entry : std::filesystem::directory_iterator(UNSPIN_ORIGINALS)) {
    std::ifstream file(entry.path());
    found.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<Sentence> make_sentences() {
  std::vector<Sentence> sentences;
  for (const std::string& text : texts()) {
    std::istringstream words(text);
    Sentence sentence;
    for (std::string word; words >> word;) {
      sentence.push_back(word);
      if (sentence.size() == kWords) sentences.push_back(std::exchange(sentence, {}));
    }
  }
  unspin::base::SplitMix64 random(1);
  const std::size_t natural = sentences.size();
  while (sentences.size() < kSentences) sentences.push_back(sentences[random.next() % natural]);
  sentences.resize(kSentences);
  return sentences;
}

const std::vector<Sentence>& sentences() {
  static const std::vector<Sentence> all = make_sentences();
  return all;
}

std::string joined(const Sentence& sentence) {
  std::string text;
  for (const std::string& word : sentence) text += word + ' ';
  return text;
}

const StaticModel& model() {
  static const StaticModel instance = [] {
    const char* folder = std::getenv("UNSPIN_BENCH_MODEL");
    return std::move(*(folder != nullptr ? StaticModel::load(folder) : StaticModel::built_in()));
  }();
  return instance;
}

void by_word(Encoder& encoder, const Sentence& sentence, std::vector<float>& vector) {
  std::fill(vector.begin(), vector.end(), 0.0F);
  Sum sum{vector};
  for (const std::string& word : sentence) encoder.add(word, sum);
  encoder.finish(sum);
}

void words_to_vectors(benchmark::State& state) {
  Encoder encoder(model());
  std::vector<float> vector(static_cast<std::size_t>(model().width()));
  std::vector<float> whole(vector.size());
  for (std::size_t i = 0; i < 1000; ++i) {
    by_word(encoder, sentences()[i], vector);
    encoder.encode(joined(sentences()[i]), whole);
    if (vector != whole) return state.SkipWithError("words and text give different vectors");
  }
  for (auto _ : state) {
    for (const Sentence& sentence : sentences()) {
      by_word(encoder, sentence, vector);
      benchmark::DoNotOptimize(vector.data());
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSentences));
}
BENCHMARK(words_to_vectors)->Unit(benchmark::kMillisecond);

void texts_to_vectors(benchmark::State& state) {
  Encoder encoder(model());
  std::vector<float> vector(static_cast<std::size_t>(model().width()));
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  for (const Sentence& sentence : sentences()) {
    lines.push_back(joined(sentence));
    bytes += lines.back().size();
  }
  for (auto _ : state) {
    for (const std::string& line : lines) {
      encoder.encode(line, vector);
      benchmark::DoNotOptimize(vector.data());
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSentences));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}
BENCHMARK(texts_to_vectors)->Unit(benchmark::kMillisecond);

void load_built_in(benchmark::State& state) {
  for (auto _ : state) {
    auto loaded = StaticModel::built_in();
    if (!loaded) return state.SkipWithError("the built-in model does not load");
    benchmark::DoNotOptimize(loaded);
  }
}
BENCHMARK(load_built_in)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
