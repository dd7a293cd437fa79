#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <unspin/eval.h>

#include "tests/oracle/temp_dir.h"

namespace unspin {
namespace {

namespace fs = std::filesystem;

class EvalPassages : public testing::Test {
 protected:
  fs::path file(const std::string& name, const std::string& text) { return dir_.write(name, text); }

  Result<EvalReport> run(const std::string& matches, const fs::path& passages, Input corpus = {}) {
    EvalOptions options;
    options.matches = file("matches", matches);
    options.passages = {passages};
    options.corpus = std::move(corpus);
    return evaluate(options);
  }

  PassageReport report(const std::string& matches, const fs::path& passages, Input corpus = {}) {
    auto result = run(matches, passages, std::move(corpus));
    if (result) return *result->passages;
    ADD_FAILURE() << result.error().message;
    return {};
  }

  /// The message of a refusal, with the folder of the test left out.
  std::string refusal(const std::string& matches, const fs::path& passages, Input corpus = {}) {
    const auto result = run(matches, passages, std::move(corpus));
    if (result) return "accepted";
    std::string message = result.error().message;
    const std::string folder = dir_.path().string() + "/";
    for (std::size_t at = message.find(folder); at != std::string::npos; at = message.find(folder))
      message.erase(at, folder.size());
    return message;
  }

