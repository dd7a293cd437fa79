// generate_news DOCUMENTS OUT.jsonl TRUTH.tsv [SEED]: news pages about invented events, for measurements at scale.
//
// Every ten documents belong to one event with its own people, places and figures: an original; a rewrite of it (every
// sentence kept, six of ten content words replaced, every fifth sentence moved); an independent report (the same people
// and figures, other sentences); and seven reports on other matters in which some of these people and many others
// occur. Content words follow a Zipf-like law over 200,000; half of the names are those that every day brings, half
// belong to the event. Any document is a function of its number and the seed. TRUTH: id_a, id_b, relation, kind, as the
// benchmark of rewrites has them.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "engine/base/hash.h"

namespace {

using unspin::base::SplitMix64;

constexpr std::uint32_t kVocabulary = 200'000;
constexpr std::uint32_t kCommonNames = 20'000;
constexpr std::uint64_t kOfEvent = 10;  // documents
constexpr const char* kFunction[] = {"the",   "of",  "and",  "a",  "in", "to",   "is",    "was",  "it",   "for", "with",
                                     "he",    "on",  "that", "by", "at", "are",  "not",   "this", "from", "but", "had",
                                     "which", "she", "they", "or", "an", "were", "their", "been", "has",  "will"};
constexpr const char* kSyllables[] = {"ba",  "cor",  "den", "fel",  "gar", "hol", "jun", "kes", "lam", "mor", "nel",
                                      "pas", "quin", "ros", "sten", "tur", "ver", "wil", "yar", "zim", "ash", "ber",
                                      "cla", "dor",  "eth", "fro",  "gri", "han", "ive", "kra", "lin", "mar"};

std::uint64_t below(SplitMix64& random, std::uint64_t limit) { return random.next() % limit; }

/// A word of two to four syllables for each number.
std::string spell(std::uint64_t number, std::uint64_t salt) {
  SplitMix64 random(number * 2654435761U + salt);
  std::string word;
  const std::uint64_t syllables = 2 + below(random, 3);
  for (std::uint64_t i = 0; i < syllables; ++i) word += kSyllables[below(random, 32)];
  return word;
}

std::string name(std::uint64_t number) {
  std::string word = spell(number, 7);
  word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

std::uint32_t draw_word(SplitMix64& random) {
  const double u = static_cast<double>(random.next() >> 11) * 0x1p-53;
  const double v = static_cast<double>(random.next() >> 11) * 0x1p-53;
  return static_cast<std::uint32_t>(u * v * kVocabulary);
}

/// What an event is about.
struct Event {
  std::vector<std::string> names;
  std::vector<std::string> figures;

  Event(std::uint64_t number, std::uint64_t seed) {
    SplitMix64 random(seed ^ (number + 1) * 0x9E3779B97F4A7C15U);
    for (int i = 0; i < 6; ++i) names.push_back(name(kCommonNames + number * 6 + static_cast<std::uint64_t>(i)));
    for (int i = 0; i < 6; ++i) names.push_back(name(draw_word(random) % kCommonNames));
    for (int i = 0; i < 8; ++i) figures.push_back(std::to_string(10 + below(random, 9990)));
  }
};

enum class Slot { Function, Word, Name, Figure };
struct Item {
  Slot slot;
  std::uint64_t value;
};
using Sentence = std::vector<Item>;

std::vector<Sentence> write_report(SplitMix64& random, const Event& event) {
  std::vector<Sentence> report(12 + below(random, 18));
  for (Sentence& sentence : report) {
    const std::uint64_t words = 10 + below(random, 16);
    for (std::uint64_t i = 0; i < words; ++i) {
      const std::uint64_t draw = below(random, 100);
      if (draw < 45)
        sentence.push_back({Slot::Function, below(random, 32)});
      else if (draw < 88)
        sentence.push_back({Slot::Word, draw_word(random)});
      else if (draw < 96)
        sentence.push_back({Slot::Name, below(random, event.names.size())});
      else
        sentence.push_back({Slot::Figure, below(random, event.figures.size())});
    }
  }
  return report;
}

void rewrite(SplitMix64& random, std::vector<Sentence>& report) {
  for (Sentence& sentence : report) {
    for (Item& item : sentence) {
      if (item.slot == Slot::Word && below(random, 10) < 6) item.value = item.value * 31 % kVocabulary + kVocabulary;
    }
  }
  for (std::size_t i = 4; i < report.size(); i += 5) std::swap(report[i], report[below(random, report.size())]);
}

std::string print(const std::vector<Sentence>& report, const Event& event) {
  std::string text;
  for (std::size_t s = 0; s < report.size(); ++s) {
    std::string line;
    for (const Item& item : report[s]) {
      if (!line.empty()) line += ' ';
      switch (item.slot) {
        case Slot::Function: line += kFunction[item.value]; break;
        case Slot::Word: line += spell(item.value, 3); break;
        case Slot::Name: line += event.names[item.value]; break;
        case Slot::Figure: line += event.figures[item.value]; break;
      }
    }
    if (line[0] >= 'a' && line[0] <= 'z') line[0] = static_cast<char>(line[0] - 'a' + 'A');
    text += line + (s % 4 == 3 ? ".\\n\\n" : ". ");
  }
  return text;
}

std::string make_text(std::uint64_t number, std::uint64_t seed) {
  const std::uint64_t event_number = number / kOfEvent;
  const std::uint64_t role = number % kOfEvent;
  const Event event(role < 3 ? event_number : event_number + (role << 40), seed);
  const bool copies = role == 1;
  SplitMix64 random(seed + (copies ? number - 1 : number) * 0xD1B54A32D192ED03U);
  auto report = write_report(random, event);
  if (copies) rewrite(random, report);
  return print(report, event);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    fmt::print(stderr, "usage: generate_news DOCUMENTS OUT.jsonl TRUTH.tsv [SEED]\n");
    return 2;
  }
  const std::uint64_t documents = std::strtoull(argv[1], nullptr, 10);
  const std::uint64_t seed = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 1;
  std::FILE* out = std::fopen(argv[2], "w");
  std::FILE* truth = std::fopen(argv[3], "w");
  if (out == nullptr || truth == nullptr) {
    fmt::print(stderr, "cannot write {} or {}\n", argv[2], argv[3]);
    return 4;
  }
  fmt::print(truth, "id_a\tid_b\trelation\tkind\n");
  for (std::uint64_t i = 0; i < documents; ++i) {
    fmt::print(out, "{{\"id\":\"d{:09}\",\"text\":\"{}\"}}\n", i, make_text(i, seed));
    if (i % kOfEvent == 1) fmt::print(truth, "d{:09}\td{:09}\tcopy\tspun\n", i - 1, i);
    if (i % kOfEvent == 2) fmt::print(truth, "d{:09}\td{:09}\tindependent\torig-indep\n", i - 2, i);
  }
  return std::fclose(out) == 0 && std::fclose(truth) == 0 ? 0 : 4;
}
