#include "engine/postings/term_index.h"

#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace unspin::postings {
namespace {

using shingle::Channel;
using shingle::Term;

using Document = std::map<Term, float>;  // its terms and their rarities

constexpr auto kAny = [](std::uint32_t) { return true; };

std::vector<WeightedTerm> weighted(const Document& document) {
  std::vector<WeightedTerm> terms;
  for (const auto& [term, rarity] : document) terms.push_back({term, rarity});
  return terms;
}

/// Documents of many themes: those of one theme share terms. Some have none at all.
std::vector<Document> random_documents(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  std::vector<Document> documents(count);
  for (Document& document : documents) {
    const std::uint64_t theme = random() % 12;
    const std::size_t terms = random() % 8 == 0 ? 0 : random() % 40;
    for (std::size_t i = 0; i < terms; ++i) {
      const std::uint64_t number = random() % 3 == 0 ? random() % 4000 : 10'000 + theme * 100 + random() % 60;
      const auto channel = static_cast<Channel>(number % 4);
      // Eighths, so that sums are exact and ties are common.
      document[shingle::make_term(number * 0x9E3779B97F4A7C15U, channel)] = static_cast<float>(1 + number % 8) / 8;
    }
  }
  return documents;
}

TermIndex index_of(const std::vector<Document>& documents, std::uint32_t first, std::uint32_t last) {
  TermIndex index(first, last);
  for (std::uint32_t d = first; d < last; ++d) index.add(d, weighted(documents[d]));
  index.seal();
  return index;
}

struct Sums {
  float all = 0;
  float anchors = 0;
  void add(const std::pair<const Term, float>& term) {
    all += term.second;
    if (shingle::channel_of(term.first) == Channel::Anchor) anchors += term.second;
  }
};

Sums total(const Document& document) {
  Sums sums;
  for (const auto& term : document) sums.add(term);
  return sums;
}

/// The slow definition: `doc` against every other one.
template <typename Wanted>
std::vector<Neighbour> expected(const std::vector<Document>& documents, std::uint32_t doc,
                                const NeighbourLimits& limits, Wanted wanted) {
  std::vector<Neighbour> found;
  const Sums mine = total(documents[doc]);
  for (std::uint32_t other = 0; other < documents.size(); ++other) {
    Sums shared;
    std::uint8_t channels = 0;
    for (const auto& term : documents[doc]) {
      if (!documents[other].contains(term.first)) continue;
      shared.add(term);
      channels |= static_cast<std::uint8_t>(1 << static_cast<int>(shingle::channel_of(term.first)));
    }
    if (other == doc || channels == 0 || !wanted(other)) continue;
    const Sums theirs = total(documents[other]);
    const float share = shared.all / std::min(mine.all, theirs.all);
    const float anchors = std::min(mine.anchors, theirs.anchors);
    const float anchor_share = anchors < 3 ? 1 : shared.anchors / anchors;
    const bool much = shared.all >= limits.min_shared && share >= limits.min_share;
    const bool most = shared.all >= limits.short_shared && share >= limits.short_share;
    if (anchor_share >= limits.min_anchor_share && (much || most))
      found.push_back({other, shared.all, share, anchor_share, channels});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Neighbour& x, const Neighbour& y) { return x.shared > y.shared; });
  found.resize(std::min(found.size(), static_cast<std::size_t>(limits.most)));
  return found;
}

void expect_same(const std::vector<Neighbour>& found, const std::vector<Neighbour>& wanted, std::uint32_t doc) {
  ASSERT_EQ(found.size(), wanted.size()) << "of document " << doc;
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].doc, wanted[i].doc) << "of document " << doc;
    EXPECT_EQ(found[i].shared, wanted[i].shared);
    EXPECT_FLOAT_EQ(found[i].share, wanted[i].share);
    EXPECT_FLOAT_EQ(found[i].anchor_share, wanted[i].anchor_share);
    EXPECT_EQ(found[i].channels, wanted[i].channels);
  }
}

TEST(TermIndex, NeighboursAreThoseOfAllPairs) {
  const auto documents = random_documents(3, 400);
  const TermIndex index = index_of(documents, 0, 400);
  NeighbourLimits limits;
  limits.most = 6;
  NeighbourSearch search(index, limits);
  std::size_t found = 0;
  std::size_t full = 0;
  for (std::uint32_t doc = 0; doc < documents.size(); ++doc) {
    const auto wanted = expected(documents, doc, limits, kAny);
    expect_same(search(doc, weighted(documents[doc]), kAny), wanted, doc);
    found += wanted.size();
    full += wanted.size() == 6 ? 1 : 0;
  }
  EXPECT_GT(found, 500U);
  EXPECT_GT(full, 20U) << "the limit must matter";
  EXPECT_LT(full, documents.size());
}