  oracle::TempDir dir_;
};

/// "pairs passages reported detected detections"
std::string counts(const PassageScore& s) {
  return fmt::format("{} {} {} {} {}", s.pairs, s.passages, s.reported, s.detected, s.detections);
}

std::string match(const char* a, const char* b, const std::string& passages, const char* verdict = "rewrite") {
  return fmt::format("{{\"a\":\"{}\",\"b\":\"{}\",\"verdict\":\"{}\",\"probability\":0.9,\"passages\":[{}]}}\n", a, b,
                     verdict, passages);
}

// --- figures

TEST_F(EvalPassages, BytesAreCountedInBothDocuments) {
  const auto truth = file("t", R"({"a":"x","b":"y","kind":"para","passages":[{"a":[0,100],"b":[0,60]}]})");
  const PassageReport r =
      report(match("x", "y", R"({"a":[50,150],"b":[0,40],"kind":"paraphrased","similarity":0.8})"), truth);
  EXPECT_EQ(counts(r.all), "1 1 1 1 1");
  EXPECT_NEAR(*r.all.recall(), 90.0 / 160, 1e-12);
  EXPECT_NEAR(*r.all.precision(), 90.0 / 140, 1e-12);
  EXPECT_EQ(*r.all.granularity(), 1);
  const double f1 = 2 * (90.0 / 160) * (90.0 / 140) / (90.0 / 160 + 90.0 / 140);
  EXPECT_NEAR(*r.all.plagdet(), f1, 1e-12);
  ASSERT_EQ(r.kinds.size(), 1U);
  EXPECT_EQ(r.kinds[0].kind, "para");
}

TEST_F(EvalPassages, APassageThatIsRightOnOneSideOnlyDetectsNothing) {
  const auto truth = file("t", R"({"a":"x","b":"y","passages":[{"a":[0,100],"b":[0,100]}]})");
  const PassageReport r = report(match("x", "y", R"({"a":[0,100],"b":[100,200]})"), truth);
  EXPECT_EQ(counts(r.all), "1 1 1 0 0");
  EXPECT_EQ(*r.all.recall(), 0);
  EXPECT_EQ(*r.all.precision(), 0);
  EXPECT_FALSE(r.all.granularity());
  EXPECT_EQ(*r.all.plagdet(), 0);
}

TEST_F(EvalPassages, APassageInPiecesCostsGranularity) {
  const auto truth = file("t", R"({"a":"x","b":"y","passages":[{"a":[0,90],"b":[0,90]}]})");
  const PassageReport r =
      report(match("x", "y", R"({"a":[0,30],"b":[0,30]},{"a":[30,60],"b":[30,60]},{"a":[60,90],"b":[60,90]})"), truth);
  EXPECT_EQ(*r.all.recall(), 1);
  EXPECT_EQ(*r.all.precision(), 1);
  EXPECT_EQ(*r.all.granularity(), 3);
  EXPECT_NEAR(*r.all.plagdet(), 0.5, 1e-12);
}

TEST_F(EvalPassages, APassageThatIsListedTwiceCountsOnce) {
  const auto truth = file("t", R"({"a":"x","b":"y","passages":[{"a":[0,90],"b":[0,90]},{"a":[0,90],"b":[0,90]}]})");
  const PassageReport r =
      report(match("x", "y", R"({"a":[0,9],"b":[0,9]})") + match("y", "x", R"({"a":[0,9],"b":[0,9]})"), truth);
  EXPECT_EQ(counts(r.all), "1 1 1 1 1");
}

TEST_F(EvalPassages, MeansCountPassagesAndNotBytes) {
  const auto truth =
      file("t", R"({"a":"x","b":"y","passages":[{"a":[0,10],"b":[0,10]},{"a":[100,1090],"b":[100,1090]}]})");
  const PassageReport r = report(match("x", "y", R"({"a":[100,1090],"b":[100,1090]})"), truth);
  EXPECT_NEAR(*r.all.recall(), 0.99, 1e-12);
  EXPECT_NEAR(*r.all.mean_recall(), 0.5, 1e-12);
}

TEST_F(EvalPassages, SidesFollowTheirIdsInWhateverOrder) {
  const auto truth = file("t", R"({"a":"y","b":"x","passages":[{"a":[0,10],"b":[500,510]}]})");
  const PassageReport r = report(match("x", "y", R"({"a":[500,510],"b":[0,10]})"), truth);
  EXPECT_EQ(*r.all.plagdet(), 1);
}

TEST_F(EvalPassages, OnlyMatchesThatClaimACopyClaimTheirPassages) {
  const auto truth = file("t", R"({"a":"x","b":"y","passages":[{"a":[0,10],"b":[0,10]}]})");
  for (const char* verdict : {"inconclusive", "same-topic", "unrelated", "updated"})
    EXPECT_EQ(counts(report(match("x", "y", R"({"a":[0,10],"b":[0,10]})", verdict), truth).all), "1 1 0 0 0");
  EXPECT_EQ(counts(report("{\"a\":\"x\",\"b\":\"y\",\"verdict\":\"exact\"}\n", truth).all), "1 1 0 0 0");
}

TEST_F(EvalPassages, PairsThatAreNotListedAreNotJudgedAndEmptyListsAre) {
  const auto truth = file("t", R"({"a":"x","b":"y","kind":"k","passages":[]})");
  const PassageReport r =
      report(match("x", "y", R"({"a":[0,10],"b":[0,10]})") + match("x", "z", R"({"a":[0,1],"b":[0,1]})"), truth);
  EXPECT_EQ(counts(r.all), "1 0 1 0 0");
  EXPECT_EQ(*r.all.precision(), 0);
  EXPECT_FALSE(r.all.recall());
  EXPECT_FALSE(r.all.plagdet());
  EXPECT_EQ(r.unjudged_pairs, 1U);
}

TEST_F(EvalPassages, StandBesideTheFiguresOfPairs) {
  EvalOptions options;
  options.matches = file("m", match("x", "y", R"({"a":[0,10],"b":[0,10]})"));
  options.truth = {file("t", "x\ty\tcopy\tpara\n")};
  options.passages = {file("p", R"({"a":"x","b":"y","passages":[{"a":[0,20],"b":[0,20]}]})")};
  const auto both = evaluate(options);
  ASSERT_TRUE(both) << both.error().message;
  const auto json = nlohmann::json::parse(to_json(*both));
  EXPECT_EQ(json["pairs"]["right"], 1);
  EXPECT_EQ(json["passages"]["all"]["recall"], 0.5);
  EXPECT_EQ(json["passages"]["all"]["precision"], 1);
  options.truth.clear();
  const auto alone = evaluate(options);
  ASSERT_TRUE(alone);
  EXPECT_FALSE(alone->has_truth);
  EXPECT_FALSE(nlohmann::json::parse(to_json(*alone)).contains("truth"));
  EXPECT_TRUE(FailOn::parse("passages.recall<0.51")->reached(*alone));
  EXPECT_FALSE(FailOn::parse("passages.precision<1")->reached(*alone));
  EXPECT_NEAR(*FailOn::parse("passages.plagdet<0")->value(*alone), 2.0 / 3, 1e-12);
  EXPECT_TRUE(FailOn::parse("ari<0")->reached(*alone));
}

// --- the oracle: every byte of every document by itself

struct Piece {
  int a, a_end, b, b_end;
};

std::set<std::pair<char, int>> bytes_of(const Piece& p) {
  std::set<std::pair<char, int>> bytes;
  for (int i = p.a; i < p.a_end; ++i) bytes.insert({'a', i});
  for (int i = p.b; i < p.b_end; ++i) bytes.insert({'b', i});
  return bytes;
}

std::set<std::pair<char, int>> common(const std::set<std::pair<char, int>>& x,
                                      const std::set<std::pair<char, int>>& y) {
  std::set<std::pair<char, int>> both;
  std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::inserter(both, both.begin()));
  return both;
}

bool hits(const Piece& x, const Piece& y) {
  const auto both = common(bytes_of(x), bytes_of(y));
  const auto on = [&](char side) {
    return std::any_of(both.begin(), both.end(), [&](auto& c) { return c.first == side; });
  };
  return on('a') && on('b');
}

/// The sum over `of` of the shares that `by` detects.
double shares(const std::vector<Piece>& of, const std::vector<Piece>& by) {
  double sum = 0;
  for (const Piece& p : of) {
    std::set<std::pair<char, int>> found;
    for (const Piece& q : by) {
      if (hits(p, q)) found.merge(common(bytes_of(p), bytes_of(q)));
    }
    sum += static_cast<double>(found.size()) / static_cast<double>(bytes_of(p).size());
  }
  return sum;
}

std::string json_of(const std::vector<Piece>& pieces) {
  std::string text;
  for (const Piece& p : pieces)
    text += fmt::format("{}{{\"a\":[{},{}],\"b\":[{},{}]}}", text.empty() ? "" : ",", p.a, p.a_end, p.b, p.b_end);
  return text;
}

TEST_F(EvalPassages, AgreeWithCountingEveryByte) {
  std::mt19937_64 random(7);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<std::uint64_t>(n)); };
  const auto draw = [&](int count) {
    std::vector<Piece> pieces;
    for (int i = 0; i < count; ++i) {
      const int a = below(50);
      const int b = below(50);
      pieces.push_back({a, a + 1 + below(20), b, b + 1 + below(20)});
    }
    return pieces;
  };
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE(round);
    const auto truth = draw(1 + below(5));
    const auto got = draw(below(6));
    const PassageScore s =
        report(match("x", "y", json_of(got)),
               file("t", fmt::format("{{\"a\":\"x\",\"b\":\"y\",\"passages\":[{}]}}", json_of(truth))))
            .all;
    std::set<std::pair<char, int>> all;
    std::set<std::pair<char, int>> claimed;
    std::set<std::pair<char, int>> shared;
    std::uint64_t detected = 0;
    std::uint64_t detections = 0;
    for (const Piece& r : got) claimed.merge(bytes_of(r));
    for (const Piece& t : truth) {
      all.merge(bytes_of(t));
      std::uint64_t by = 0;
      for (const Piece& r : got) {
        if (!hits(t, r)) continue;
        ++by;
        shared.merge(common(bytes_of(t), bytes_of(r)));
      }
      detected += by > 0;
      detections += by;
    }
    EXPECT_EQ(s.true_bytes, all.size());
    EXPECT_EQ(s.reported_bytes, claimed.size());
    EXPECT_EQ(s.shared_bytes, shared.size());
    EXPECT_EQ(s.detected, detected);
    EXPECT_EQ(s.detections, detections);
    EXPECT_NEAR(s.recall_sum, shares(truth, got), 1e-9);
    EXPECT_NEAR(s.precision_sum, shares(got, truth), 1e-9);
  }
}

