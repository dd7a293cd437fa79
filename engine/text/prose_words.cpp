#include "engine/text/prose_words.h"

#include <algorithm>
#include <array>
#include <string>

#include <libstemmer.h>

#include "engine/text/words.h"

namespace unspin::text {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMostWords = std::size_t{1} << 17;  // remembered from text to text: 10 MiB
constexpr std::size_t kFirstSlots = std::size_t{1} << 14;
constexpr std::uint32_t kEmpty = ~std::uint32_t{0};

template <std::size_t N>
constexpr std::array<std::string_view, N> sorted(std::array<std::string_view, N> words) {
  std::sort(words.begin(), words.end());
  return words;
}

constexpr auto kStop = sorted(std::to_array<std::string_view>(
    {"a",       "about",    "above",  "after",  "again",   "against",   "all",      "also",      "am",       "an",
     "and",     "any",      "are",    "as",     "at",      "be",        "because",  "been",      "before",   "being",
     "below",   "between",  "both",   "but",    "by",      "can",       "could",    "did",       "do",       "does",
     "doing",   "down",     "during", "each",   "few",     "for",       "from",     "further",   "had",      "has",
     "have",    "having",   "he",     "her",    "here",    "hers",      "him",      "himself",   "his",      "how",
     "i",       "if",       "in",     "into",   "is",      "it",        "its",      "itself",    "just",     "me",
     "more",    "most",     "my",     "no",     "nor",     "not",       "now",      "of",        "off",      "on",
     "once",    "only",     "or",     "other",  "our",     "out",       "over",     "own",       "said",     "same",
     "say",     "says",     "she",    "should", "so",      "some",      "such",     "than",      "that",     "the",
     "their",   "them",     "then",   "there",  "these",   "they",      "this",     "those",     "through",  "to",
     "too",     "under",    "until",  "up",     "us",      "very",      "was",      "we",        "were",     "what",
     "when",    "where",    "which",  "while",  "who",     "whom",      "why",      "will",      "with",     "would",
     "you",     "your",     "mr",     "mrs",    "s",       "t",         "m",        "re",        "ve",       "ll",
     "d",       "new",      "first",  "last",   "may",     "might",     "must",     "much",      "many",     "year",
     "years",   "been",     "even",   "still",  "back",    "get",       "got",      "make",      "made",     "like",
     "time",    "way",      "well",   "since",  "within",  "without",   "among",    "however",   "per",      "via",
     "day",     "week",     "month",  "monday", "tuesday", "wednesday", "thursday", "friday",    "saturday", "sunday",
     "january", "february", "march",  "april",  "june",    "july",      "august",   "september", "october",  "november",
     "december"}));
// The most frequent words of English prose: their order survives dictionary spinners.
constexpr auto kFunction = sorted(std::to_array<std::string_view>(
    {"the",  "of",   "and",   "a",    "in",    "to",  "is",  "was",  "it",  "for",   "with", "he",
     "be",   "on",   "i",     "that", "by",    "at",  "you", "are",  "not", "his",   "this", "from",
     "but",  "had",  "which", "she",  "they",  "or",  "an",  "were", "we",  "their", "been", "has",
     "have", "will", "would", "her",  "there", "can", "all", "as",   "if",  "who",   "what", "said"}));
constexpr auto kClauseWords = sorted(
    std::to_array<std::string_view>({"and", "but", "while", "which", "who", "because", "when", "although", "after",
                                     "before", "where", "so", "as", "if", "then", "though", "since", "until"}));
constexpr std::array kOnes = {"zero"sv,    "one"sv,     "two"sv,       "three"sv,    "four"sv,
                              "five"sv,    "six"sv,     "seven"sv,     "eight"sv,    "nine"sv,
                              "ten"sv,     "eleven"sv,  "twelve"sv,    "thirteen"sv, "fourteen"sv,
                              "fifteen"sv, "sixteen"sv, "seventeen"sv, "eighteen"sv, "nineteen"sv};
constexpr std::array kTens = {"twenty"sv, "thirty"sv,  "forty"sv,  "fifty"sv,
                              "sixty"sv,  "seventy"sv, "eighty"sv, "ninety"sv};

template <std::size_t N>
bool in(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::binary_search(words.begin(), words.end(), word);
}

std::int8_t value_of(std::string_view word) {
  if (const auto at = std::find(kOnes.begin(), kOnes.end(), word); at != kOnes.end())
    return static_cast<std::int8_t>(at - kOnes.begin());
  if (const auto at = std::find(kTens.begin(), kTens.end(), word); at != kTens.end())
    return static_cast<std::int8_t>(20 + 10 * (at - kTens.begin()));
  return -1;
}

WordFacts::Clock clock_of(std::string_view word) {
  using Clock = WordFacts::Clock;
  constexpr std::pair<std::string_view, Clock> kRoles[] = {{"past", Clock::Past},       {"to", Clock::To},
                                                           {"half", Clock::Half},       {"quarter", Clock::Quarter},
                                                           {"minutes", Clock::Minutes}, {"a", Clock::A}};
  for (const auto& [role_word, role] : kRoles) {
    if (word == role_word) return role;
  }
  return Clock::None;
}

/// The first `count` characters.
std::string_view first_characters(std::string_view word, int count) {
  std::size_t at = 0;
  for (int i = 0; i < count && at < word.size(); ++i) {
    for (++at; at < word.size() && (static_cast<unsigned char>(word[at]) & 0xC0) == 0x80;) ++at;
  }
  return word.substr(0, at);
}

/// Names are compared by their first five letters, so that Germany and Germans agree; a plural of five has four.
std::string_view name_of(std::string_view word) {
  const std::string_view five = first_characters(word, 5);
  const bool plural =
      five.size() == word.size() && first_characters(word, 4).size() + 1 == word.size() && word.back() == 's';
  return plural ? five.substr(0, five.size() - 1) : five;
}

bool is_ascii_letter(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

std::uint64_t number_anchor(std::string_view canonical) {
  char marked[64];
  if (canonical.size() < sizeof marked) {
    marked[0] = '#';
    std::copy(canonical.begin(), canonical.end(), marked + 1);
    return word_hash({marked, canonical.size() + 1});
  }
  return word_hash("#" + std::string(canonical));
}

std::uint64_t name_anchor(std::string_view word) { return word_hash(name_of(word)); }

void Lexicon::FreeStemmer::operator()(sb_stemmer* stemmer) const noexcept { sb_stemmer_delete(stemmer); }

Lexicon::Lexicon() : stemmer_(sb_stemmer_new("english", "UTF_8")) { forget(); }
Lexicon::~Lexicon() = default;

void Lexicon::begin_text() {
  if (facts_.size() > kMostWords || text_ == ~std::uint32_t{0}) forget();
  ++text_;
}

void Lexicon::forget() {
  facts_.clear();
  slots_.assign(kFirstSlots, kEmpty);
  text_ = 0;
}

std::uint32_t Lexicon::find(std::string_view form, std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const std::uint32_t index = slots_[at];
    if (index == kEmpty) return add(form, hash);
    if (facts_[index].hash == hash) return index;
  }
}

std::uint32_t Lexicon::add(std::string_view form, std::uint64_t hash) {
  if (2 * (facts_.size() + 1) > slots_.size()) grow();
  const auto index = static_cast<std::uint32_t>(facts_.size());
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at] != kEmpty) at = (at + 1) & mask;
  slots_[at] = index;
  WordFacts facts;
  facts.hash = hash;
  facts.base = index;
  analyse(form, facts);
  facts_.push_back(facts);
  const std::size_t apostrophe = form.find('\'');
  if (apostrophe != std::string_view::npos && apostrophe > 0) {
    const std::string_view base_form = form.substr(0, apostrophe);
    const std::uint32_t base = find(base_form, word_hash(base_form));
    const WordFacts& known = facts_[base];
    WordFacts& mine = facts_[index];
    mine.base = base;
    mine.stem = known.stem;
    mine.name = known.name;
    mine.number = known.number;
    mine.stop = known.stop;
    mine.value = -1;
  }
  return index;
}

