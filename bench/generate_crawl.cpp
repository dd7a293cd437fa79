// generate_crawl DOCUMENTS OUT.jsonl TRUTH.tsv [SEED]: a crawl with known duplicates, for measurements at scale.
//
// 70 of 100 documents are originals: 60 to 600 words drawn from a Zipf-like vocabulary, between the header and footer
// of their site (a thousand documents share one). 8 are copies to the letter of an earlier original, 22 are edited
// copies: a share of the words, from nothing to a tenth, is replaced, so that similarities spread from 0.4 to 1. Any
// document is a function of its number and the seed, so an original is made again when it is copied.
// TRUTH: id of the original, id of the copy, exact Jaccard similarity of their word 5-grams. Copies of one original
// are alike too; those pairs are not listed.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "engine/base/hash.h"

namespace {

using unspin::base::SplitMix64;
using Words = std::vector<std::uint32_t>;

constexpr std::uint32_t kVocabulary = 200'000;
constexpr std::uint64_t kSiteDocuments = 1000;
constexpr std::size_t kFurniture = 20;

enum class Role { Original, Copy, Edited };

std::uint64_t below(SplitMix64& random, std::uint64_t limit) { return random.next() % limit; }

std::uint32_t draw_word(SplitMix64& random) {
  // The product of two uniform numbers is dense near zero: frequent words are really frequent.
  const double u = static_cast<double>(random.next() >> 11) * 0x1p-53;
  const double v = static_cast<double>(random.next() >> 11) * 0x1p-53;
  return static_cast<std::uint32_t>(u * v * kVocabulary);
}

class Crawl {
 public:
  explicit Crawl(std::uint64_t seed) : seed_(seed) {
    static constexpr char kLetters[] = "etaoinshrdlucmfwypvbgk";
    SplitMix64 random(seed);
    for (std::uint32_t w = 0; w < kVocabulary; ++w) {
      std::string word;
      const std::uint64_t length = 2 + below(random, 5) + below(random, 5);
      for (std::uint64_t i = 0; i < length; ++i) word += kLetters[below(random, sizeof kLetters - 1)];
      vocabulary_.push_back(word);
    }
  }

  Role role(std::uint64_t doc) const {
    SplitMix64 random = stream(doc, 1);
    const std::uint64_t dice = below(random, 100);
    if (doc < 10 || dice < 70) return Role::Original;
    return dice < 78 ? Role::Copy : Role::Edited;
  }

  /// The original that a copy is made from: an earlier one.
  std::uint64_t source(std::uint64_t doc) const {
    SplitMix64 random = stream(doc, 2);
    std::uint64_t original = below(random, doc);
    while (role(original) != Role::Original) original = below(random, doc);
    return original;
  }

  Words original(std::uint64_t doc) const {
    Words words = furniture(doc, 3);
    SplitMix64 random = stream(doc, 4);
    const std::uint64_t count = 60 + below(random, 270) + below(random, 270);
    for (std::uint64_t i = 0; i < count; ++i) words.push_back(draw_word(random));
    const Words footer = furniture(doc, 5);
    words.insert(words.end(), footer.begin(), footer.end());
    return words;
  }

  Words edited(std::uint64_t doc) const {
    Words words = original(source(doc));
    SplitMix64 random = stream(doc, 6);
    const std::uint64_t per_mille = below(random, 100);
    for (std::uint32_t& word : words) {
      if (below(random, 1000) < per_mille) word = draw_word(random);
    }
    return words;
  }

  Words words(std::uint64_t doc) const {
    switch (role(doc)) {
      case Role::Original: return original(doc);
      case Role::Copy: return original(source(doc));
      case Role::Edited: break;
    }
    return edited(doc);
  }

  const std::string& spelling(std::uint32_t word) const { return vocabulary_[word]; }

 private:
  SplitMix64 stream(std::uint64_t doc, std::uint64_t purpose) const {
    const std::uint64_t key[2] = {doc, purpose};
    return SplitMix64(unspin::base::hash64(key, sizeof key, seed_));
  }

  Words furniture(std::uint64_t doc, std::uint64_t purpose) const {
    SplitMix64 random = stream(doc / kSiteDocuments, purpose);
    Words words;
    for (std::size_t i = 0; i < kFurniture; ++i) words.push_back(draw_word(random));
    return words;
  }

  std::uint64_t seed_;
  std::vector<std::string> vocabulary_;
};

std::vector<std::uint64_t> shingles(const Words& words, const Crawl& crawl) {
  std::vector<std::uint64_t> set;
  std::string window;
  for (std::size_t i = 0; i + 5 <= words.size(); ++i) {
    window.clear();
    for (std::size_t k = 0; k < 5; ++k) window += crawl.spelling(words[i + k]) + " ";
    set.push_back(unspin::base::hash64(window));
  }
  std::sort(set.begin(), set.end());
  set.erase(std::unique(set.begin(), set.end()), set.end());
  return set;
}

double jaccard(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  std::vector<std::uint64_t> shared;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
  return static_cast<double>(shared.size()) / static_cast<double>(a.size() + b.size() - shared.size());
}

std::string id(std::uint64_t doc) { return fmt::format("d{:09}", doc); }

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    fmt::print(stderr, "usage: generate_crawl DOCUMENTS OUT.jsonl TRUTH.tsv [SEED]\n");
    return 2;
  }
  const std::uint64_t count = std::strtoull(argv[1], nullptr, 10);
  std::FILE* out = std::fopen(argv[2], "w");
  std::FILE* truth = std::fopen(argv[3], "w");
  if (out == nullptr || truth == nullptr) {
    fmt::print(stderr, "generate_crawl: cannot write {} or {}\n", argv[2], argv[3]);
    return 4;
  }
  const Crawl crawl(argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 1);
  std::string line;
  for (std::uint64_t doc = 0; doc < count; ++doc) {
    const Words words = crawl.words(doc);
    line = fmt::format("{{\"id\":\"{}\",\"text\":\"", id(doc));
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i > 0) line += i % 12 == 0 ? ". " : " ";
      line += crawl.spelling(words[i]);
    }
    line += "\"}\n";
    std::fwrite(line.data(), 1, line.size(), out);
    if (crawl.role(doc) == Role::Original) continue;
    const std::uint64_t source = crawl.source(doc);
    fmt::print(
        truth, "{}\t{}\t{:.6f}\n", id(source), id(doc),
        crawl.role(doc) == Role::Copy ? 1.0 : jaccard(shingles(crawl.original(source), crawl), shingles(words, crawl)));
  }
  return std::fclose(out) == 0 && std::fclose(truth) == 0 ? 0 : 4;
}
