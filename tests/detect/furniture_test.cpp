#include "engine/detect/furniture.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "engine/text/prose.h"

namespace unspin::detect {
namespace {

using shingle::Channel;
using shingle::Term;
using shingle::TermList;

constexpr char kMenu[] = "Please subscribe to our morning newsletter. ";

std::string own(int number) { return "Story " + std::to_string(number) + " has a sentence of its own here. "; }

/// Counts texts as the search for rewrites does.
class Collection {
 public:
  void add(const std::string& text, int times = 1) {
    texts_.insert(texts_.end(), static_cast<std::size_t>(times), list_of(text));
  }

  std::vector<bool> own_sentences(const std::string& text) {
    Furniture furniture(1000);
    for (const TermList& list : texts_) furniture.count(list);
    for (const TermList& list : texts_) furniture.count_own(list);
    return furniture.own_sentences(list_of(text));
  }

 private:
  TermList list_of(const std::string& text) {
    TermList list;
    shingle::terms_of(reader_(text), list);
    return list;
  }

  text::ProseReader reader_;
  std::vector<TermList> texts_;
};

using Own = std::vector<bool>;

TEST(Furniture, IsASentenceOfManyPages) {
  Collection collection;
  for (int i = 0; i < 30; ++i) collection.add(own(i) + kMenu + own(100 + i));
  EXPECT_EQ(collection.own_sentences(own(3) + kMenu + own(103)), (Own{true, false, true}));
  EXPECT_EQ(collection.own_sentences(kMenu + own(3) + own(103)), (Own{false, true, true}));
}

TEST(Furniture, IsNotASentenceOfAFewPages) {
  Collection collection;
  for (int i = 0; i < 5; ++i) collection.add(own(i) + kMenu + own(100 + i));
  EXPECT_EQ(collection.own_sentences(own(3) + kMenu + own(103)), (Own{true, true, true}));
}

TEST(Furniture, ATextThatIsCopiedWidelyKeepsItsOwnSentences) {
  Collection collection;
  collection.add(own(1) + own(2) + own(3), 40);
  EXPECT_EQ(collection.own_sentences(own(1) + own(2) + own(3)), (Own{true, true, true}));
  for (int i = 0; i < 300; ++i) collection.add(own(1000 + i) + kMenu + own(2000 + i));
  EXPECT_EQ(collection.own_sentences(own(1) + kMenu + own(2) + own(3)), (Own{true, false, true, true}));
}

TEST(Furniture, SentencesOfACopiedTextAreNoneInAPageThatTakesThem) {
  Collection collection;
  collection.add(own(1) + own(2) + own(3), 40);
  const std::string page = own(1) + own(51) + own(52) + own(53);
  collection.add(page);
  EXPECT_EQ(collection.own_sentences(page), (Own{true, true, true, true}));
}

TEST(Furniture, MayBeMoreLinesThanTheStory) {
  const std::string menu =
      "Read all of the news today. Tell us your own story. See the weather of the week. Watch the traffic on the "
      "coast. "
      "Solve our crossword of the day. ";
  Collection collection;
  const auto page = [&](int i) {
    return menu + "On Monday the council of the town met again to talk about bridge " + std::to_string(i) +
           ", which has been closed to lorries since an engineer found rust in nine of its girders. Repairs of "
           "bridge " +
           std::to_string(i) + " would take the whole of the summer and cost more than the town earns in a year.\n";
  };
  for (int i = 0; i < 60; ++i) collection.add(page(i));
  EXPECT_EQ(collection.own_sentences(page(7)), (Own{false, false, false, false, false, true, true}));
}

TEST(Furniture, HasAnotherWording) {
  Collection collection;
  for (int i = 0; i < 30; ++i) collection.add(own(i) + kMenu + own(100 + i));
  EXPECT_EQ(collection.own_sentences(own(3) + "Please subscribe to our evening newsletter. " + own(103)),
            (Own{true, true, true}));
  EXPECT_EQ(collection.own_sentences(own(3) + "PLEASE, subscribe to our morning newsletter! " + own(103)),
            (Own{true, false, true}))
      << "case and marks aside";
}

TEST(Furniture, SomethingAlwaysRemains) {
  Collection collection;
  for (int i = 0; i < 30; ++i) collection.add(own(i) + kMenu + own(100 + i));
  EXPECT_EQ(collection.own_sentences(kMenu), Own{true}) << "all of a text";
  EXPECT_EQ(collection.own_sentences(std::string(kMenu) + kMenu), (Own{true, true}));
  EXPECT_EQ(collection.own_sentences(""), Own{});
}

/// The slow definition: a sentence by its words, a count for each.
class Oracle {
 public:
  explicit Oracle(const std::vector<TermList>& texts) {
    for (const TermList& list : texts) {
      for (const Term term : sentences(list)) ++df_[term];
    }
    for (const TermList& list : texts) {
      for (const Term term : sentences(list)) own_[term] += stands_out(list, term) ? 0 : 1;
    }
  }

