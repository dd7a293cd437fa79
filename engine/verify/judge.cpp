#include "engine/verify/judge.h"

#include <algorithm>

#include "engine/verify/evidence.h"
#include "engine/verify/features.h"
#include "engine/verify/measures.h"
#include "engine/verify/set_similarity.h"
#include "engine/verify/source.h"
#include "engine/verify/verdict.h"
#include "engine/verify/witnesses.h"

namespace unspin::verify {
namespace {

constexpr double kContrast = 0.3;         // relatedness of a passage above that of the rest of its text
constexpr std::size_t kShort = 300;       // words: a text that is a passage as a whole
constexpr double kHopeless = 0.02;        // probability of whole texts that no witness makes a copy of
constexpr std::size_t kMostAnchors = 40;  // listed of each kind
constexpr double kEnglish = 0.12;         // share of words that are among the fifty function words of English

struct WordCounts {
  std::size_t words = 0;
  std::size_t function = 0;
};

WordCounts count_words(const Article& article) {
  WordCounts counts;
  for (const text::Token& token : article.prose.tokens) {
    counts.words += token.mark ? 0 : 1;
    counts.function += token.function ? 1 : 0;
  }
  return counts;
}

/// All of both texts: what is left out may differ.
bool same_words(const Article& a, const Article& b) {
  if (!a.left_out.empty() || !b.left_out.empty()) return false;
  const auto next = [](const std::vector<text::Token>& tokens, std::size_t i) {
    while (i < tokens.size() && tokens[i].mark) ++i;
    return i;
  };
  const auto& x = a.prose.tokens;
  const auto& y = b.prose.tokens;
  std::size_t i = next(x, 0);
  std::size_t j = next(y, 0);
  while (i < x.size() && j < y.size() && x[i].word == y[j].word) {
    i = next(x, i + 1);
    j = next(y, j + 1);
  }
  return i == x.size() && j == y.size();
}

/// Share of neighbouring passages that follow in b as they do in a.
double order_of(const std::vector<SentencePassage>& passages) {
  if (passages.size() < 2) return 1;
  std::size_t forward = 0;
  for (std::size_t i = 1; i < passages.size(); ++i) forward += passages[i].b_first > passages[i - 1].b_first ? 1 : 0;
  return static_cast<double>(forward) / static_cast<double>(passages.size() - 1);
}

}  // namespace

class Judge::State {
 public:
  State(const RewriteModel& model, double threshold) : model_(model), threshold_(threshold) {}

  Match judge(const Subject& a, const Subject& b, Evidence evidence, const Collection& collection) {
    const double jaccard = overlap(a.shingles, b.shingles).jaccard();
    const Overlap own = overlap(a.own, b.own);
    if (evidence == Evidence::IfAlike && jaccard < threshold_ && too_little(own)) return {};
    const Comparison& comparison = comparer_.relate(a.article, b.article);
    const auto passages = align_passages(a.article, b.article, comparison);

    Match match;
    match.jaccard = jaccard;
    match.containment_a = own.containment_a();
    match.containment_b = own.containment_b();
    match.passages = to_bytes(a.article, b.article, passages);
    Facts facts;
    facts.anchor_share = collection.anchor_share;
    add_words_and_passages(a, b, match, passages, facts);
    const Outlook decided = outlook(facts);
    if (evidence == Evidence::IfAlike && decided == Outlook::NotAlike) return {};
    add_counts(a, b, passages, facts);
    if (evidence == Evidence::Always || decided == Outlook::ByModel) add_probabilities(a, b, collection, facts);
    match.coverage_a = facts.coverage.a;
    match.coverage_b = facts.coverage.b;
    Ruling ruling = rule(facts);
    match.verdict = ruling.verdict;
    match.reasons = std::move(ruling.reasons);
    if (!match.passages.empty()) match.probability = probability_of(match, facts);
    const bool alike = match.verdict != Verdict::SameTopic && match.verdict != Verdict::Unrelated;
    if (alike || evidence == Evidence::Always) add_anchors(a, b, match);
    if (alike) add_source(a, b, facts.coverage, match);
    return match;
  }

 private:
  static void add_anchors(const Subject& a, const Subject& b, Match& match) {
    match.anchors_shared = anchors(a.article, b.article, true, a.document.text, kMostAnchors);
    match.anchors_only_a = anchors(a.article, b.article, false, a.document.text, kMostAnchors);
    match.anchors_only_b = anchors(b.article, a.article, false, b.document.text, kMostAnchors);
  }

  static void add_source(const Subject& a, const Subject& b, const Coverage& coverage, Match& match) {
    SourceOpinion opinion = likely_source(a.article, b.article, a.document, b.document, coverage);
    match.likely_source = opinion.source;
    for (std::string& reason : opinion.reasons) match.reasons.push_back("source: " + std::move(reason));
  }

