#include "engine/verify/article.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "engine/base/hash.h"
#include "engine/text/prose_selection.h"
#include "engine/text/prose_words.h"
#include "engine/verify/article_terms.h"
#include "engine/verify/cosines.h"
#include "engine/verify/quantities.h"
#include "engine/verify/word_memory.h"

namespace unspin::verify {
namespace {

constexpr std::size_t kGram = 5;  // words

/// Sentences that begin within the first kMostClauses clauses stay.
bool cut_to_size(text::Prose& prose) {
  if (prose.clauses.size() <= kMostClauses) return false;
  std::uint32_t clauses = kMostClauses;
  const std::uint32_t sentence = prose.sentence_of_clause[clauses];
  while (clauses > 0 && prose.sentence_of_clause[clauses - 1] == sentence) --clauses;
  if (clauses == 0) clauses = kMostClauses;  // one sentence without an end
  prose.clauses.resize(clauses);
  prose.sentence_of_clause.resize(clauses);
  prose.sentences.resize(prose.sentence_of_clause.back() + 1);
  prose.tokens.resize(prose.clauses.back().last);
  prose.sentences.back().last = prose.clauses.back().last;
  prose.sentences.back().bytes.end = prose.clauses.back().bytes.end;
  return true;
}

void leave_out_others(Article& article, const OwnSentences& own) {
  article.left_out.clear();
  if (!own) return;
  const std::vector<bool> keep = own(article.prose);
  for (std::size_t s = 0; s < keep.size(); ++s) {
    if (!keep[s]) article.left_out.push_back(article.prose.sentences[s].bytes);
  }
  if (!article.left_out.empty()) text::keep_sentences(article.prose, keep);
}

void count_words(const std::vector<text::Token>& tokens, Units& units) {
  units.words.clear();
  units.quoted.clear();
  for (const text::Unit& unit : units.units) {
    int words = 0;
    int quoted = 0;
    for (std::uint32_t i = unit.first; i < unit.last; ++i) {
      words += !tokens[i].mark;
      quoted += !tokens[i].mark && tokens[i].quoted;
    }
    units.words.push_back(static_cast<float>(std::max(1, words)));
    units.quoted.push_back(static_cast<float>(quoted) / units.words.back());
  }
}

bool has_digits(std::string_view form) { return form.front() >= '0' && form.front() <= '9'; }

/// The values of number words, by their anchors.
std::optional<double> value_of_number_word(std::uint64_t anchor) {
  static const std::unordered_map<std::uint64_t, double> table = [] {
    std::unordered_map<std::uint64_t, double> out;
    for (int value = 3; value < 100; ++value) out[text::number_anchor(std::to_string(value))] = value;
    return out;
  }();
  const auto at = table.find(anchor);
  return at != table.end() ? std::optional(at->second) : std::nullopt;
}

/// Five hashes in a row.
std::uint64_t gram_hash(const std::uint64_t* words) { return base::hash64(words, kGram * sizeof *words); }

}  // namespace

class ArticleReader::State {
 public:
  State(const embed::StaticModel& vectors, const Background& background)
      : background_(background), encoder_(vectors), width_(vectors.width()) {}

  void read(std::string_view utf8, Article& article, const OwnSentences& own) {
    prose_reader_.read(utf8, article.prose);
    leave_out_others(article, own);
    article.cut = cut_to_size(article.prose);
    article.width = width_;
    article.sentences.units = article.prose.sentences;
    article.clauses.units = article.prose.clauses;
    find_terms(article);
    set_terms(article, article.sentences, &article.aside);
    set_terms(article, article.clauses, nullptr);
    mark_asides(article);
    count_words(article.prose.tokens, article.sentences);
    count_words(article.prose.tokens, article.clauses);
    set_first_clauses(article);
    set_vectors(article);
    set_pair_norms(article.sentences);
    set_pair_norms(article.clauses);
    set_grams(article);
    set_forms(article);
    set_anchor_facts(article);
    set_content(article);
  }

