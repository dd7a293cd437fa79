#include "engine/postings/document_frequency.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "engine/base/hash.h"

namespace unspin::postings {
namespace {

using shingle::Term;

std::vector<std::vector<Term>> random_documents(std::size_t count, std::size_t terms, std::uint32_t distinct) {
  std::mt19937 random(7);
  std::vector<std::vector<Term>> documents;
  for (std::size_t d = 0; d < count; ++d) {
    std::set<Term> of_document;
    while (of_document.size() < terms) {
      // The smaller of two draws: some terms are common, most are rare.
      const std::uint64_t rank = std::min(random() % distinct, random() % distinct);
      of_document.insert(static_cast<Term>(base::hash64_of_16(rank, 0)));
    }
    documents.emplace_back(of_document.begin(), of_document.end());
  }
  return documents;
}

std::map<Term, std::uint32_t> count(const std::vector<std::vector<Term>>& documents) {
  std::map<Term, std::uint32_t> counts;
  for (const auto& document : documents) {
    for (const Term term : document) ++counts[term];
  }
  return counts;
}

TEST(DocumentFrequency, NeverUndercountsAndSeldomOvercounts) {
  const auto documents = random_documents(1000, 150, 100'000);
  DocumentFrequency frequency(documents.size());
  for (const auto& document : documents) frequency.add(document);
  std::size_t over = 0;
  const auto counts = count(documents);
  ASSERT_GT(counts.size(), 50'000U);
  for (const auto& [term, expected] : counts) {
    ASSERT_GE(frequency(term), expected);
    over += frequency(term) > expected ? 1 : 0;
  }
  EXPECT_LT(static_cast<double>(over), 0.02 * static_cast<double>(counts.size()));
  EXPECT_GT(over, 0U) << "two rows of a million counters do overcount: does the test ask?";
}

TEST(DocumentFrequency, ManyThreadsCountAsOneDoes) {
  const auto documents = random_documents(400, 100, 5000);
  DocumentFrequency one(documents.size());
  DocumentFrequency many(documents.size());
  for (const auto& document : documents) one.add(document);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t d = t; d < documents.size(); d += 4) many.add(documents[d]);
      });
    }
  }
  for (const auto& [term, expected] : count(documents)) ASSERT_EQ(many(term), one(term));
}

TEST(DocumentFrequency, IsStoredAndTakenBack) {
  const auto documents = random_documents(100, 50, 1000);
  DocumentFrequency frequency(documents.size());
  for (const auto& document : documents) frequency.add(document);
  DocumentFrequency copy(documents.size());
  for (int row = 0; row < DocumentFrequency::kRows; ++row) {
    ASSERT_TRUE(copy.set_row(row, frequency.row_bytes(row)));
    EXPECT_FALSE(copy.set_row(row, frequency.row_bytes(row).substr(4))) << "of another size";
  }
  for (const auto& [term, expected] : count(documents)) ASSERT_EQ(copy(term), frequency(term));
}

TEST(DocumentFrequency, ATermThatWasNotAddedHasNone) {
  const DocumentFrequency frequency(10);
  for (const Term term : {0U, 1U, ~0U}) EXPECT_EQ(frequency(term), 0U);
}

TEST(DocumentFrequency, RarityIsOneAtTwoDocumentsAndFalls) {
  for (const std::uint64_t num_docs : {2U, 3U, 100U, 1'000'000U}) {
    const DocumentFrequency frequency(num_docs);
    EXPECT_FLOAT_EQ(frequency.rarity(2), 1) << num_docs;
    float last = frequency.rarity(1);
    EXPECT_GT(last, 1);
    for (std::uint32_t df = 2; df <= std::min<std::uint64_t>(num_docs, 2000); ++df) {
      const float rarity = frequency.rarity(df);
      ASSERT_GT(rarity, 0) << df << " of " << num_docs;
      ASSERT_LT(rarity, last) << df << " of " << num_docs;
      last = rarity;
    }
  }
}

TEST(DocumentFrequency, SizeDependsOnTheNumberOfDocumentsOnly) {
  EXPECT_EQ(DocumentFrequency::bytes(0), DocumentFrequency::bytes(1000));
  EXPECT_EQ(DocumentFrequency::bytes(1'000'000), 2 * 4 * (std::uint64_t{1} << 23));
  EXPECT_EQ(DocumentFrequency::bytes(std::uint64_t{1} << 40), 2 * 4 * (std::uint64_t{1} << 27)) << "1 GiB at most";
}

}  // namespace
}  // namespace unspin::postings