  /// So short a text is called a copy only for its very words: nothing else need be measured.
  static bool too_little(const Overlap& overlap) {
    constexpr std::uint32_t kLeastShingles = 40;
    return std::min(overlap.size_a, overlap.size_b) < kLeastShingles &&
           std::max(overlap.containment_a(), overlap.containment_b()) < kContained;
  }

  /// What outlook() looks at.
  void add_words_and_passages(const Subject& a, const Subject& b, const Match& match,
                              const std::vector<SentencePassage>& passages, Facts& facts) const {
    facts.equal_words = same_words(a.article, b.article) && count_words(a.article).words > 0;
    facts.near_duplicate = match.jaccard >= threshold_;
    facts.containment_a = match.containment_a;
    facts.containment_b = match.containment_b;
    facts.coverage = coverage(a.article, b.article, passages);
    facts.passages = passages.size();
  }

  static void add_counts(const Subject& a, const Subject& b, const std::vector<SentencePassage>& passages,
                         Facts& facts) {
    const WordCounts words_a = count_words(a.article);
    const WordCounts words_b = count_words(b.article);
    facts.words_a = words_a.words;
    facts.words_b = words_b.words;
    facts.anchors_a = a.article.anchors.size();
    facts.anchors_b = b.article.anchors.size();
    facts.anchors_shared = count_anchors(a.article, b.article, true);
    facts.order = order_of(passages);
    const std::string host = host_of(a.document.url);
    facts.same_site = !host.empty() && host == host_of(b.document.url);
    facts.dates_differ = a.document.date && b.document.date && *a.document.date != *b.document.date;
    facts.hidden_characters = a.article.prose.hidden_characters + b.article.prose.hidden_characters;
    facts.lookalike_letters = a.article.prose.lookalike_letters + b.article.prose.lookalike_letters;
    const auto english = [](const WordCounts& w) {
      return static_cast<double>(w.function) >= kEnglish * static_cast<double>(w.words);
    };
    facts.english = english(words_a) && english(words_b);
  }

  void add_probabilities(const Subject& a, const Subject& b, const Collection& collection, Facts& facts) {
    const Comparison& comparison = comparer_.measure();
    facts.document_probability = verify::judge(model_, comparison.values).probability;
    if (collection.witnesses && facts.document_probability >= kHopeless)
      hear_witnesses(a, b, comparison, collection, facts);
    facts.passage_probability = passage_probability(comparison, facts);
  }

  void hear_witnesses(const Subject& a, const Subject& b, const Comparison& comparison, const Collection& collection,
                      Facts& facts) {
    const WitnessMeasures measures = witness_measurer_(a.article, b.article, collection.witnesses());
    facts.witnesses = measures.witnesses;
    if (measures.witnesses == 0) return;
    witnessed_ = comparison.values;
    add_witness_values(measures, witnessed_);
    facts.document_probability = judge_witnessed(model_, witnessed_).probability;
  }

  /// Of the better of the two texts' best passages, where it stands out from the rest of its page or is most of it; 0
  /// where none does, or where the texts as a whole decide.
  double passage_probability(const Comparison& comparison, const Facts& facts) {
    if (facts.document_probability >= VerdictThresholds{}.derived) return 0;
    if (!has_related(comparison.a) && !has_related(comparison.b)) return 0;
    const auto [contrast_a, contrast_b] = comparer_.contrasts();
    const bool of_a = contrast_a >= kContrast || facts.words_a <= kShort;
    const bool of_b = contrast_b >= kContrast || facts.words_b <= kShort;
    if (!of_a && !of_b) return 0;
    comparer_.compare_passages();
    double best = 0;
    if (of_a) best = verify::judge_passage(model_, comparison.passage_a.values).probability;
    if (of_b) best = std::max(best, verify::judge_passage(model_, comparison.passage_b.values).probability);
    return best;
  }

  /// Three sentences with a counterpart: fewer make no passage.
  static bool has_related(const SentenceMatches& matches) {
    return std::count_if(matches.relatedness.begin(), matches.relatedness.end(),
                         [](float r) { return r >= kRelated; }) >= 3;
  }

  static double probability_of(const Match& match, const Facts& facts) {
    switch (match.verdict) {
      case Verdict::Exact:
      case Verdict::NearDuplicate:
      case Verdict::Excerpt: return 1;
      default: return std::max(facts.document_probability, facts.passage_probability);
    }
  }

  const RewriteModel& model_;
  double threshold_;
  Comparer comparer_;
  WitnessMeasurer witness_measurer_;
  std::vector<float> witnessed_;
};

Judge::Judge(const RewriteModel& model, double threshold) : state_(std::make_unique<State>(model, threshold)) {}
Judge::Judge(Judge&&) noexcept = default;
Judge::~Judge() = default;

Match Judge::operator()(const Subject& a, const Subject& b, Evidence evidence, const Collection& collection) {
  return state_->judge(a, b, evidence, collection);
}

}  // namespace unspin::verify