TEST(TermIndex, NeighboursMayLieFarApart) {
  const auto documents = random_documents(3, 400);
  const auto number = [](std::uint32_t doc) { return 7 + 211 * doc; };  // more than are searched at a time
  TermIndex index(7, number(400));
  for (std::uint32_t doc = 0; doc < documents.size(); ++doc) index.add(number(doc), weighted(documents[doc]));
  index.seal();
  NeighbourLimits limits;
  limits.most = 6;
  NeighbourSearch search(index, limits);
  for (std::uint32_t doc = 0; doc < documents.size(); ++doc) {
    auto wanted = expected(documents, doc, limits, kAny);
    for (Neighbour& n : wanted) n.doc = number(n.doc);
    expect_same(search(number(doc), weighted(documents[doc]), kAny), wanted, doc);
  }
}

TEST(TermIndex, OnlyWantedNeighboursTakeAPlace) {
  const auto documents = random_documents(4, 200);
  const TermIndex index = index_of(documents, 0, 200);
  NeighbourLimits limits;
  limits.most = 4;
  NeighbourSearch search(index, limits);
  const auto odd = [](std::uint32_t doc) { return doc % 2 == 1; };
  for (std::uint32_t doc = 0; doc < documents.size(); ++doc)
    expect_same(search(doc, weighted(documents[doc]), odd), expected(documents, doc, limits, odd), doc);
}

TEST(TermIndex, StripesGiveTheNeighboursOfOneIndex) {
  const auto documents = random_documents(5, 300);
  const TermIndex whole = index_of(documents, 0, 300);
  NeighbourLimits limits;
  limits.most = 6;
  NeighbourSearch search(whole, limits);
  for (const std::vector<std::uint32_t>& cuts :
       {std::vector<std::uint32_t>{0, 100, 200, 300}, {0, 1, 299, 300}, {0, 0, 300, 300}}) {
    std::vector<TermIndex> stripes;
    for (std::size_t s = 0; s + 1 < cuts.size(); ++s) stripes.push_back(index_of(documents, cuts[s], cuts[s + 1]));
    for (std::uint32_t doc = 0; doc < documents.size(); ++doc) {
      const auto terms = weighted(documents[doc]);
      std::vector<Neighbour> joined;
      for (const TermIndex& stripe : stripes) {
        NeighbourSearch search_stripe(stripe, limits);
        const auto& found = search_stripe(doc, terms, kAny);
        joined.insert(joined.end(), found.begin(), found.end());
      }
      NeighbourSearch::keep_best(joined, static_cast<std::size_t>(limits.most));
      expect_same(joined, search(doc, terms, kAny), doc);
    }
  }
}

TEST(TermIndex, ListsAreTheDocumentsOfATerm) {
  const auto documents = random_documents(6, 250);
  const TermIndex index = index_of(documents, 50, 250);
  std::map<Term, std::vector<std::uint32_t>> lists;
  for (std::uint32_t doc = 50; doc < 250; ++doc) {
    for (const auto& [term, rarity] : documents[doc]) lists[term].push_back(doc);
  }
  ASSERT_GT(lists.size(), 500U);
  for (const auto& [term, docs] : lists) {
    const auto found = index.documents(term);
    ASSERT_EQ(std::vector<std::uint32_t>(found.begin(), found.end()), docs);
    EXPECT_TRUE(lists.contains(term + 8) || index.documents(term + 8).empty());
  }
  for (const Term none : {0U, ~0U}) EXPECT_TRUE(lists.contains(none) || index.documents(none).empty());
}

TEST(TermIndex, OfNothingHasNoNeighbours) {
  const auto documents = random_documents(7, 3);
  TermIndex empty(0, 0);
  empty.seal();
  EXPECT_TRUE(NeighbourSearch(empty, {})(0, weighted(documents[0]), kAny).empty());
  const TermIndex index = index_of(documents, 0, 3);
  EXPECT_TRUE(NeighbourSearch(index, {})(9, {}, kAny).empty());
}

TEST(NeighbourLimits, ShortTextsNeedLessButMoreOfTheirs) {
  const NeighbourLimits limits;
  EXPECT_TRUE(limits.admit(limits.min_shared, limits.min_share, 1));
  EXPECT_FALSE(limits.admit(limits.min_shared, limits.min_share / 2, 1));
  EXPECT_FALSE(limits.admit(limits.min_shared / 2, limits.min_share, 1));
  EXPECT_TRUE(limits.admit(limits.short_shared, limits.short_share, 1));
  EXPECT_FALSE(limits.admit(limits.short_shared / 2, 1, 1));
  EXPECT_FALSE(limits.admit(100, 1, limits.min_anchor_share / 2)) << "other names";
}

}  // namespace
}  // namespace unspin::postings