// --- PAN's XML

constexpr char kPan[] = R"(<?xml version="1.0" encoding="utf-8"?>
<document xmlns="http://www.uni-weimar.de/medien/webis/research/corpora/pan-pc-09" reference="suspicious-document00001.txt">
  <feature name="about" authors="nobody" title="x &amp; y"/>
  <feature name="plagiarism" type="artificial" obfuscation="random" this_language="en" this_offset="4" this_length="6"
           source_reference="source-document00002.txt" source_language="en" source_offset="10" source_length="5" />
  <feature name="plagiarism" obfuscation="random" this_offset="20" this_length="10"
           source_reference="source-document00002.txt" source_offset="30" source_length="10"></feature>
  <feature name="plagiarism" this_offset="50" this_length="10"/>
</document>
)";

TEST_F(EvalPassages, PanIsRead) {
  file("pan/a/suspicious-document00001.xml", kPan);
  file("pan/suspicious-document00003.xml", R"(<document reference="suspicious-document00003.txt"/>)");
  const std::string found = match("source-document00002.txt", "suspicious-document00001.txt",
                                  R"({"a":[10,15],"b":[4,10]},{"a":[30,40],"b":[20,30]})");
  const PassageReport r = report(found, dir_.path() / "pan");
  EXPECT_EQ(r.layout, "PAN");
  EXPECT_EQ(r.offsets, "characters, taken for bytes");
  EXPECT_EQ(counts(r.all), "1 2 2 2 2");
  EXPECT_EQ(*r.all.plagdet(), 1);
  ASSERT_EQ(r.kinds.size(), 1U);
  EXPECT_EQ(r.kinds[0].kind, "random");
  EXPECT_EQ(*report(found, dir_.path() / "pan/a/suspicious-document00001.xml").all.plagdet(), 1);
}