 private:
  void find_terms(Article& article) {
    stem_ids_.clear();
    anchor_ids_.clear();
    stem_occurrences_.clear();
    anchor_occurrences_.clear();
    const auto& tokens = article.prose.tokens;
    for (std::uint32_t i = 0; i < tokens.size(); ++i) {
      const text::Token& token = tokens[i];
      const bool barred = token.anchor != 0 || token.quoted;
      const bool digits = token.number && token.stem == token.anchor;
      if (token.stem != 0) add_stem(token.stem, digits, i, barred);
      if (token.number && !digits) add_stem(token.anchor, true, i, barred);
      if (token.anchor == 0) continue;
      const auto weigh = [&] { return background_.anchor_weight(token); };
      anchor_occurrences_.push_back({anchor_ids_.id(token.anchor, token.number, weigh), i, false});
    }
    finish(stem_ids_, stem_occurrences_, article.stems);
    finish(anchor_ids_, anchor_occurrences_, article.anchors);
  }

  void add_stem(std::uint64_t stem, bool number, std::uint32_t token, bool barred) {
    const auto weigh = [&] { return background_.stem_weight(stem); };
    stem_occurrences_.push_back({stem_ids_.id(stem, number, weigh), token, barred});
  }

  static void finish(VocabularyBuilder& builder, std::vector<Occurrence>& occurrences, Vocabulary& vocabulary) {
    builder.finish(vocabulary);
    for (Occurrence& o : occurrences) o.id = builder.what_became()[o.id];
  }

  void set_terms(const Article& article, Units& units, std::vector<std::uint8_t>* barred) {
    incidence_.set_units(units.units, article.prose.tokens.size());
    incidence_.count(stem_occurrences_, article.stems.size(), units.size(), units.with_stem, units.stems, barred);
    incidence_.count(anchor_occurrences_, article.anchors.size(), units.size(), units.with_anchor, units.anchors,
                     nullptr);
    units.stem_weight = sums(units.stems, article.stems.weights);
    units.anchor_weight = sums(units.anchors, article.anchors.weights);
  }

  /// aside: from "was barred" to "may be one".
  static void mark_asides(Article& article) {
    for (std::size_t i = 0; i < article.aside.size(); ++i) {
      const bool number = article.stems.number[article.sentences.stems.items[i]] != 0;
      article.aside[i] = !number && article.aside[i] == 0 ? 1 : 0;
    }
  }

  static void set_first_clauses(Article& article) {
    article.first_clause.assign(1, 0);
    const auto& sentence_of = article.prose.sentence_of_clause;
    for (std::uint32_t c = 1; c < sentence_of.size(); ++c) {
      if (sentence_of[c] != sentence_of[c - 1]) article.first_clause.push_back(c);
    }
    if (article.empty()) article.first_clause.clear();
    article.first_clause.push_back(article.clauses.size());
  }

  /// Clauses: the mean of their tokens but for quotation marks; sentences: of their clauses' tokens.
  void set_vectors(Article& article) {
    const auto width = static_cast<std::size_t>(width_);
    clause_.resize(width);
    sentence_.resize(width);
    article.clauses.vectors.resize(article.clauses.size() * width);
    article.sentences.vectors.resize(article.sentences.size() * width);
    for (std::uint32_t s = 0; s < article.sentences.size(); ++s) {
      std::fill(sentence_.begin(), sentence_.end(), 0.0F);
      embed::Sum of_sentence{sentence_, 0};
      for (std::uint32_t c = article.first_clause[s]; c < article.first_clause[s + 1]; ++c) {
        std::fill(clause_.begin(), clause_.end(), 0.0F);
        embed::Sum of_clause{clause_, 0};
        add_tokens(article.prose, article.clauses.units[c], of_clause);
        for (std::size_t k = 0; k < width; ++k) sentence_[k] += clause_[k];
        of_sentence.count += of_clause.count;
        encoder_.finish(of_clause);
        keep(clause_, &article.clauses.vectors[c * width]);
      }
      encoder_.finish(of_sentence);
      keep(sentence_, &article.sentences.vectors[s * width]);
    }
  }

  void add_tokens(const text::Prose& prose, const text::Unit& unit, embed::Sum& sum) {
    for (std::uint32_t i = unit.first; i < unit.last; ++i) {
      if (prose.tokens[i].sign != '"') encoder_.add(prose.form(prose.tokens[i]), sum);
    }
  }

