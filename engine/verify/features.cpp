#include "engine/verify/features.h"

#include <algorithm>
#include <optional>

#include "engine/verify/measures.h"

namespace unspin::verify {
namespace {

/// A row: what a feature is called, and where its value is.
template <typename Of>
struct Row {
  std::string_view name;
  std::string_view unit;
  std::string_view meaning;
  float Of::* value;
  Direction direction = Direction::For;
};

constexpr Row<PairMeasures> kPairRows[] = {
    {"stem_max", "weighted share", "stems in both, of those of the poorer text", &PairMeasures::stem_max,
     Direction::Either},
    {"mention_order", "Kendall's tau", "do the common names and numbers come up in the same order",
     &PairMeasures::mention_order},
    {"forward", "share", "mutual partners whose next one lies one to three sentences further on",
     &PairMeasures::forward},
    {"verbatim_min", "share", "words in common 5-grams outside quotations, in the text with fewer",
     &PairMeasures::verbatim_min, Direction::Either},
    {"verbatim_max", "share", "the same in the text with more", &PairMeasures::verbatim_max, Direction::Either},
    {"function", "share", "common 5-grams of function words inside sentences", &PairMeasures::function,
     Direction::Either},
    {"centre", "cosine", "of the two texts as a whole", &PairMeasures::centre, Direction::Either},
};

constexpr Row<LevelMeasures> kLevelRows[] = {
    {"path", "similarity", "mean along the best path, by words, quotations less", &LevelMeasures::path},
    {"path_lost", "similarity", "what the best path gives up for order", &LevelMeasures::path_lost, Direction::Against},
    {"path_breaks", "share", "steps of the best path that break the other text's order", &LevelMeasures::path_breaks,
     Direction::Against},
    {"related", "relatedness", "mean over the units, by words", &LevelMeasures::related},
};

constexpr Row<SideMeasures> kSideRows[] = {
    {"once_beside", "weighted share",
     "words used once, no names, numbers or quotations, that the other text has at the aligned place: asides",
     &SideMeasures::once_beside},
    {"leaps", "share", "steps of the best path of the clauses to a sentence more than two away", &SideMeasures::leaps,
     Direction::Against},
};

constexpr Row<AnchorMeasures> kAnchorRows[] = {
    {"anchors_min", "weighted share", "names and numbers that the other text accounts for, of the text with fewer such",
     &AnchorMeasures::contained_min, Direction::Either},
    {"anchors_max", "weighted share", "the same of the text with more", &AnchorMeasures::contained_max,
     Direction::Either},
    {"anchors_jaccard", "weighted share", "names and numbers that are accounted for, of those in either text",
     &AnchorMeasures::jaccard, Direction::Either},
    {"names_novel_min", "weighted share", "names that the other text does not account for, in the text with fewer",
     &AnchorMeasures::names_novel_min, Direction::Against},
    {"names_novel_max", "weighted share", "the same in the text with more", &AnchorMeasures::names_novel_max,
     Direction::Against},
    {"numbers_novel_min", "weighted share", "numbers that the other text does not account for, in the text with fewer",
     &AnchorMeasures::numbers_novel_min, Direction::Against},
    {"numbers_novel_max", "weighted share", "the same in the text with more", &AnchorMeasures::numbers_novel_max,
     Direction::Against},
    {"novel_clauses_min", "share", "clauses with much that the other text does not account for, in the text with fewer",
     &AnchorMeasures::novel_clauses_min, Direction::Against},
    {"novel_clauses_max", "share", "the same in the text with more", &AnchorMeasures::novel_clauses_max,
     Direction::Against},
    {"novel_by_clause_min", "weighted share",
     "names and numbers that the other text does not account for, clause by clause, in the text with fewer",
     &AnchorMeasures::novel_by_clause_min, Direction::Against},
    {"novel_by_clause_max", "weighted share", "the same in the text with more", &AnchorMeasures::novel_by_clause_max,
     Direction::Against},
    {"novel_weight_min", "log(1 + IDF)",
     "all names and numbers that the other text does not account for, in the text with less",
     &AnchorMeasures::novel_weight_min, Direction::Against},
    {"novel_weight_max", "log(1 + IDF)", "the same in the text with more", &AnchorMeasures::novel_weight_max,
     Direction::Against},
};

constexpr Row<AsideMeasures> kAsideRows[] = {
    {"aside_rank", "share",
     "words used once, outside quotations: places of the other text that match worse than the "
     "aligned one",
     &AsideMeasures::rank, Direction::Either},
    {"aside_synonyms", "similarity", "words that the other text lacks: best match near the aligned place",
     &AsideMeasures::synonyms, Direction::Either},
    {"aside_uncovered", "weighted share", "words without a match near the aligned place", &AsideMeasures::uncovered,
     Direction::Either},
    {"aside_plain", "similarity",
     "words of clauses without names, numbers and quotations: best match near the aligned "
     "place",
     &AsideMeasures::plain, Direction::Either},
    {"aside_anywhere", "similarity", "words used once: best match anywhere", &AsideMeasures::anywhere,
     Direction::Either},
};

constexpr Row<QuotationMeasures> kQuotationRows[] = {
    {"quotes_reworded_share", "weighted share", "quoted words in other words in the other text, of all quoted words",
     &QuotationMeasures::reworded_share, Direction::Either},
    {"quotes_reworded", "share", "the same, of all words", &QuotationMeasures::reworded, Direction::Either},
    {"quotes_verbatim_share", "weighted share", "quoted words of quotations that the other text has word for word",
     &QuotationMeasures::verbatim_share, Direction::Either},
    {"quotes_new_max", "share", "words of quotations that the other text does not have, in the text with more",
     &QuotationMeasures::new_max, Direction::Either},
};

constexpr Row<PassageMeasures> kPassageRows[] = {
    {"c.path", "similarity", "mean along the best path of the clauses", &PassageMeasures::clause_path},
    {"leaps", "share", "steps of that path to a sentence more than two away", &PassageMeasures::leaps,
     Direction::Against},
    {"path", "similarity", "mean along the best path of the sentences, by words, quotations less",
     &PassageMeasures::path},
    {"anchors", "weighted share", "names and numbers that the other text accounts for", &PassageMeasures::anchors},
    {"names_novel", "weighted share", "names that the other text does not account for", &PassageMeasures::names_novel,
     Direction::Against},
    {"numbers_novel", "weighted share", "numbers that the other text does not account for",
     &PassageMeasures::numbers_novel, Direction::Against},
    {"novel_clauses", "share", "clauses with much that the other text does not account for",
     &PassageMeasures::novel_clauses, Direction::Against},
    {"verbatim", "share", "words in common 5-grams outside quotations", &PassageMeasures::verbatim},
    {"function", "share", "5-grams of function words that the other text has, too", &PassageMeasures::function},
    {"once_beside", "weighted share", "asides that the other text has at the aligned place",
     &PassageMeasures::once_beside},
    {"stems", "weighted share", "stems that the other text has, too", &PassageMeasures::stems, Direction::Either},
    {"spread", "log ratio", "words of the other text that the path covers, to those of the passage",
     &PassageMeasures::spread, Direction::Against},
    {"quotes_reworded_share", "weighted share", "quoted words in other words in the other text, of all quoted words",
     &PassageMeasures::quotes_reworded, Direction::Either},
    {"inside", "relatedness", "mean over the sentences of the passage", &PassageMeasures::inside},
    {"outside", "relatedness", "mean over the sentences of the text outside the passage", &PassageMeasures::outside,
     Direction::Either},
    {"contrast", "relatedness", "how much better the passage is related than the rest", &PassageMeasures::contrast,
     Direction::Either},
};

constexpr Row<Association> kAssociationRows[] = {
    {"mean_high", "association", "mean over the witnesses, of the text where it is greater", &Association::mean_high,
     Direction::Either},
    {"mean", "association", "mean over the witnesses and both texts", &Association::mean, Direction::Either},
    {"most", "association", "greatest of any witness and text", &Association::most, Direction::Either},
    {"most_low", "association", "greatest of any witness, of the text where that is less", &Association::most_low,
     Direction::Either},
};

constexpr std::string_view kPassageShare = "passage_share";

template <typename Of, std::size_t N>
void add_rows(const std::string& prefix, const Row<Of> (&rows)[N], std::vector<Feature>& out) {
  for (const Row<Of>& row : rows) {
    out.push_back({prefix + std::string(row.name), row.unit, row.meaning, row.direction});
  }
}

template <typename Of, std::size_t N>
void add_values(const Of& of, const Row<Of> (&rows)[N], std::vector<float>& out) {
  for (const Row<Of>& row : rows) out.push_back(of.*row.value);
}

std::vector<Feature> make_features() {
  std::vector<Feature> out;
  for (const std::string scope : {"", "x."}) {
    add_rows(scope, kPairRows, out);
    for (const std::string side : {"hi_", "lo_"}) {
      add_rows(scope + side, kLevelRows, out);
      add_rows(scope + side + "c.", kLevelRows, out);
      add_rows(scope + side, kSideRows, out);
      add_rows(scope + side, kAsideRows, out);
    }
    add_rows(scope, kAnchorRows, out);
    if (scope.empty()) add_rows(scope, kQuotationRows, out);
  }
  out.push_back({std::string(kPassageShare), "share", "words of the cut text that the passage of the x. features holds",
                 Direction::For});
  return out;
}

std::vector<Feature> make_passage_features() {
  std::vector<Feature> out;
  add_rows("", kPassageRows, out);
  add_rows("", kAsideRows, out);
  return out;
}

std::vector<Feature> make_witness_features() {
  std::vector<Feature> out;
  for (const std::string things : {"w.names_", "w.words_", "w.clauses_"}) add_rows(things, kAssociationRows, out);
  return out;
}

std::vector<std::string> names_of(const std::vector<Feature>& features) {
  std::vector<std::string> names;
  for (const Feature& feature : features) names.push_back(feature.name);
  return names;
}

/// In the order of make_features().
void add_measures(const Measures& measures, std::vector<float>& out) {
  add_values(measures.pair, kPairRows, out);
  for (const bool high : {true, false}) {
    const SideMeasures& side = high ? measures.high : measures.low;
    add_values(side.sentences, kLevelRows, out);
    add_values(side.clauses, kLevelRows, out);
    add_values(side, kSideRows, out);
    add_values(high ? measures.high_asides : measures.low_asides, kAsideRows, out);
  }
  add_values(measures.anchors, kAnchorRows, out);
}

SentenceMatches related_of(const UnitMeasures& measures) { return {measures.partner, measures.related}; }

}  // namespace

const std::vector<Feature>& features() {
  static const std::vector<Feature> instance = make_features();
  return instance;
}

const std::vector<std::string>& feature_names() {
  static const std::vector<std::string> instance = names_of(features());
  return instance;
}

const std::vector<Feature>& passage_features() {
  static const std::vector<Feature> instance = make_passage_features();
  return instance;
}

const std::vector<std::string>& passage_feature_names() {
  static const std::vector<std::string> instance = names_of(passage_features());
  return instance;
}

const std::vector<Feature>& witness_features() {
  static const std::vector<Feature> instance = make_witness_features();
  return instance;
}

const std::vector<std::string>& witnessed_feature_names() {
  static const std::vector<std::string> instance = [] {
    std::vector<std::string> names = feature_names();
    for (const Feature& feature : witness_features()) names.push_back(feature.name);
    return names;
  }();
  return instance;
}

void add_witness_values(const WitnessMeasures& measures, std::vector<float>& out) {
  for (const Association& things : {measures.names, measures.words, measures.clauses})
    add_values(things, kAssociationRows, out);
}

class Comparer::State {
 public:
  const Comparison& relate(const Article& a, const Article& b) {
    comparison_.values.clear();
    comparison_.passage_a = {0, a.sentences.size(), {}};
    comparison_.passage_b = {0, b.sentences.size(), {}};
    if (a.empty() || b.empty()) return nothing_in_common(a, b);
    articles_[0] = &a;
    articles_[1] = &b;
    measurer_.relate(a, b);
    comparison_.a = related_of(measurer_.sentences_a());
    comparison_.b = related_of(measurer_.sentences_b());
    return comparison_;
  }

