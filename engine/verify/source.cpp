#include "engine/verify/source.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace unspin::verify {
namespace {

constexpr double kDecided = 2;  // log-odds
constexpr double kDay = 86400;  // seconds

/// Adds up signs: positive for a.
class Signs {
 public:
  void add(double log_odds, std::string reason) {
    sum_ += log_odds;
    reasons_.push_back(std::move(reason));
  }
  SourceOpinion opinion() && {
    const LikelySource source = sum_ >= kDecided    ? LikelySource::A
                                : sum_ <= -kDecided ? LikelySource::B
                                                    : LikelySource::Undecided;
    return {source, std::move(reasons_)};
  }

 private:
  double sum_ = 0;
  std::vector<std::string> reasons_;
};

/// +1 when the sign speaks for a as the source, -1 for b.
constexpr double kFor[] = {1, -1};
constexpr char kName[] = {'A', 'B'};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

void add_dates(const Document& a, const Document& b, Signs& signs) {
  if (!a.date || !b.date || std::abs(*a.date - *b.date) < kDay) return;
  const int earlier = *a.date < *b.date ? 0 : 1;
  const double days = std::abs(*a.date - *b.date) / kDay;
  signs.add(2.5 * kFor[earlier], fmt::format("{} is {:.0f} day{} older", kName[earlier], days, days < 1.5 ? "" : "s"));
}

/// One page names the other as the original, in its canonical link or by its site in the text.
void add_attribution(const Document* const documents[2], Signs& signs) {
  for (int copy = 0; copy < 2; ++copy) {
    const Document& of = *documents[copy];
    const Document& other = *documents[1 - copy];
    const std::string host = host_of(other.url);
    if (host.empty() || host == host_of(of.url)) continue;
    if (host_of(of.canonical) == host) {
      signs.add(6 * kFor[1 - copy],
                fmt::format("{} names {} as the original in its canonical link", kName[copy], host));
    } else if (lower(of.text).find(host) != std::string::npos) {
      signs.add(3 * kFor[1 - copy], fmt::format("{} mentions {}", kName[copy], host));
    }
  }
}

/// What is a quotation in one text's passages and reported in other words in the other's was quoted first.
void add_quotations(const Coverage& coverage, Signs& signs) {
  if (coverage.words_a == 0 || coverage.words_b == 0) return;
  const double difference = coverage.a_quoted - coverage.b_quoted;
  if (std::abs(difference) < 0.05) return;
  const int source = difference > 0 ? 0 : 1;
  signs.add(std::min(2.5, 22 * std::abs(difference)) * kFor[source],
            fmt::format("{} quotes where {} reports in its own words", kName[source], kName[1 - source]));
}

/// A text whose names and numbers the other nearly all has, while it lacks many of the other's, looks abridged.
void add_containment(const Article* const articles[2], Signs& signs) {
  double lacked[2];  // share of the anchors that the other text lacks
  for (int side = 0; side < 2; ++side) {
    const Article& of = *articles[side];
    const std::size_t all = of.anchors.size();
    if (all < 5) return;
    lacked[side] = static_cast<double>(count_anchors(of, *articles[1 - side], false)) / static_cast<double>(all);
  }
  const int source = lacked[0] > lacked[1] ? 0 : 1;
  if (lacked[1 - source] > 0.1 || lacked[source] < lacked[1 - source] + 0.15) return;
  signs.add(1 * kFor[source], fmt::format("{} has nearly no name or number that {} lacks, but not the reverse",
                                          kName[1 - source], kName[source]));
}

void add_disguise(const Article* const articles[2], Signs& signs) {
  for (int side = 0; side < 2; ++side) {
    const text::Prose& prose = articles[side]->prose;
    const text::Prose& other = articles[1 - side]->prose;
    if (prose.lookalike_letters >= 3 && other.lookalike_letters == 0)
      signs.add(-3 * kFor[side], fmt::format("{} letters of {} are look-alikes of another script",
                                             prose.lookalike_letters, kName[side]));
    if (prose.hidden_characters >= 10 && other.hidden_characters == 0)
      signs.add(-2 * kFor[side], fmt::format("{} hidden characters in {}", prose.hidden_characters, kName[side]));
  }
}

}  // namespace

std::string host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  std::string_view rest = url.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (const std::size_t user = rest.rfind('@'); user != std::string_view::npos) rest.remove_prefix(user + 1);
  rest = rest.substr(0, rest.find(':', rest.starts_with('[') ? rest.find(']') : 0));
  std::string host = lower(rest);
  if (host.starts_with("www.")) host.erase(0, 4);
  return host;
}

SourceOpinion likely_source(const Article& a, const Article& b, const Document& document_a, const Document& document_b,
                            const Coverage& coverage) {
  const Article* const articles[2] = {&a, &b};
  const Document* const documents[2] = {&document_a, &document_b};
  Signs signs;
  add_attribution(documents, signs);
  add_dates(document_a, document_b, signs);
  add_disguise(articles, signs);
  add_quotations(coverage, signs);
  add_containment(articles, signs);
  return std::move(signs).opinion();
}

}  // namespace unspin::verify