  static void keep(const std::vector<float>& vector, std::int16_t* out) {
    for (const float value : vector) {
      const float scaled = value * kVectorScale;
      *out++ = static_cast<std::int16_t>(static_cast<int>(scaled + (scaled < 0 ? -0.5F : 0.5F)));
    }
  }

  void set_pair_norms(Units& units) const {
    units.pair_norm.clear();
    const auto vector = [&](std::size_t i) { return units.vectors.data() + i * static_cast<std::size_t>(width_); };
    const auto cosine = [&](std::size_t i, std::size_t j) {
      return static_cast<float>(product(vector(i), vector(j), width_)) / (kVectorScale * kVectorScale);
    };
    float x_square = units.size() == 0 ? 0 : units.words[0] * units.words[0] * cosine(0, 0);  // 0 without a vector
    for (std::size_t i = 0; i + 1 < units.size(); ++i) {
      const float x = units.words[i];
      const float y = units.words[i + 1];
      const float y_square = y * y * cosine(i + 1, i + 1);
      const float square = x_square + y_square + 2 * x * y * cosine(i, i + 1);
      units.pair_norm.push_back(std::sqrt(std::max(square, 1e-12F)));
      x_square = y_square;
    }
  }

  void set_grams(Article& article) {
    article.grams.clear();
    article.function_grams.clear();
    article.first_word.assign(1, 0);
    for (std::uint32_t s = 0; s < article.sentences.size(); ++s) {
      words_.clear();
      function_words_.clear();
      const text::Unit& sentence = article.sentences.units[s];
      for (std::uint32_t i = sentence.first; i < sentence.last; ++i) {
        const text::Token& token = article.prose.tokens[i];
        if (token.mark) continue;
        words_.push_back(token.word);
        if (token.function) function_words_.push_back(token.word);
      }
      const std::uint32_t first = article.first_word.back();
      for (std::uint32_t i = 0; i + kGram <= words_.size(); ++i)
        article.grams.push_back({gram_hash(&words_[i]), first + i});
      for (std::size_t i = 0; i + kGram <= function_words_.size(); ++i)
        article.function_grams.push_back({gram_hash(&function_words_[i]), s});
      article.first_word.push_back(first + static_cast<std::uint32_t>(words_.size()));
    }
    std::sort(article.grams.begin(), article.grams.end());
    std::sort(article.function_grams.begin(), article.function_grams.end());
  }