  const Comparison& measure() {
    if (articles_[0] == nullptr) {
      comparison_.values.assign(features().size(), 0);
      return comparison_;
    }
    measurer_.prepare();
    const Part whole_a = Part::whole(*articles_[0]);
    const Part whole_b = Part::whole(*articles_[1]);
    const Measures whole = measurer_.measure(whole_a, whole_b);
    add_measures(whole, comparison_.values);
    add_values(measurer_.measure_quotations(whole_a, whole_b), kQuotationRows, comparison_.values);
    add_passage(whole_a, whole_b, whole);
    return comparison_;
  }

  [[nodiscard]] std::pair<float, float> contrasts() const {
    if (articles_[0] == nullptr) return {0.0F, 0.0F};
    return {contrast_of(*articles_[0], comparison_.a.relatedness),
            contrast_of(*articles_[1], comparison_.b.relatedness)};
  }

  void compare_passages() {
    compare_passage(0, comparison_.a.relatedness, comparison_.passage_a);
    compare_passage(1, comparison_.b.relatedness, comparison_.passage_b);
  }

 private:
  static SentenceMatches nothing(const Article& article) {
    const std::vector<std::uint32_t> first(article.sentences.size());
    return {first, std::vector<float>(article.sentences.size())};
  }

  const Comparison& nothing_in_common(const Article& a, const Article& b) {
    articles_[0] = nullptr;
    articles_[1] = nullptr;
    comparison_.a = nothing(a);
    comparison_.b = nothing(b);
    return comparison_;
  }