void Lexicon::analyse(std::string_view form, WordFacts& facts) {
  facts.stop = in(kStop, form);
  facts.function = in(kFunction, form);
  facts.opens_clause = in(kClauseWords, form);
  facts.clock = clock_of(form);
  facts.value = value_of(form);
  facts.name = name_anchor(form);
  if (facts.value > 2) facts.number = number_anchor(std::to_string(facts.value));
  if (form == "dozen") facts.number = number_anchor("12");
  if (facts.stop || form.size() <= 2) return;
  const bool latin = std::any_of(form.begin(), form.end(), is_ascii_letter);
  if (latin && first_characters(form, 2).size() == form.size()) return;
  facts.stem = facts.hash;
  if (!latin) return;
  // Null only when out of memory; the word then stands for its stem.
  const sb_symbol* stem =
      sb_stemmer_stem(stemmer_.get(), reinterpret_cast<const sb_symbol*>(form.data()), static_cast<int>(form.size()));
  if (stem == nullptr) return;
  facts.stem =
      word_hash({reinterpret_cast<const char*>(stem), static_cast<std::size_t>(sb_stemmer_length(stemmer_.get()))});
}

void Lexicon::grow() {
  slots_.assign(2 * slots_.size(), kEmpty);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t index = 0; index < facts_.size(); ++index) {
    std::size_t at = facts_[index].hash & mask;
    while (slots_[at] != kEmpty) at = (at + 1) & mask;
    slots_[at] = index;
  }
}

}  // namespace unspin::text