TEST_F(EvalPassages, PanKnowsAllPassagesOfItsDocuments) {
  file("pan/1.xml", kPan);
  const PassageReport r = report(match("another.txt", "suspicious-document00001.txt", R"({"a":[0,5],"b":[0,5]})") +
                                     match("another.txt", "source-document00002.txt", R"({"a":[0,5],"b":[0,5]})"),
                                 dir_.path() / "pan");
  EXPECT_EQ(counts(r.all), "2 2 1 0 0") << "a passage from another source is wrong";
  EXPECT_EQ(r.unjudged_pairs, 1U) << "nobody looked at pairs of sources";
}

TEST_F(EvalPassages, DetectionsOfOthersAndOldNamesAreReadToo) {
  for (const char* name : {"detected-plagiarism", "artificial-plagiarism"}) {
    const auto truth =
        file("d.xml", fmt::format(R"(<document reference="s"><feature name="{}" this_offset="0" this_length="5"
        source_reference="t" source_offset="0" source_length="5"/></document>)",
                                  name));
    EXPECT_EQ(*report(match("s", "t", R"({"a":[0,5],"b":[0,5]})"), truth).all.recall(), 1) << name;
  }
}

TEST_F(EvalPassages, CharactersOfPanBecomeBytes) {
  // "Füße 雨" has 6 characters in 10 bytes; the passage is "ße" here and "雨!" there.
  const auto truth =
      file("p.xml", R"(<document reference="s.txt"><feature name="plagiarism" this_offset="2" this_length="2"
      source_reference="t" source_offset="1" source_length="2"/></document>)");
  file("texts/s.txt",
       "F\xC3\xBC\xC3\x9F"
       "e \xE9\x9B\xA8");
  file("more.jsonl", "{\"id\":\"t\",\"text\":\"\xC3\xA4\xE9\x9B\xA8!\"}\n{\"id\":\"other\",\"text\":\"x\"}\n");
  const std::string found = match("s.txt", "t", R"({"a":[3,6],"b":[2,6]})");
  const Input corpus{{(dir_.path() / "texts").string(), (dir_.path() / "more.jsonl").string()}, {}, "", ""};
  const PassageReport r = report(found, truth, corpus);
  EXPECT_EQ(r.offsets, "characters, turned into bytes");
  EXPECT_EQ(*r.all.plagdet(), 1);
  EXPECT_LT(*report(found, truth).all.plagdet(), 1) << "without the texts, characters are bytes";
}

TEST_F(EvalPassages, ACorpusThatDoesNotFitIsRefused) {
  const auto truth =
      file("p.xml", R"(<document reference="s.txt"><feature name="plagiarism" this_offset="2" this_length="4"
      source_reference="t.txt" source_offset="0" source_length="2"/></document>)");
  file("texts/s.txt", "short");
  file("one/s.txt", "long enough");
  const auto corpus = [&](const char* name) { return Input{{(dir_.path() / name).string()}, {}, "", ""}; };
  EXPECT_EQ(refusal("", truth, corpus("texts")),
            "a passage ends beyond the text of s.txt: the corpus is another one, or was edited");
  EXPECT_EQ(refusal("", truth, corpus("one")),
            "1 of the documents with passages are not in --corpus, t.txt among them");
  EXPECT_EQ(refusal("", truth, Input{{"-"}, {}, "", ""}), "--corpus cannot be standard input: name files or folders");
}

// --- refusals