  /// The text whose best passage is the smaller share of it is cut to it.
  void add_passage(const Part& a, const Part& b, const Measures& whole) {
    const auto cut_a = best_passage(comparison_.a.relatedness, a.article->sentences.words);
    const auto cut_b = best_passage(comparison_.b.relatedness, b.article->sentences.words);
    const float share_a = share(*a.article, cut_a);
    const float share_b = share(*b.article, cut_b);
    if (!cut_a && !cut_b)
      add_measures(whole, comparison_.values);
    else if (share_b <= share_a)
      add_measures(measurer_.measure(a, b.of(*cut_b)), comparison_.values);
    else
      add_measures(measurer_.measure(a.of(*cut_a), b), comparison_.values);
    comparison_.values.push_back(std::min(share_a, share_b));
  }

  static float share(const Article& article, const std::optional<Range>& range) {
    if (!range) return 1;
    float inside = 0;
    float all = 0;
    for (std::uint32_t i = 0; i < article.sentences.size(); ++i) {
      all += article.sentences.words[i];
      if (i >= range->first && i < range->last) inside += article.sentences.words[i];
    }
    return inside / all;
  }

  static float contrast_of(const Article& d, const std::vector<float>& related) {
    return measure_contrast(best_window(related, d.sentences.words), related, d.sentences.words).contrast;
  }

