#include "engine/report/marks.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <fmt/format.h>

namespace unspin::report {
namespace {

struct Both {
  std::vector<std::string> a;
  std::vector<std::string> b;
  MarkedPassage passage;
};

/// What is marked when all of one text goes with all of the other.
Both marked(const std::string& a, const std::string& b, PassageKind kind) {
  text::ProseReader read;
  const text::Prose prose_a = read(a);
  const text::Prose prose_b = read(b);
  const auto whole = [](const std::string& text) { return ByteSpan{0, static_cast<std::uint32_t>(text.size())}; };
  Both both{{}, {}, mark(prose_a, prose_b, {{whole(a), whole(b), kind, 0.5}}).front()};
  for (const ByteSpan& span : both.passage.a.marks) both.a.push_back(a.substr(span.begin, span.end - span.begin));
  for (const ByteSpan& span : both.passage.b.marks) both.b.push_back(b.substr(span.begin, span.end - span.begin));
  return both;
}

using List = std::vector<std::string>;

TEST(Marks, SharedNamesAndNumbersOfAParaphrase) {
  const Both both = marked("On Sunday Juno Abara found 2,300 sheep.",
                           "It was Juno Abara who came upon 2300 animals in Wexholm.", PassageKind::Paraphrased);
  EXPECT_EQ(both.a, (List{"Juno Abara", "2,300"}));
  EXPECT_EQ(both.b, (List{"Juno Abara", "2300"}));
}

TEST(Marks, DifferingWordsOfAnEditedPassage) {
  const Both both =
      marked("The old keeper counts ships every day.", "The keeper counts big boats every day!", PassageKind::Edited);
  EXPECT_EQ(both.a, (List{"old", "ships", "."}));
  EXPECT_EQ(both.b, (List{"big boats", "!"}));
}

TEST(Marks, NothingInAnIdenticalPassage) {
  const Both both = marked("Juno found 14 of them.", "Juno found 14 of them.", PassageKind::Identical);
  EXPECT_TRUE(both.a.empty() && both.b.empty());
  EXPECT_EQ(both.passage.a.words, 5U);
}

TEST(Marks, QuotedWordsAreCounted) {
  const Both both =
      marked("He said: \"Nobody had asked me to.\"", "He said that nobody had asked.", PassageKind::Paraphrased);
  EXPECT_EQ(both.passage.a.words, 7U);
  EXPECT_EQ(both.passage.a.quoted, 5U);
  EXPECT_EQ(both.passage.b.quoted, 0U);
}

TEST(Marks, OnlyWhatLiesInThePassageCounts) {
  const std::string a = "In May Juno came first. Then Amadi came second.";
  text::ProseReader read;
  const text::Prose prose = read(a);
  const auto found = mark(prose, prose, {{{24, 47}, {24, 47}, PassageKind::Paraphrased, 0.5}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].a.words, 4U);
  ASSERT_EQ(found[0].a.marks.size(), 1U);
  EXPECT_EQ(found[0].a.marks[0], (ByteSpan{29, 34}));
}

TEST(RecurringSentences, AreThoseOfThreeClusters) {
  const std::string notice = "Subscribe to our letter for more of this kind. ";
  std::vector<Document> documents(6);
  for (std::size_t i = 0; i < documents.size(); ++i)
    documents[i].text = (i < 4 ? notice : "") + fmt::format("Story number {} is about something else again.", i);
  documents[4].text = documents[5].text;  // a sentence of two documents in one cluster
  text::ProseReader read;
  const auto count = [&](const std::vector<std::uint32_t>& cluster) {
    RecurringSentences recurring;
    for (std::size_t i = 0; i < documents.size(); ++i) recurring.add(read(documents[i].text), cluster[i]);
    recurring.find();
    const text::Prose prose = read(documents[0].text + " " + documents[5].text);
    int found = 0;
    for (const text::Unit& sentence : prose.sentences) found += recurring.contains(prose, sentence) ? 1 : 0;
    return found;
  };
  EXPECT_EQ(count({0, 1, 2, 3, 4, 4}), 1);
  EXPECT_EQ(count({0, 0, 1, 1, 4, 4}), 0) << "of two clusters";
  EXPECT_EQ(count({0, 0, 0, 0, 0, 0}), 0) << "inside a cluster repetition is the finding";
}

}  // namespace
}  // namespace unspin::report