TEST_F(EvalPassages, RefuseLinesThatAreNone) {
  const std::string wanted =
      R"(expected {"a", "b", "passages": [{"a": [begin, end], "b": [begin, end]}]}, in bytes, begin before end)";
  for (const char* line : {"{\"a\":\"x\",\"b\":\"y\"}", "[1]", R"({"a":"x","b":"y","passages":[{"a":[0,1]}]})",
                           R"({"a":"x","b":"y","passages":[{"a":[0,1],"b":[3,3]}]})",
                           R"({"a":"x","b":"y","passages":[{"a":[0,1],"b":[-3,3]}]})",
                           R"({"a":"x","b":"y","passages":{"a":[0,1]}})", R"({"a":"x","b":"y","passages":[[0,1]]})"})
    EXPECT_EQ(refusal("", file("t", line)), "t:1: " + wanted) << line;
  EXPECT_EQ(refusal("", file("t", R"({"a":"x","b":"x","passages":[]})")), "t:1: a and b must be two ids");
  EXPECT_EQ(refusal("", file("t", "")), "t:1: no passages: the file is empty");
  EXPECT_EQ(refusal("", file("t", "x\ty\n")), "t:1: not JSON");
  EXPECT_EQ(
      refusal("", file("t", "{\"a\":\"x\",\"b\":\"y\",\"passages\":[]}\n{\"a\":\"y\",\"b\":\"x\",\"passages\":[]}\n")),
      "the passages of x and y were listed before");
  const auto truth = file("t", R"({"a":"x","b":"y","passages":[]})");
  EXPECT_EQ(refusal(match("x", "y", R"({"a":[5,2],"b":[0,1]})"), truth), "matches:1: " + wanted);
}

TEST_F(EvalPassages, RefuseXmlThatIsBroken) {
  const auto broken = [&](const std::string& xml) { return refusal("", file("p.xml", xml)); };
  EXPECT_EQ(broken("<document reference=\"s\">\n<feature name=\"x\">\n</document>"),
            "p.xml:3: no well-formed XML: mismatched tag");
  EXPECT_EQ(broken("<document reference=\"s\">\n"), "p.xml:2: no well-formed XML: no element found");
  EXPECT_EQ(broken("<document reference=\"s\"/>\n<document/>"),
            "p.xml:2: no well-formed XML: junk after document element");
  EXPECT_EQ(broken("\n<feature/>"),
            "p.xml:2: no document of PAN's: expected <document reference=\"FILE.txt\"> around its features");
  EXPECT_EQ(broken("<document reference=\"s\">\n<feature name=\"plagiarism\" this_offset=\"x\" this_length=\"1\" "
                   "source_reference=\"t\" source_offset=\"0\" source_length=\"1\"/></document>"),
            "p.xml:2: this_offset is 'x', must be a whole number");
  EXPECT_EQ(broken("<document reference=\"s\"><feature name=\"plagiarism\" this_offset=\"1\" this_length=\"1\" "
                   "source_reference=\"t\" source_offset=\"0\"/></document>"),
            "p.xml:1: source_length is '', must be a whole number");
  EXPECT_EQ(broken("<document reference=\"s\"><feature name=\"plagiarism\" this_offset=\"1\" this_length=\"0\" "
                   "source_reference=\"t\" source_offset=\"0\" source_length=\"1\"/></document>"),
            "p.xml:1: this_length is 0: a passage cannot be empty");
  EXPECT_EQ(broken("<document reference=\"s\"><feature name=\"plagiarism\" this_offset=\"1\" this_length=\"1\" "
                   "source_reference=\"s\" source_offset=\"0\" source_length=\"1\"/></document>"),
            "p.xml:1: a document cannot be its own source");
  fs::create_directories(dir_.path() / "empty");
  EXPECT_EQ(refusal("", dir_.path() / "empty"),
            "empty has no *.xml: name a folder of PAN's XML files, or a file of JSON lines");
}

TEST_F(EvalPassages, EntitiesThatGrowWithoutEndAreRefused) {
  std::string xml = "<!DOCTYPE d [<!ENTITY e0 \"" + std::string(1000, 'x') + "\">";
  for (int i = 1; i < 9; ++i)
    xml += fmt::format("<!ENTITY e{0} \"&e{1};&e{1};&e{1};&e{1};&e{1};&e{1};&e{1};&e{1};\">", i, i - 1);
  xml += "]><document reference=\"s\">&e8;</document>";
  EXPECT_NE(refusal("", file("p.xml", xml)).find("no well-formed XML: limit on input amplification"),
            std::string::npos);
}

}  // namespace
}  // namespace unspin
