#include "engine/verify/witnesses.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/verify/articles.h"

namespace unspin::verify {
namespace {

/// A sentence of its own for each letter: four names and some words that no other letter's sentence has.
std::string sentences(std::string_view letters) {
  std::string text;
  for (const char c : letters) {
    const std::string x(1, c);
    text += "Yesterday Mar" + x + "ano visited Zet" + x + "opol with Qu" + x + "ntor and Vel" + x + "mira, b" + x +
            "gglewise and tr" + x + "mbling, past gl" + x + "mmering wh" + x + "rves of fl" + x + "rnish. ";
  }
  return text;
}

/// The words of every sentence, every `step`th first, so that no five of them stand together as in the text, nor as
/// with another step.
std::string reordered(const std::string& text, std::size_t step) {
  std::string out;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = text.find(". ", from);
    std::vector<std::string> words;
    for (std::size_t i = from; i < end;) {
      const std::size_t blank = std::min(text.find(' ', i), end);
      words.push_back(text.substr(i, blank - i));
      i = blank + 1;
    }
    for (std::size_t first = 0; first < step; ++first) {
      for (std::size_t i = first; i < words.size(); i += step) out += words[i] + " ";
    }
    out += ". ";
    from = end + 2;
  }
  return out;
}
std::string copy_of(std::string_view letters) { return reordered(sentences(letters), 2); }
std::string witness_of(std::string_view letters) { return reordered(sentences(letters), 3); }

class Witnesses : public testing::Test {
 protected:
  Article read(const std::string& text) { return reader_.read(text); }
  WitnessMeasures measure(const Article& a, const Article& b, std::vector<const Article*> others) {
    return WitnessMeasurer()(a, b, others);
  }
  ArticleReader reader_ = small_model().reader();
};

TEST_F(Witnesses, OneWhoHasWhatBothHaveSpeaksOfACommonSource) {
  const Article a = read(sentences("abcdefghijklmnop"));
  const Article b = read(copy_of("abcdefghqrst"));       // half of a, and more
  const Article same = read(witness_of("abcdefguvw"));   // of a, only what b has
  const Article free = read(witness_of("abcdijklxyz"));  // of a, half of what b has and half of the rest
  const WitnessMeasures source = measure(a, b, {&same});
  const WitnessMeasures chance = measure(a, b, {&free});
  ASSERT_EQ(source.witnesses, 1U);
  ASSERT_EQ(chance.witnesses, 1U);
  EXPECT_GT(source.names.mean_high, chance.names.mean_high + 2);
  EXPECT_GT(source.words.mean_high, chance.words.mean_high + 2);
  EXPECT_GT(source.clauses.mean_high, chance.clauses.mean_high);
}

TEST_F(Witnesses, TheStandardScoreIsThatOfTheHypergeometricDistribution) {
  const Article a = read(sentences("abcdefghijklmnop"));
  const Article b = read(copy_of("abcdefgh"));
  const Article t = read(witness_of("abcdefij"));
  const WitnessMeasures measures = measure(a, b, {&t});
  // Oracle: counted over the names of a.
  const auto has = [](const Article& x, std::uint64_t name) {
    return std::find(x.anchors.hashes.begin(), x.anchors.hashes.end(), name) != x.anchors.hashes.end();
  };
  double n = 0;
  double in_b = 0;
  double in_t = 0;
  double both = 0;
  for (const std::uint64_t name : a.anchors.hashes) {
    n += 1;
    in_b += has(b, name);
    in_t += has(t, name);
    both += has(b, name) && has(t, name);
  }
  const double variance = in_b * in_t * (n - in_b) * (n - in_t) / (n * n * (n - 1));
  const double of_a = (both - in_b * in_t / n) / std::sqrt(variance + 0.5);
  EXPECT_NEAR(measures.names.mean_high, of_a, 1e-4) << "of b's names a has all: nothing is associated there";
}

TEST_F(Witnesses, OrderOfThePairDoesNotMatter) {
  const Article a = read(sentences("abcdefghijkl"));
  const Article b = read(copy_of("abcdefmnop"));
  const Article t = read(witness_of("abcghmnqr"));
  const Article u = read(witness_of("defghijops"));
  const WitnessMeasures ab = measure(a, b, {&t, &u});
  const WitnessMeasures ba = measure(b, a, {&t, &u});
  EXPECT_EQ(ab.witnesses, 2U);
  for (const auto of : {&WitnessMeasures::names, &WitnessMeasures::words, &WitnessMeasures::clauses}) {
    EXPECT_EQ((ab.*of).mean_high, (ba.*of).mean_high);
    EXPECT_EQ((ab.*of).mean, (ba.*of).mean);
    EXPECT_EQ((ab.*of).most, (ba.*of).most);
    EXPECT_EQ((ab.*of).most_low, (ba.*of).most_low);
    EXPECT_GE((ab.*of).most, (ab.*of).most_low);
  }
}

TEST_F(Witnesses, CopiesAndStrangersAreNotHeard) {
  const Article a = read(sentences("abcdefgh"));
  const Article b = read(copy_of("abcdefgh"));
  const Article copy = read(sentences("abcdefg"));
  const Article stranger = read(witness_of("qrstuvw"));
  const Article empty = read("");
  EXPECT_FALSE(is_witness(copy, a, b));
  EXPECT_FALSE(is_witness(empty, a, b));
  const WitnessMeasures measures = measure(a, b, {&copy, &empty});
  EXPECT_EQ(measures.witnesses, 0U);
  EXPECT_EQ(measures.names.mean, 0);
  EXPECT_EQ(measure(a, b, {}).witnesses, 0U);
  EXPECT_EQ(measure(a, empty, {&b}).witnesses, 0U);
  EXPECT_FALSE(is_witness(stranger, a, b));
}

}  // namespace
}  // namespace unspin::verify
