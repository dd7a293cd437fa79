#include "engine/detect/furniture.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/shingle/terms.h"

namespace unspin::detect {
namespace {

constexpr char kMenu[] = "Please subscribe to our morning newsletter. ";

std::string own(int number) { return "Story " + std::to_string(number) + " has a sentence of its own here. "; }

/// Counts the texts of a collection as the search for rewrites does.
class Collection {
 public:
  void add(const std::string& text, int times = 1) {
    shingle::TermList list;
    shingle::terms_of(reader_(text), list);
    std::sort(list.terms.begin(), list.terms.end());
    list.terms.erase(std::unique(list.terms.begin(), list.terms.end()), list.terms.end());
    for (int i = 0; i < times; ++i) frequency_.add(list.terms);
  }
  std::vector<bool> own_sentences(const std::string& text) {
    return Furniture(frequency_).own_sentences(reader_(text));
  }

 private:
  text::ProseReader reader_;
  postings::DocumentFrequency frequency_{1000};
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
  for (int i = 0; i < 300; ++i) collection.add(own(1000 + i) + kMenu);
  EXPECT_EQ(collection.own_sentences(own(1) + kMenu + own(2) + own(3)), (Own{true, false, true, true}));
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
  for (int i = 0; i < 30; ++i) collection.add(own(i) + kMenu);
  EXPECT_EQ(collection.own_sentences(kMenu), Own{true}) << "all of a text";
  EXPECT_EQ(collection.own_sentences(std::string(kMenu) + kMenu), (Own{true, true}));
  EXPECT_EQ(collection.own_sentences(""), Own{});
}

}  // namespace
}  // namespace unspin::detect