  void compare_passage(int side, const std::vector<float>& related, PassageComparison& out) {
    if (articles_[0] == nullptr) {
      out.values.assign(passage_features().size(), 0);
      return;
    }
    const Article& d = *articles_[side];
    const Range window = best_window(related, d.sentences.words);
    const PassageMeasures measures =
        measurer_.measure_passage(side, Part::whole(d).of(window), Part::whole(*articles_[1 - side]), related);
    out.first = window.first;
    out.last = window.last;
    out.values.clear();
    add_values(measures, kPassageRows, out.values);
    add_values(measures.asides, kAsideRows, out.values);
  }

  Measurer measurer_;
  Comparison comparison_;
  const Article* articles_[2] = {nullptr, nullptr};  // of the last compare(), unless one is empty
};

Comparer::Comparer() : state_(std::make_unique<State>()) {}
Comparer::Comparer(Comparer&&) noexcept = default;
Comparer::~Comparer() = default;

const Comparison& Comparer::compare(const Article& a, const Article& b) {
  state_->relate(a, b);
  return state_->measure();
}
const Comparison& Comparer::relate(const Article& a, const Article& b) { return state_->relate(a, b); }
const Comparison& Comparer::measure() { return state_->measure(); }
std::pair<float, float> Comparer::contrasts() { return state_->contrasts(); }
void Comparer::compare_passages() { state_->compare_passages(); }

std::vector<float> features_of(const Article& a, const Article& b) { return Comparer().compare(a, b).values; }

}  // namespace unspin::verify