  void set_forms(Article& article) {
    form_ids_.clear();
    form_occurrences_.clear();
    form_of_token_.assign(article.prose.tokens.size(), kNone);
    const auto& tokens = article.prose.tokens;
    for (std::uint32_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i].mark || has_digits(article.prose.form(tokens[i]))) continue;
      const std::uint32_t id = form_ids_.id(tokens[i].word, false, [] { return 0.0F; });
      form_of_token_[i] = id;
      form_occurrences_.push_back({id, i, false});
    }
    fill_forms(article);
    incidence_.set_units(article.sentences.units, tokens.size());
    incidence_.count(form_occurrences_, article.forms.size(), article.sentences.size(), article.forms.sentences,
                     scratch_lists_, nullptr);
  }

  void fill_forms(Article& article) {
    WordForms& forms = article.forms;
    forms.names.clear();
    forms.canonical.clear();
    forms.beginnings.clear();
    forms.spelling.clear();
    forms.quantities.clear();
    for (const Occurrence& o : form_occurrences_) {
      if (o.id != forms.size()) continue;  // not the first of its form: ids are in the order in which they come
      const text::Token& token = article.prose.tokens[o.token];
      const WordKnowledge& word = memory_(token.word, article.prose.form(token));
      forms.names.push_back(word.name);
      forms.canonical.push_back(word.canonical);
      forms.beginnings.push_back(word.beginning);
      forms.spelling.push_back(word.spelling);
      forms.quantities.push_back(word.quantity);
    }
  }

  void set_anchor_facts(Article& article) {
    AnchorFacts& facts = article.anchor_facts;
    const std::size_t count = article.anchors.size();
    facts.weights.assign(count, 0);
    facts.values.assign(count, kNoValue);
    facts.is_time.assign(count, 0);
    pairs_.clear();
    for (const Occurrence& o : anchor_occurrences_) {
      const text::Token& token = article.prose.tokens[o.token];
      if (token.number) {
        facts.weights[o.id] = article.anchors.weights[o.id];
        set_value(article, token, o.id);
      } else {
        const float weight = article.anchors.weights[o.id] * background_.name_share(token);
        facts.weights[o.id] = std::max(facts.weights[o.id], weight);
        pairs_.emplace_back(o.id, form_of_token_[o.token]);
      }
    }
    std::sort(pairs_.begin(), pairs_.end());
    pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
    facts.forms.begin.assign(count + 1, 0);
    facts.forms.items.clear();
    for (const auto& [anchor, form] : pairs_) {
      ++facts.forms.begin[anchor + 1];
      facts.forms.items.push_back(form);
    }
    for (std::size_t i = 0; i < count; ++i) facts.forms.begin[i + 1] += facts.forms.begin[i];
  }

  static void set_value(Article& article, const text::Token& token, std::uint32_t anchor) {
    const std::string_view form = article.prose.form(token);
    AnchorFacts& facts = article.anchor_facts;
    const bool digits = has_digits(form);
    facts.values[anchor] =
        (digits ? value_of_number(form) : value_of_number_word(token.anchor)).value_or(facts.values[anchor]);
    if (digits && form.find_first_of(".:") != std::string_view::npos) facts.is_time[anchor] = 1;
  }

  void set_content(Article& article) {
    ContentWords& content = article.content;
    content.stems.clear();
    content.vectors.clear();
    content.types.clear();
    content.clauses.clear();
    content.quoted.clear();
    type_of_stem_.assign(article.stems.size(), kNone);
    incidence_.set_units(article.clauses.units, article.prose.tokens.size());
    for (const Occurrence& o : stem_occurrences_) {
      const text::Token& token = article.prose.tokens[o.token];
      if (token.anchor != 0) continue;
      std::uint32_t& type = type_of_stem_[o.id];
      if (type == kNone) {
        if (content.num_types() == kMostTypes) continue;
        type = content.num_types();
        content.stems.push_back(o.id);
        add_word_vector(article.prose.form(token), content.vectors);
      }
      content.types.push_back(type);
      content.clauses.push_back(incidence_.unit_of_token[o.token]);
      content.quoted.push_back(token.quoted ? 1 : 0);
    }
  }

  void add_word_vector(std::string_view form, std::vector<std::int16_t>& out) {
    std::fill(clause_.begin(), clause_.end(), 0.0F);
    embed::Sum sum{clause_, 0};
    encoder_.add(form.substr(0, form.find('\'')), sum);
    encoder_.finish_word(sum);
    out.resize(out.size() + clause_.size());
    keep(clause_, out.data() + (out.size() - clause_.size()));
  }

  const Background& background_;
  text::ProseReader prose_reader_;
  embed::Encoder encoder_;
  int width_;
  VocabularyBuilder stem_ids_;
  VocabularyBuilder anchor_ids_;
  std::vector<Occurrence> stem_occurrences_;
  std::vector<Occurrence> anchor_occurrences_;
  VocabularyBuilder form_ids_;
  std::vector<Occurrence> form_occurrences_;
  std::vector<std::uint32_t> form_of_token_;
  std::vector<std::uint32_t> type_of_stem_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_;
  Lists scratch_lists_;
  WordMemory memory_;
  Incidence incidence_;
  std::vector<float> clause_;
  std::vector<float> sentence_;
  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> function_words_;
};

ArticleReader::ArticleReader(const embed::StaticModel& vectors, const Background& background)
    : state_(std::make_unique<State>(vectors, background)) {}
ArticleReader::ArticleReader(ArticleReader&&) noexcept = default;
ArticleReader::~ArticleReader() = default;

Article ArticleReader::read(std::string_view utf8) {
  Article article;
  state_->read(utf8, article, {});
  return article;
}

void ArticleReader::read(std::string_view utf8, Article& article, const OwnSentences& own) {
  state_->read(utf8, article, own);
}

}  // namespace unspin::verify
