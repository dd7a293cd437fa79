#include "engine/verify/aside_measures.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/verify/articles.h"

namespace unspin::verify {
namespace {

/// The similarity of two types, straight from the vectors.
double similarity(const Article& d, std::uint32_t i, const Article& o, std::uint32_t j) {
  if (d.stems.hashes[d.content.stems[i]] == o.stems.hashes[o.content.stems[j]]) return 1;
  const auto width = static_cast<std::size_t>(d.width);
  double sum = 0;
  for (std::size_t k = 0; k < width; ++k) {
    sum += static_cast<double>(d.content.vectors[i * width + k]) * o.content.vectors[j * width + k];
  }
  return std::clamp(sum / (static_cast<double>(kVectorScale) * static_cast<double>(kVectorScale)), 0., 1.);
}

/// Best match of a type of d within two clauses of `clause` of o.
double match(const Article& d, std::uint32_t type, const Part& o, std::uint32_t clause) {
  double best = 0;
  const ContentWords& words = o.article->content;
  for (std::size_t k = 0; k < words.types.size(); ++k) {
    const std::uint32_t c = words.clauses[k];
    const bool near = c >= o.clauses.first && c < o.clauses.last && c + 2 >= clause && c <= clause + 2;
    if (near) best = std::max(best, similarity(d, type, *o.article, words.types[k]));
  }
  return best;
}

struct SlowMean {
  double sum = 0;
  double weight = 0;
  void add(double value, double w) { sum += value * w, weight += w; }
  double value() const { return weight > 0 ? sum / weight : 0; }
};

/// Word by word, clause by clause.
std::vector<double> slow_asides(const Part& d, const Part& o, const std::vector<std::uint32_t>& path) {
  const ContentWords& words = d.article->content;
  std::map<std::uint32_t, int> count;
  for (std::size_t k = 0; k < words.types.size(); ++k) {
    if (words.clauses[k] >= d.clauses.first && words.clauses[k] < d.clauses.last) ++count[words.types[k]];
  }
  std::set<std::uint64_t> stems_of_o;
  for (std::size_t k = 0; k < o.article->content.types.size(); ++k) {
    const std::uint32_t c = o.article->content.clauses[k];
    if (c >= o.clauses.first && c < o.clauses.last)
      stems_of_o.insert(o.article->stems.hashes[o.article->content.stems[o.article->content.types[k]]]);
  }
  SlowMean rank, synonyms, uncovered, plain, anywhere;
  for (std::size_t k = 0; k < words.types.size(); ++k) {
    const std::uint32_t c = words.clauses[k];
    if (c < d.clauses.first || c >= d.clauses.last) continue;
    const std::uint32_t type = words.types[k];
    const std::uint32_t stem = words.stems[type];
    const bool quoted = words.quoted[k] != 0;
    const double weight = std::min(6., static_cast<double>(d.article->stems.weights[stem])) * (quoted ? .3 : 1);
    const double near = match(*d.article, type, o, o.clauses.first + path[c - d.clauses.first]);
    if (!stems_of_o.contains(d.article->stems.hashes[stem])) synonyms.add(near, weight);
    uncovered.add(near < .35, weight);
    if (d.article->clauses.anchors[c].empty() && d.article->clauses.quoted[c] < .5F) plain.add(near, weight);
    if (count[type] != 1) continue;
    double worse = 0;
    double most = 0;
    for (std::uint32_t there = o.clauses.first; there < o.clauses.last; ++there) {
      const double other = match(*d.article, type, o, there);
      worse += other < near - 1e-6 ? 1 : other <= near + 1e-6 ? .5 : 0;
      most = std::max(most, other);
    }
    if (!quoted) rank.add(worse / o.clauses.size(), weight);
    anywhere.add(most, weight);
  }
  return {rank.value(), synonyms.value(), uncovered.value(), plain.value(), anywhere.value()};
}

TEST(AsideMeasures, AgreeWithTheDefinition) {
  ArticleReader reader = small_model().reader();
  const auto oracle = oracle::read_oracle();
  std::mt19937 random(8);
  AsideMeasurer measurer;
  for (std::size_t p = 0; p < 3; ++p) {
    const Article a = reader.read(oracle.documents.at(oracle.pairs[p].a).text);
    const Article b = reader.read(oracle.documents.at(oracle.pairs[p].b).text);
    TermMap forth;
    TermMap back;
    map_terms(a.stems, b.stems, forth, back);
    measurer.prepare(a, b, forth);
    const auto any_part = [&](const Article& article) {
      const std::uint32_t first = static_cast<std::uint32_t>(random()) % (article.sentences.size() - 4);
      return random() % 2 == 0 ? Part::whole(article) : Part::whole(article).of({first, first + 5});
    };
    for (int round = 0; round < 6; ++round) {
      const Part d = any_part(round % 2 == 0 ? a : b);
      const Part o = any_part(round % 2 == 0 ? b : a);
      std::vector<std::uint32_t> path(d.clauses.size());
      for (std::uint32_t& clause : path) clause = static_cast<std::uint32_t>(random()) % o.clauses.size();
      const AsideMeasures fast = measurer.measure(round % 2, d, o, path);
      const auto slow = slow_asides(d, o, path);
      const std::vector<float> values = {fast.rank, fast.synonyms, fast.uncovered, fast.plain, fast.anywhere};
      for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_NEAR(static_cast<double>(values[i]), slow[i], 1e-4) << i << " of round " << round;
    }
  }
}

TEST(AsideMeasures, OfFewerThanThreeTypesAreNone) {
  ArticleReader reader = small_model().reader();
  const Article a = reader.read("The ferry struck a pier, and nobody was hurt.");
  const Article b = reader.read("Ferry ferry pier.");
  TermMap forth;
  TermMap back;
  map_terms(a.stems, b.stems, forth, back);
  AsideMeasurer measurer;
  measurer.prepare(a, b, forth);
  const std::vector<std::uint32_t> path(a.clauses.size(), 0);
  const AsideMeasures measures = measurer.measure(0, Part::whole(a), Part::whole(b), path);
  EXPECT_EQ(measures.rank, 0);
  EXPECT_EQ(measures.anywhere, 0);
}

}  // namespace
}  // namespace unspin::verify