  Own own_sentences(const TermList& list) {
    Own own;
    for (std::size_t i = 0; i < list.num_sentences(); ++i) {
      const Term term = list.sentence(i).back();
      own.push_back(!stands_out(list, term) || 2 * own_[term] > df_[term]);
    }
    if (std::count(own.begin(), own.end(), true) == 0) own.assign(own.size(), true);
    return own;
  }

 private:
  static std::set<Term> sentences(const TermList& list) {
    std::set<Term> out;
    for (std::size_t i = 0; i < list.num_sentences(); ++i) out.insert(list.sentence(i).back());
    return out;
  }
  bool stands_out(const TermList& list, Term sentence) {
    if (df_[sentence] < 10) return false;
    std::vector<int> df_of_terms;  // of each term that of its sentence
    for (std::size_t i = 0; i < list.num_sentences(); ++i)
      df_of_terms.insert(df_of_terms.end(), list.sentence(i).size(), df_[list.sentence(i).back()]);
    std::sort(df_of_terms.begin(), df_of_terms.end());
    return df_[sentence] >= 5 * df_of_terms[(df_of_terms.size() - 1) / 2];
  }

  std::map<Term, int> df_;
  std::map<Term, int> own_;
};

TEST(Furniture, IsThatOfTheSlowDefinition) {
  std::mt19937 random(5);
  std::vector<TermList> texts(400);
  for (TermList& list : texts) {
    for (std::size_t s = 0; s < random() % 12; ++s) {
      // Few sentences are common, most are rare; what a sentence consists of follows from it.
      const std::uint64_t number = random() % 3 == 0   ? random() % 6
                                   : random() % 2 == 0 ? random() % 60
                                                       : random() % 2000;
      for (std::uint64_t t = 0; t < number % 7; ++t)
        list.terms.push_back(shingle::make_term((number * 8 + t) << 40, Channel::Stem));
      list.terms.push_back(shingle::make_term((std::uint64_t{1} << 63) | number << 40, Channel::Sentence));
      list.ends.push_back(static_cast<std::uint32_t>(list.terms.size()));
    }
  }
  Furniture furniture(texts.size());
  for (const TermList& list : texts) furniture.count(list);
  for (const TermList& list : texts) furniture.count_own(list);
  Oracle oracle(texts);
  std::size_t left_out = 0;
  std::size_t kept = 0;
  for (const TermList& list : texts) {
    const Own own = furniture.own_sentences(list);
    ASSERT_EQ(own, oracle.own_sentences(list));
    left_out += static_cast<std::size_t>(std::count(own.begin(), own.end(), false));
    kept += static_cast<std::size_t>(std::count(own.begin(), own.end(), true));
  }
  EXPECT_GT(left_out, 100U);
  EXPECT_GT(kept, 100U);
}

}  // namespace
}  // namespace unspin::detect
