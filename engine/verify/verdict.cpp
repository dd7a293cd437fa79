#include "engine/verify/verdict.h"

#include <algorithm>

#include <fmt/format.h>

namespace unspin::verify {
namespace {

constexpr double kMost = 0.5;            // of a text's words in passages: it is derived as a whole
constexpr std::size_t kLeastWords = 80;  // of a text, to be called a rewrite
constexpr std::size_t kSameTopic = 4;    // shared names and numbers
constexpr double kQuotedMostly = 0.5;    // of the passages' words inside quotations
constexpr double kEnoughAnchors = 20;    // weight of the names and numbers in passages, from which they must agree:
constexpr double kAgreedMost = 0.72;     // … share of them that the other text has, where it is higher
constexpr double kRareShared = 0.5;    // share of what is rare in the collection, of texts that go together as a whole
constexpr double kAgreedLeast = 0.45;  // … and where it is lower

int percent(double share) { return static_cast<int>(100 * share + 0.5); }

double novel(std::size_t all, std::size_t shared) {
  return all == 0 ? 0 : 1 - static_cast<double>(std::min(shared, all)) / static_cast<double>(all);
}

/// The same wording with other names and numbers: two forms filled in, two reports of one series.
bool is_form(const Facts& f) {
  const Coverage& c = f.coverage;
  if (f.anchor_share < kRareShared && std::min(c.a, c.b) >= kMost) return true;
  if (std::min(c.anchors_a, c.anchors_b) < kEnoughAnchors) return false;
  return std::max(c.agreed_a, c.agreed_b) < kAgreedMost || std::min(c.agreed_a, c.agreed_b) < kAgreedLeast;
}

void add_for(const Facts& f, std::vector<std::string>& reasons) {
  if (f.passages > 0) {
    reasons.push_back(fmt::format("for: {} aligned passage{}, {} % of A's words and {} % of B's", f.passages,
                                  f.passages == 1 ? "" : "s", percent(f.coverage.a), percent(f.coverage.b)));
  }
  if (f.passages > 0 && f.coverage.verbatim > 0.1)
    reasons.push_back(fmt::format("for: {} % of that nearly word by word", percent(f.coverage.verbatim)));
  const double least = std::min(novel(f.anchors_a, f.anchors_shared), novel(f.anchors_b, f.anchors_shared));
  if (f.anchors_shared >= kSameTopic && least < 0.3) {
    const char text = novel(f.anchors_a, f.anchors_shared) <= novel(f.anchors_b, f.anchors_shared) ? 'A' : 'B';
    reasons.push_back(
        fmt::format("for: {} % of {}'s names and numbers are in the other text", percent(1 - least), text));
  }
  if (f.passages >= 3 && f.order > 0.7) reasons.emplace_back("for: the passages follow in the same order");
  if (f.lookalike_letters >= 3)
    reasons.push_back(fmt::format("for: {} look-alike letters of another script", f.lookalike_letters));
  if (f.hidden_characters >= 10) reasons.push_back(fmt::format("for: {} hidden characters", f.hidden_characters));
}

void add_against(const Facts& f, std::vector<std::string>& reasons) {
  if (f.passages == 0) reasons.emplace_back("against: no passage of one has a counterpart in the other");
  const double least = std::min(novel(f.anchors_a, f.anchors_shared), novel(f.anchors_b, f.anchors_shared));
  if (least >= 0.3)
    reasons.push_back(
        fmt::format("against: {} % or more of each text's names and numbers are its own", percent(least)));
  if (f.passages > 0 && is_form(f))
    reasons.push_back(fmt::format("against: the passages differ in their names and numbers ({} % agree)",
                                  percent(std::max(f.coverage.agreed_a, f.coverage.agreed_b))));
  if (f.passages >= 3 && f.order < 0.4) reasons.emplace_back("against: the passages come in another order");
  if (f.passages > 0 && std::max(f.coverage.a_quoted, f.coverage.b_quoted) > kQuotedMostly)
    reasons.emplace_back("against: what is shared is mostly quotation");
  if (f.passages > 0 && std::max(f.coverage.a, f.coverage.b) < kMost)
    reasons.emplace_back("against: most of both texts has no counterpart");
}

/// Verdicts by counting alone.
bool rule_by_words(const Facts& f, Ruling& ruling) {
  if (f.equal_words) {
    ruling = {Verdict::Exact, {"for: the same words in the same order"}};
    return true;
  }
  if (f.near_duplicate) {
    ruling = {Verdict::NearDuplicate, {"for: word 5-grams are the same at or above the threshold"}};
    return true;
  }
  if (outlook(f) != Outlook::ByWords) return false;
  const double contained = std::max(f.containment_a, f.containment_b);
  const char shorter = f.containment_a >= f.containment_b ? 'A' : 'B';
  ruling = {Verdict::Excerpt,
            {fmt::format("for: {} % of {}'s word 5-grams are in the other text", percent(contained), shorter)}};
  return true;
}

/// Why a text that may be derived is not called so; empty when nothing stands in the way.
std::string obstacle(const Facts& f, const VerdictThresholds& t) {
  if (std::min(f.words_a, f.words_b) < kLeastWords)
    return fmt::format("inconclusive: the shorter text has {} words, fewer than {}", std::min(f.words_a, f.words_b),
                       kLeastWords);
  if (std::min(f.anchors_a, f.anchors_b) == 0 && f.document_probability < t.certain)
    return "inconclusive: a text without names and numbers";
  if (std::max(f.coverage.a_quoted, f.coverage.b_quoted) > kQuotedMostly)
    return "inconclusive: what is shared is mostly quotation";
  return {};
}

Verdict derived_verdict(const Facts& f, const VerdictThresholds& t) {
  if (f.same_site && f.dates_differ) return Verdict::Updated;
  const bool whole = std::max(f.coverage.a, f.coverage.b) >= kMost && f.document_probability >= t.derived;
  return whole ? Verdict::Rewrite : Verdict::PartialRewrite;
}

Ruling rule_by_model(const Facts& f, const VerdictThresholds& t) {
  const double probability = std::max(f.document_probability, f.passage_probability);
  if (outlook(f) == Outlook::NotAlike || probability < t.possible)
    return {f.anchors_shared >= kSameTopic ? Verdict::SameTopic : Verdict::Unrelated, {}};
  if (std::string why = obstacle(f, t); !why.empty()) return {Verdict::Inconclusive, {std::move(why)}};
  if (probability >= t.derived) return {derived_verdict(f, t), {}};
  const bool passage = f.passage_probability > f.document_probability;
  return {Verdict::Inconclusive,
          {passage ? "inconclusive: a passage has a counterpart, most of the text has none"
                   : "inconclusive: more alike than two reports on one subject, less than a rewrite"}};
}

}  // namespace

Outlook outlook(const Facts& f) {
  if (f.equal_words || f.near_duplicate) return Outlook::ByWords;
  if (f.passages == 0 || is_form(f)) return Outlook::NotAlike;
  return std::max(f.containment_a, f.containment_b) >= kContained ? Outlook::ByWords : Outlook::ByModel;
}

Ruling rule(const Facts& facts, const VerdictThresholds& thresholds) {
  Ruling ruling;
  if (!rule_by_words(facts, ruling)) ruling = rule_by_model(facts, thresholds);
  add_for(facts, ruling.reasons);
  add_against(facts, ruling.reasons);
  if (facts.same_site && facts.dates_differ) ruling.reasons.emplace_back("note: two versions on one site");
  const bool by_model = ruling.verdict != Verdict::Exact && ruling.verdict != Verdict::NearDuplicate &&
                        ruling.verdict != Verdict::Excerpt;
  if (facts.witnesses > 0 && by_model) {
    ruling.reasons.push_back(
        fmt::format("note: {} other text{} on the same event heard", facts.witnesses, facts.witnesses == 1 ? "" : "s"));
  }
  if (!facts.english && by_model) ruling.reasons.emplace_back("note: not English; the model was trained on English");
  return ruling;
}

}  // namespace unspin::verify
