#include "engine/verify/alignment.h"

#include <cmath>
#include <random>
#include <set>

#include "engine/verify/cosines.h"
#include "tests/verify/articles.h"

namespace unspin::verify {
namespace {

// --- paths

struct Table {
  std::size_t n;
  std::size_t m;
  std::vector<float> y;

  Matrix matrix() const { return {y.data(), n, m, m}; }
};

/// A few good matches among many poor ones, without ties.
Table random_table(std::mt19937& random, std::size_t n, std::size_t m) {
  std::uniform_real_distribution<float> any(0, 1);
  Table table{n, m, std::vector<float>(n * m)};
  for (float& value : table.y) value = any(random) < .2F ? any(random) : .2F * any(random);
  return table;
}

/// The sum that a path earns, in double.
double worth(const Table& table, const std::vector<std::uint32_t>& columns) {
  double sum = 0;
  for (std::size_t i = 0; i < table.n; ++i) {
    sum += static_cast<double>(table.y[i * table.m + columns[i]]);
    if (i > 0) sum -= static_cast<double>(kStepCost * step_share(std::int64_t{columns[i]} - columns[i - 1]));
  }
  return sum;
}

/// Viterbi as it is written down: every column from every column. O(n m^2).
double best_worth(const Table& table) {
  std::vector<double> sums(table.y.begin(), table.y.begin() + static_cast<std::ptrdiff_t>(table.m));
  for (std::size_t i = 1; i < table.n; ++i) {
    std::vector<double> next(table.m, -1e9);
    for (std::size_t k = 0; k < table.m; ++k) {
      for (std::size_t j = 0; j < table.m; ++j) {
        const auto step = static_cast<std::int64_t>(k) - static_cast<std::int64_t>(j);
        const double sum =
            sums[j] - static_cast<double>(kStepCost * step_share(step)) + static_cast<double>(table.y[i * table.m + k]);
        next[k] = std::max(next[k], sum);
      }
    }
    sums = next;
  }
  return *std::max_element(sums.begin(), sums.end());
}

TEST(Path, IsTheBestOfAllPaths) {
  std::mt19937 random(3);
  PathFinder finder;
  Path path;
  for (int round = 0; round < 400; ++round) {
    const Table table = random_table(random, 1 + random() % 30, 1 + random() % 30);
    finder.find(table.matrix(), path);
    ASSERT_EQ(path.columns.size(), table.n);
    EXPECT_NEAR(worth(table, path.columns), best_worth(table), 1e-5);
  }
}

TEST(Path, BreaksAreTheStepsBeside) {
  std::mt19937 random(4);
  PathFinder finder;
  Path path;
  for (int round = 0; round < 100; ++round) {
    const Table table = random_table(random, 2 + random() % 20, 1 + random() % 20);
    finder.find(table.matrix(), path);
    for (std::size_t i = 0; i < table.n; ++i) {
      float expected = 0;
      if (i > 0) expected += step_share(std::int64_t{path.columns[i]} - path.columns[i - 1]) / 2;
      if (i + 1 < table.n) expected += step_share(std::int64_t{path.columns[i + 1]} - path.columns[i]) / 2;
      EXPECT_FLOAT_EQ(path.breaks[i], expected);
    }
  }
}

TEST(Path, OrderCostsNothingAndDisorderDoes) {
  PathFinder finder;
  Path path;
  Table diagonal{5, 5, std::vector<float>(25, 0)};
  for (std::size_t i = 0; i < 5; ++i) diagonal.y[i * 5 + i] = 1;
  finder.find(diagonal.matrix(), path);
  EXPECT_EQ(path.columns, (std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(path.breaks, std::vector<float>(5, 0));
  Table reversed{9, 9, std::vector<float>(81, 0)};
  for (std::size_t i = 0; i < 9; ++i) reversed.y[i * 9 + (i * 5) % 9] = 1;
  finder.find(reversed.matrix(), path);
  EXPECT_EQ(path.columns[1], 5U);
  EXPECT_EQ(path.breaks[4], 1);
  const Table nothing{3, 4, std::vector<float>(12, 0)};
  finder.find(nothing.matrix(), path);
  EXPECT_EQ(path.columns, (std::vector<std::uint32_t>{0, 0, 0}));  // ties go to the first
}

TEST(Path, APartOfATableIsATable) {
  std::mt19937 random(5);
  const Table table = random_table(random, 12, 14);
  Table part{5, 6, {}};
  for (std::size_t i = 3; i < 8; ++i) {
    for (std::size_t j = 4; j < 10; ++j) part.y.push_back(table.y[i * 14 + j]);
  }
  PathFinder finder;
  Path of_part;
  Path of_copy;
  finder.find(table.matrix().part(3, 4, 5, 6), of_part);
  finder.find(part.matrix(), of_copy);
  EXPECT_EQ(of_part.columns, of_copy.columns);
}

TEST(Path, OfNothingIsNothing) {
  PathFinder finder;
  Path path;
  finder.find({nullptr, 0, 0, 0}, path);
  EXPECT_TRUE(path.columns.empty());
}

// --- similarities

using Weights = std::map<std::uint64_t, double>;

/// Weighted Jaccard similarity of sets.
double jaccard(const Weights& a, const Weights& b) {
  double both = 0;
  double all = 0;
  for (const auto& [term, weight] : a) {
    all += weight;
    if (b.contains(term)) both += weight;
  }
  for (const auto& [term, weight] : b) {
    if (!a.contains(term)) all += weight;
  }
  return all > 0 ? both / all : 0;
}

Weights terms(std::span<const std::uint32_t> ids, const Vocabulary& vocabulary) {
  Weights out;
  for (const std::uint32_t id : ids) out[vocabulary.hashes[id]] = static_cast<double>(vocabulary.weights[id]);
  return out;
}

double cosine(const Article& article_a, const Units& a, std::size_t i, const Units& b, std::size_t j) {
  const auto width = static_cast<std::size_t>(article_a.width);
  double sum = 0;
  for (std::size_t k = 0; k < width; ++k) sum += double{1} * a.vectors[i * width + k] * b.vectors[j * width + k];
  return sum / static_cast<double>(kVectorScale) / static_cast<double>(kVectorScale);
}

void check_similarities(const Article& a, const Units& in_a, const Article& b, const Units& in_b) {
  TermMap stems[2];
  TermMap anchors[2];
  map_terms(a.stems, b.stems, stems[0], stems[1]);
  map_terms(a.anchors, b.anchors, anchors[0], anchors[1]);
  Similarities similarities;
  similarities.compute(a, in_a, in_b, stems[0], anchors[0]);
  ASSERT_EQ(similarities.y().rows, in_a.size());
  ASSERT_EQ(similarities.y().columns, in_b.size());
  for (std::uint32_t i = 0; i < in_a.size(); ++i) {
    for (std::uint32_t j = 0; j < in_b.size(); ++j) {
      const double c = cosine(a, in_a, i, in_b, j);
      const bool no_anchors = in_a.anchors[i].empty() && in_b.anchors[j].empty();
      const double lexical = jaccard(terms(in_a.stems[i], a.stems), terms(in_b.stems[j], b.stems));
      const double anchor =
          no_anchors ? .3 : jaccard(terms(in_a.anchors[i], a.anchors), terms(in_b.anchors[j], b.anchors));
      EXPECT_NEAR(similarities.cosine()[i][j], c, 1e-5);
      EXPECT_NEAR(similarities.y()[i][j], .5 * c + .25 * lexical + .25 * anchor, 1e-5);
      EXPECT_EQ(similarities.y_turned()[j][i], similarities.y()[i][j]);
      EXPECT_EQ(similarities.cosine_turned()[j][i], similarities.cosine()[i][j]);
    }
  }
}

TEST(Similarities, AgreeWithSetsAndVectors) {
  ArticleReader reader = small_model().reader();
  const auto oracle = oracle::read_oracle();
  for (std::size_t i = 0; i < 3; ++i) {
    const Article a = reader.read(oracle.documents.at(oracle.pairs[i].a).text);
    const Article b = reader.read(oracle.documents.at(oracle.pairs[i].b).text);
    check_similarities(a, a.sentences, b, b.sentences);
    check_similarities(a, a.clauses, b, b.clauses);
  }
}

TEST(TermMap, JoinsEqualHashes) {
  std::mt19937_64 random(9);
  for (int round = 0; round < 50; ++round) {
    Vocabulary a;
    Vocabulary b;
    std::set<std::uint64_t> in_a;
    std::set<std::uint64_t> in_b;
    for (int i = 0; i < 60; ++i) {
      in_a.insert(random() % 100);
      in_b.insert(random() % 100);
    }
    a.hashes.assign(in_a.begin(), in_a.end());
    b.hashes.assign(in_b.begin(), in_b.end());
    TermMap forth;
    TermMap back;
    map_terms(a, b, forth, back);
    for (std::size_t i = 0; i < a.size(); ++i) {
      ASSERT_EQ(forth[i] != kNoTerm, in_b.contains(a.hashes[i]));
      EXPECT_TRUE(forth[i] == kNoTerm || b.hashes[forth[i]] == a.hashes[i]);
    }
    for (std::size_t j = 0; j < b.size(); ++j) {
      ASSERT_EQ(back[j] != kNoTerm, in_a.contains(b.hashes[j]));
      EXPECT_TRUE(back[j] == kNoTerm || forth[back[j]] == j);
    }
  }
}

}  // namespace
}  // namespace unspin::verify
