#include <unspin/eval.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/corpus/kept_writer.h"
#include "tests/oracle/temp_dir.h"

namespace unspin {
namespace {

namespace fs = std::filesystem;

class Eval : public testing::Test {
 protected:
  fs::path file(const std::string& name, const std::string& text) { return dir_.write(name, text); }

  Result<EvalReport> run(const std::string& matches, const std::string& truth) {
    return evaluate({file("matches", matches), {file("truth", truth)}, 0.8});
  }

  EvalReport report(const std::string& matches, const std::string& truth) {
    auto result = run(matches, truth);
    if (result) return *result;
    ADD_FAILURE() << result.error().message;
    return {};
  }

  /// The message of a refusal, with the folder of the test left out.
  std::string refusal(const std::string& matches, const std::string& truth) { return refusal_of(run(matches, truth)); }

  std::string refusal_of(const Result<EvalReport>& result, Error::Code code = Error::Code::InvalidOptions) {
    if (result) return "accepted";
    EXPECT_EQ(result.error().code, code);
    std::string message = result.error().message;
    const std::string folder = dir_.path().string() + "/";
    for (std::size_t at = message.find(folder); at != std::string::npos; at = message.find(folder))
      message.erase(at, folder.size());
    return message;
  }

  oracle::TempDir dir_;
};

/// "judged right copies"
std::string counts(const Score& score) { return fmt::format("{} {} {}", score.judged, score.right, score.copies); }

/// "label/kind pairs reported clustered", one a group
std::string groups(const std::vector<TruthGroup>& list) {
  std::string text;
  for (const TruthGroup& g : list)
    text += fmt::format("{}/{} {} {} {}; ", g.label, g.kind, g.pairs, g.reported, g.clustered);
  return text;
}

// --- layouts of the truth

TEST_F(Eval, PairsWithSimilaritiesAreCopiesFromTheThresholdOn) {
  const EvalReport r =
      report("b\ta\nb\tc\nd\te\nx\ty\n",
             "a\tb\t0.9000\t1.0000\nb\tc\t0.8000\t0.9\na\tc\t0.81\t0.9\nd\te\t0.7\t0.8\ne\tf\t0.85\t1\n");
  EXPECT_EQ(r.truth.layout, "pairs with similarities");
  EXPECT_EQ(r.truth.documents, 6U);
  EXPECT_EQ(r.truth.different, 1U);
  EXPECT_EQ(counts(r.pairs->score), "4 2 4");
  EXPECT_EQ(r.pairs->unlisted, 1U);
  EXPECT_EQ(counts(r.clusters.score), "5 3 4");
  EXPECT_EQ(r.documents, 7U);
  EXPECT_EQ(r.unknown_documents, 2U);
  EXPECT_EQ(r.pairs->documents.with_partner, 5U);
  EXPECT_EQ(r.pairs->documents.linked, 3U);
  EXPECT_EQ(groups(r.bands),
            "jaccard/0.7-0.8 1 1 1; jaccard/0.8-0.82 2 1 2; jaccard/0.82-0.9 1 0 0; jaccard/0.9-1 1 1 1; ");
  EXPECT_TRUE(r.kinds.empty());
  EXPECT_EQ(r.clusters.adjusted_rand_documents, 8U);
}

TEST_F(Eval, AFourthFieldOfSimilaritiesThatIsNoNumberIsAKind) {
  const EvalReport r = report("a\tb\n", "id_a\tid_b\tjaccard\tkind\na\tb\t1\ttypo\na\tc\t0\tswap\n");
  EXPECT_EQ(groups(r.kinds), "/swap 1 0 0; /typo 1 1 1; ");
  EXPECT_EQ(counts(r.pairs->score), "1 1 1");
}

TEST_F(Eval, LabelledPairsJudgeOnlyThemselves) {
  const EvalReport r =
      report("a\tb\nc\td\ne\tf\ng\th\nx\ty\n",
             "id_a\tid_b\tlabel\tkind\na\tb\t1\tpara\nc\td\t0\ttopic\ne\tf\tP\tprefix\ng\th\tS\tnone\ni\tj\t1\tpara\n");
  EXPECT_EQ(r.truth.layout, "labelled pairs");
  EXPECT_FALSE(r.truth.unlisted_are_wrong);
  EXPECT_EQ(counts(r.pairs->score), "2 1 2");
  EXPECT_EQ(r.pairs->neither, 2U);
  EXPECT_EQ(r.pairs->unlisted, 1U);
  EXPECT_EQ(counts(r.clusters.score), "2 1 2");
  EXPECT_FALSE(r.clusters.adjusted_rand_index);
  EXPECT_EQ(groups(r.kinds), "0/topic 1 1 1; 1/para 2 1 1; P/prefix 1 1 1; S/none 1 1 1; ");
}

TEST_F(Eval, RelationsMakeUnlistedPairsWrong) {
  const EvalReport r = report("a\tb\nc\td\ne\tf\ng\th\nx\ty\n",
                              "a\tb\tcopy\tspin\nc\td\ttwin\ttwin\ne\tf\tsibling\tsibling\ng\th\tpartial\tpatch\n"
                              "i\tj\tindependent\to\nk\tl\tloose\town\n");
  EXPECT_EQ(r.truth.layout, "pairs with relations");
  EXPECT_EQ(counts(r.pairs->score), "4 2 2");
  EXPECT_EQ(counts(r.clusters.score), "4 2 2");
  EXPECT_EQ(r.truth.neither, 2U);
}

TEST_F(Eval, ClustersNameSingleDocumentsToo) {
  const EvalReport r = report("1\t2\n3\t4\n9\t1\n", "id\tcluster\n1\tA\n2\tA\n3\tB\n4\tC\n5\tA\n");
  EXPECT_EQ(r.truth.layout, "clusters");
  EXPECT_EQ(r.truth.clusters, 1U);
  EXPECT_EQ(counts(r.pairs->score), "3 1 3");
  EXPECT_EQ(r.pairs->unlisted, 1U);
  EXPECT_EQ(counts(r.clusters.score), "4 1 3");
  EXPECT_EQ(r.clusters.adjusted_rand_documents, 5U);  // 9 is not in the truth
}

TEST_F(Eval, ClustersInJsonAreTheSame) {
  const std::string as_tsv = to_json(report("1\t2\n3\t4\n", "1\tA\n2\tA\n3\tB\n4\tC\n5\tA\n6\t\n"));
  EXPECT_EQ(to_json(report("1\t2\n3\t4\n",
                           R"({"id":1,"cluster":"A"}
{"id":"2","cluster":"A"}
{"doc_id":3,"cluster":"B","text":"x"}
{"core_id":"4","cluster":7}
{"idx":5,"cluster":"A"}
{"id":6,"cluster":null}
)")),
            as_tsv);
  EXPECT_EQ(to_json(report("1\t2\n3\t4\n", R"([{"id":1,"cluster":0},{"id":2,"cluster":0},{"id":3,"cluster":1},
 {"id":4,"cluster":2},{"id":5,"cluster":0},{"id":6,"cluster":3}])")),
            as_tsv);
}

TEST_F(Eval, ClustersOfDedupCanBeTheTruth) {
  const EvalReport r = report("a\tb\nd\te\n", R"({"cluster":"a","size":3,"kept":["a"],"removed":["b","c"]}
)");
  EXPECT_EQ(r.truth.layout, "clusters.jsonl of unspin dedup");
  EXPECT_EQ(counts(r.pairs->score), "2 1 3");
  EXPECT_EQ(r.clusters.adjusted_rand_documents, 5U);  // it lists no single documents: d and e are some
}

TEST_F(Eval, NewsCopyIsEdgesAndPerhapsArticles) {
  const std::string edges = R"([["x-1", "x-2"], ["x-2", "x-3"], ["x-1", "x-3"]])";
  const EvalReport alone = report("x-1\tx-2\n", edges);
  EXPECT_EQ(alone.truth.layout, "all pairs of copies");
  EXPECT_EQ(counts(alone.pairs->score), "1 1 3");
  EXPECT_EQ(alone.clusters.adjusted_rand_documents, 3U);

  const fs::path matches = file("m", "x-1\tx-2\n");
  const fs::path articles = file("articles", R"({"x-1": {"article": "a", "byline": ""}, "x-2": {"article": "b"},
  "x-3": {"article": "c"}, "x-4": {"article": "d"}, "x-5": {"article": "e"}})");
  for (const auto& truth : {std::vector{file("e", edges), articles}, std::vector{articles, file("e", edges)}}) {
    const auto both = evaluate({matches, truth, 0.8});
    ASSERT_TRUE(both) << both.error().message;
    EXPECT_EQ(counts(both->pairs->score), "1 1 3");
    EXPECT_EQ(both->clusters.adjusted_rand_documents, 5U);
    EXPECT_NEAR(*both->clusters.adjusted_rand_index, 7.0 / 17, 1e-12);  // both 1, in_a 3, in_b 1, of 10
  }
  const EvalReport labelled = report("x-1\tx-2\n", R"({"x-1":{"cluster":1},"x-2":{"cluster":1},"x-3":{"cluster":2}})");
  EXPECT_EQ(counts(labelled.pairs->score), "1 1 1");
}

TEST_F(Eval, AHeaderMakesTwoFieldsEdges) {
  EXPECT_EQ(counts(report("a\tb\n", "id_a\tid_b\na\tb\na\tc\n").pairs->score), "1 1 2");
}

TEST_F(Eval, CoreIsScoredBySetsAsTextDedupDoes) {
  // a, b: found exactly. c: labelled d, but e is with them: found, not exact. f: alone and rightly. g: missed.
  // i, j: no labels, but joined: wrong.
  const std::string core =
      R"({"core_id":"a","labelled_duplicates":["b"],"cat":"exact_dup"}
{"core_id":"b","labelled_duplicates":["a"],"cat":"exact_dup"}
{"core_id":"c","labelled_duplicates":["d"],"cat":"near_exact"}
{"core_id":"d","labelled_duplicates":["c"],"cat":"near_exact"}
{"core_id":"e","labelled_duplicates":[],"cat":"non_dup"}
{"core_id":"f","labelled_duplicates":null,"cat":"non_dup"}
{"core_id":"g","labelled_duplicates":["h"],"cat":"near_exact"}
{"core_id":"h","labelled_duplicates":["g"],"cat":"near_exact"}
{"core_id":11,"labelled_duplicates":[],"cat":"non_dup"}
{"core_id":12,"labelled_duplicates":[],"cat":"non_dup"}
)";
  const EvalReport r = report("a\tb\nc\td\nd\te\n11\t12\n", core);
  EXPECT_EQ(r.truth.layout, "CORE");
  EXPECT_EQ(counts(r.pairs->score), "4 2 3");
  ASSERT_TRUE(r.sets);
  EXPECT_EQ(r.sets->documents, 10U);
  EXPECT_EQ(r.sets->exact, 3U);  // a, b, f
  EXPECT_EQ(r.sets->found, 4U);
  EXPECT_EQ(r.sets->wrong, 3U);
  EXPECT_EQ(r.sets->missed, 2U);
  EXPECT_EQ(r.sets->alone, 1U);
  EXPECT_NEAR(*r.sets->duplicates_precision(), 4.0 / 7, 1e-12);
  EXPECT_NEAR(*r.sets->duplicates_recall(), 4.0 / 6, 1e-12);
  EXPECT_NEAR(*r.sets->others_precision(), 1.0 / 3, 1e-12);
  EXPECT_NEAR(*r.sets->others_recall(), 1.0 / 4, 1e-12);
  ASSERT_EQ(r.sets->categories.size(), 3U);
  EXPECT_EQ(r.sets->categories[0].name, "exact_dup");
  EXPECT_EQ(r.sets->categories[0].exact, 2U);
  EXPECT_EQ(r.clusters.adjusted_rand_documents, 10U);
}

TEST_F(Eval, ReadsCompressedTruth) {
  const std::string truth = "a\tb\t0.9\nc\td\t0.9\n";
  const std::string plain = to_json(report("a\tb\n", truth));
  EXPECT_EQ(to_json(report("a\tb\n", corpus::compress(truth, corpus::Compression::Zstd))), plain);
  EXPECT_EQ(to_json(report("a\tb\n", corpus::compress(truth, corpus::Compression::Gzip))), plain);
}

TEST_F(Eval, ByteOrderMarksBlankLinesAndCarriageReturnsDoNotMatter) {
  const std::string mark = "\xEF\xBB\xBF";
  const EvalReport r = report(mark + "a\tb\r\n\r\nc\td", mark + "\r\na\tb\t0.9\r\n \n");
  EXPECT_EQ(counts(r.pairs->score), "2 1 1");
  EXPECT_EQ(counts(report("a\tb\n", mark + "[[\"a\",\n\"b\"]]").pairs->score), "1 1 1");
}

// --- layouts of the matches

TEST_F(Eval, MatchesCountByVerdict) {
  const EvalReport r = report(R"({"a":"a","b":"b","verdict":"exact","jaccard":1}
{"a":"b","b":"c","verdict":"near-duplicate","jaccard":0.8}
{"a":"a","b":"d","verdict":"near-duplicate","jaccard":0.8}
{"a":"a","b":"c","verdict":"inconclusive"}
{"a":"b","b":"a","verdict":"exact","jaccard":1}
{"a":"a","b":"a","verdict":"exact","jaccard":1}
)",
                              "a\tb\t1.0\nb\tc\t0.9\na\tc\t0.9\n");
  EXPECT_EQ(r.matches_layout, "unspin match");
  EXPECT_EQ(counts(r.pairs->score), "3 2 3");  // the inconclusive one claims nothing
  ASSERT_EQ(r.verdicts.size(), 3U);
  EXPECT_EQ(r.verdicts[0].verdict, "exact");
  EXPECT_EQ(r.verdicts[0].pairs, 1U);
  EXPECT_EQ(r.verdicts[1].verdict, "inconclusive");
  EXPECT_EQ(r.verdicts[1].copies, 1U);
  EXPECT_EQ(r.verdicts[2].copies, 1U);
  EXPECT_EQ(r.verdicts[2].judged, 2U);
}

// A cluster of five: b, c removed for a, d removed for e; f (x) removed though it is no copy.
constexpr char kDuplicates[] = R"({"id":"b","kept":"a","verdict":"exact","jaccard":1,"cluster":"a"}
{"id":"c","kept":"a","verdict":"near-duplicate","jaccard":0.9,"cluster":"a"}
{"id":"d","kept":"e","verdict":"near-duplicate","jaccard":0.9,"cluster":"a"}
{"id":"x","kept":"y","verdict":"near-duplicate","jaccard":0.9,"cluster":"x"}
)";
constexpr char kClusters[] = R"({"cluster":"a","size":5,"kept":["a","e"],"removed":["b","c","d"]}
{"cluster":"x","size":2,"kept":["y"],"removed":["x"]}
)";
// c is only like d, which is removed too: wrong. a and e are copies and both stay: one is left.
constexpr char kDedupTruth[] = "a\tb\t1.0\na\te\t0.9\nc\td\t0.9\nd\te\t0.9\n";

TEST_F(Eval, DedupFoldersAreJudgedByWhatTheyRemove) {
  file("out/duplicates.jsonl", kDuplicates);
  file("out/clusters.jsonl", kClusters);
  const auto r = evaluate({dir_.path() / "out", {file("truth", kDedupTruth)}, 0.8});
  ASSERT_TRUE(r) << r.error().message;
  EXPECT_EQ(r->matches_layout, "unspin dedup");
  EXPECT_EQ(counts(r->pairs->score), "4 2 4");
  EXPECT_EQ(counts(r->clusters.score), "11 4 4");
  ASSERT_TRUE(r->removal);
  EXPECT_EQ(r->removal->removed, 4U);
  EXPECT_EQ(r->removal->wrong, 2U);
  EXPECT_EQ(r->removal->wrong_no_partner, 1U);
  EXPECT_EQ(r->removal->left, 1U);
}

TEST_F(Eval, ListsOfDedupAreReadOneByOneToo) {
  const EvalReport duplicates = report(kDuplicates, kDedupTruth);
  EXPECT_EQ(counts(duplicates.clusters.score), "11 4 4") << "the cluster of a line joins components";
  EXPECT_EQ(duplicates.removal->wrong, 2U);
  const EvalReport clusters = report(kClusters, kDedupTruth);
  EXPECT_FALSE(clusters.pairs) << "it lists none";
  EXPECT_EQ(counts(clusters.clusters.score), "11 4 4");
  EXPECT_EQ(clusters.removal->removed, 4U);
  EXPECT_FALSE(report(kClusters, "a\tb\t1\tkind\n").removal) << "labelled pairs do not know all copies";
}

TEST_F(Eval, NothingReportedIsAReportToo) {
  const EvalReport r = report("", "a\tb\t0.9\n");
  EXPECT_EQ(counts(r.pairs->score), "0 0 1");
  EXPECT_FALSE(r.pairs->score.precision());
  EXPECT_EQ(*r.pairs->score.recall(), 0);
  EXPECT_EQ(nlohmann::json::parse(to_json(r))["pairs"]["precision"], nullptr);
}

// --- the ranking

/// The copies of these scores, and pairs of the given scores that are none.
struct Ranked {
  std::string matches;
  std::string truth = "id_a\tid_b\trelation\tkind\n";

  void add(const std::string& relation, const std::string& kind, double score, const std::string& verdict) {
    const auto n = static_cast<int>(truth.size());
    truth += fmt::format("a{0}\tb{0}\t{1}\t{2}\n", n, relation, kind);
    if (verdict == "-") return;
    matches +=
        fmt::format("{{\"a\":\"a{0}\",\"b\":\"b{0}\",\"verdict\":\"{1}\",\"probability\":{2}}}\n", n, verdict, score);
  }
};

TEST_F(Eval, TheRankingLetsAShareOfTheDifferentPairsThrough) {
  Ranked r;
  for (int i = 0; i < 200; ++i) r.add(i % 2 == 0 ? "twin" : "independent", "hard", i / 1000.0, "same-topic");
  r.add("copy", "para", 0.9, "rewrite");
  r.add("copy", "para", 0.198, "inconclusive");  // above 1 % of them, though nothing is claimed
  r.add("copy", "para", 0.197, "rewrite");       // as high as the third of them
  r.add("partial", "patch", 0, "-");
  r.add("sibling", "sibling", 0.99, "rewrite");
  const EvalReport report = this->report(r.matches, r.truth);
  ASSERT_TRUE(report.ranking);
  EXPECT_EQ(report.ranking->negatives, 200U);
  EXPECT_EQ(report.ranking->threshold, 0.197);
  EXPECT_EQ(report.ranking->found, 2U);
  EXPECT_EQ(report.ranking->copies, 4U);
  const auto para = std::find_if(report.kinds.begin(), report.kinds.end(), [](auto& g) { return g.kind == "para"; });
  ASSERT_NE(para, report.kinds.end());
  EXPECT_EQ(para->ranked, 2U);
  EXPECT_EQ(para->reported, 2U);
  ASSERT_EQ(para->verdicts.size(), 2U);
  EXPECT_EQ(para->verdicts[0].verdict, "rewrite");
  EXPECT_EQ(para->verdicts[0].pairs, 2U);
  const auto patch = std::find_if(report.kinds.begin(), report.kinds.end(), [](auto& g) { return g.kind == "patch"; });
  EXPECT_EQ(patch->verdicts[0].verdict, "-");
  EXPECT_NEAR(*FailOn::parse("ranking.recall<0")->value(report), 0.5, 1e-12);
}

TEST_F(Eval, AnotherShareIsAnotherThreshold) {
  Ranked r;
  for (int i = 0; i < 10; ++i) r.add("twin", "twin", 0.1 * i, "same-topic");
  r.add("copy", "para", 0.55, "rewrite");
  for (const auto& [share, found] : {std::pair{0.0, 0U}, {0.39, 0U}, {0.41, 1U}, {0.99, 1U}}) {
    const auto got = evaluate({file("m", r.matches), {file("t", r.truth)}, 0.8, share});
    ASSERT_TRUE(got);
    EXPECT_EQ(got->ranking->found, found) << share;
  }
  EXPECT_EQ(refusal_of(evaluate({file("m", r.matches), {file("t", r.truth)}, 0.8, 1})),
            "at-fpr is 1, must be at least 0 and below 1");
}

TEST_F(Eval, ScoresOfTabSeparatedPairsRankToo) {
  const EvalReport r = report("a\tb\t7.5\nc\td\t-2\n", "a\tb\tcopy\tx\nc\td\ttwin\ty\n");
  ASSERT_TRUE(r.ranking);
  EXPECT_EQ(r.ranking->found, 1U);
}

TEST_F(Eval, ThereIsNoRankingWithoutScoresOrDifferentPairs) {
  EXPECT_FALSE(report("a\tb\n", "a\tb\tcopy\tx\nc\td\ttwin\ty\n").ranking);
  EXPECT_FALSE(report("a\tb\t0.5\n", "a\tb\tcopy\tx\n").ranking);
  EXPECT_FALSE(report("a\tb\t0.5\n", "a\tb\t0.9\nc\td\t0.7\n").ranking);
}

TEST_F(Eval, OfAPairThatIsListedTwiceTheMoreProbableLineCounts) {
  const EvalReport r = report(R"({"a":"a","b":"b","verdict":"rewrite","probability":0.5}
{"a":"b","b":"a","verdict":"same-topic","probability":0.6}
)",
                              "a\tb\tcopy\tx\n");
  EXPECT_EQ(r.pairs->reported, 0U);
  EXPECT_EQ(r.verdicts[0].verdict, "same-topic");
}

// --- oracles

using IdPair = std::pair<std::string, std::string>;

IdPair in_order(const std::string& a, const std::string& b) { return {std::min(a, b), std::max(a, b)}; }

std::map<std::string, std::string> components(const std::set<IdPair>& pairs, const std::set<std::string>& ids) {
  std::map<std::string, std::string> root;
  for (const std::string& id : ids) root[id] = id;
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [a, b] : pairs) {
      const std::string& low = std::min(root[a], root[b]);
      changed |= root[a] != low || root[b] != low;
      const std::string copy = low;
      root[a] = root[b] = copy;
    }
  }
  return root;
}

TEST_F(Eval, AgreesWithCountingEveryPair) {
  std::mt19937_64 random(3);
  const auto id = [&] { return fmt::format("doc{}", random() % 24); };
  for (int round = 0; round < 60; ++round) {
    SCOPED_TRACE(round);
    std::map<IdPair, double> truth;
    std::set<IdPair> got;
    std::set<std::string> removed;
    std::set<std::string> ids;
    std::string truth_text;
    std::string dup_text;
    for (int i = 0; i < 30; ++i) {
      const std::string a = id();
      const std::string b = id();
      const double jaccard = 0.5 + 0.01 * static_cast<double>(random() % 50);
      if (a == b || !truth.emplace(in_order(a, b), jaccard).second) continue;
      ids.insert({a, b});
      truth_text += fmt::format("{}\t{}\t{:.2f}\t1.0\n", a, b, jaccard);
    }
    for (int i = 0; i < 12; ++i) {
      const std::string a = id();
      const std::string b = id();
      if (a == b) continue;
      got.insert(in_order(a, b));
      removed.insert(a);
      ids.insert({a, b});
      dup_text += fmt::format(R"({{"id":"{}","kept":"{}","verdict":"exact"}})"
                              "\n",
                              a, b);
    }
    auto root = components(got, ids);
    Score direct;
    Score closed;
    std::uint64_t wrong = 0;
    std::uint64_t left = 0;
    std::set<std::string> partnered;
    std::set<std::string> linked;
    std::set<std::string> joined;
    for (const std::string& a : ids) {
      bool kept_partner = false;
      bool kept_before = false;
      for (const std::string& b : ids) {
        const auto found = truth.find(in_order(a, b));
        const bool copy = a != b && found != truth.end() && found->second >= 0.8;
        const bool is_reported = a != b && got.contains(in_order(a, b));
        const bool together = a != b && root[a] == root[b];
        kept_partner |= copy && !removed.contains(b);
        kept_before |= copy && !removed.contains(b) && b < a;
        if (copy) partnered.insert(a);
        if (copy && is_reported) linked.insert(a);
        if (copy && together) joined.insert(a);
        if (!(a < b)) continue;
        direct.judged += is_reported;
        closed.judged += together;
        direct.copies += copy;
        closed.copies += copy;
        direct.right += copy && is_reported;
        closed.right += copy && together;
      }
      wrong += removed.contains(a) && !kept_partner;
      left += !removed.contains(a) && kept_before;
    }
    const EvalReport r = report(dup_text, truth_text);
    EXPECT_EQ(counts(r.pairs->score), counts(direct));
    EXPECT_EQ(counts(r.clusters.score), counts(closed));
    EXPECT_EQ(r.pairs->documents.with_partner, partnered.size());
    EXPECT_EQ(r.pairs->documents.linked, linked.size());
    EXPECT_EQ(r.clusters.documents.linked, joined.size());
    EXPECT_EQ(r.removal->wrong, wrong);
    EXPECT_EQ(r.removal->left, left);
  }
}

TEST_F(Eval, AClusteringAndTheListOfItsPairsGiveTheSameFigures) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 40; ++round) {
    std::vector<int> label(24);
    std::string clusters;
    std::string edges = "[";
    for (std::size_t i = 0; i < label.size(); ++i) {
      label[i] = static_cast<int>(random() % 9);
      clusters += fmt::format("doc{}\t{}\n", i, label[i]);
      for (std::size_t j = 0; j < i; ++j) {
        if (label[i] == label[j]) edges += fmt::format("{}[\"doc{}\",\"doc{}\"]", edges.size() > 1 ? "," : "", i, j);
      }
    }
    std::string dups;
    for (int i = 0; i < 15; ++i)
      dups += fmt::format(R"({{"id":"doc{}","kept":"doc{}"}})"
                          "\n",
                          random() % 24, random() % 24);
    const EvalReport a = report(dups, clusters);
    const EvalReport b = report(dups, edges + "]");
    SCOPED_TRACE(clusters + dups);
    EXPECT_EQ(counts(a.pairs->score), counts(b.pairs->score));
    EXPECT_EQ(counts(a.clusters.score), counts(b.clusters.score));
    EXPECT_EQ(a.pairs->documents.linked, b.pairs->documents.linked);
    EXPECT_EQ(a.pairs->documents.with_partner, b.pairs->documents.with_partner);
    EXPECT_EQ(a.clusters.documents.linked, b.clusters.documents.linked);
    EXPECT_EQ(a.removal->wrong, b.removal->wrong);
    EXPECT_EQ(a.removal->wrong_no_partner, b.removal->wrong_no_partner);
    if (a.clusters.adjusted_rand_documents == b.clusters.adjusted_rand_documents) {
      EXPECT_EQ(a.clusters.adjusted_rand_index, b.clusters.adjusted_rand_index);
    }
  }
}

// --- refusals

TEST_F(Eval, RefusesATruthOfNoKnownLayoutAndSaysWhichAreKnown) {
  for (const char* truth : {"a b c\n", "a\tb\tmaybe\n", "a\tb\t1.5\n", "id_a\tid_b\tscore\n", "{\"text\":\"x\"}\n",
                            "[1, 2]", "{\"x\": {\"article\": \"a\"}, \"y\": 3}"}) {
    const std::string message = refusal("a\tb\n", truth);
    EXPECT_NE(message.find("a truth of no known layout; known are, tab-separated: id_a id_b jaccard"),
              std::string::npos)
        << truth << message;
    EXPECT_TRUE(message.starts_with("truth:1: ") || message.starts_with("truth, element ")) << message;
  }
  EXPECT_EQ(refusal("a\tb\n", ""), "truth:1: no truth: the file is empty");
  EXPECT_EQ(refusal("a\tb\n", "[]"), "truth:1: no truth: the file is empty");
  EXPECT_EQ(refusal("a\tb\n", R"({"x": {"article": "a"}})"),
            "the truth names articles, but no pairs or clusters of them: name its edge list too, as another --truth");
  EXPECT_EQ(refusal_of(evaluate({file("m", ""), {}, 0.8})), "no truth: name one with --truth, or with --passages");
  EXPECT_EQ(refusal_of(evaluate({file("m", ""), {dir_.path()}, 0.8})),
            dir_.path().string() + " is a folder: name a file of labels");
}

TEST_F(Eval, RefusesLinesThatDoNotFitTheirFile) {
  EXPECT_EQ(refusal("", "a\tb\t0.9\nc\td\n"), "truth:2: too few tab-separated fields");
  EXPECT_EQ(refusal("", "a\tb\t0.9\n\nc\td\t9\n"), "truth:3: '9' is no similarity from 0 to 1");
  EXPECT_EQ(refusal("", "a\tb\t1\nc\td\t0.9\n"),
            "truth:2: '0.9' is none of 1, 0, P, S (a file of similarities that begins with 1 or 0 needs the header "
            "id_a id_b jaccard)");
  EXPECT_EQ(refusal("", "a\tb\tcopy\nc\td\tcousin\n"),
            "truth:2: 'cousin' is none of copy, partial, sibling, loose, independent, twin");
  EXPECT_EQ(refusal("", "a\t\t0.9\n"), "truth:1: id_b is empty");
  EXPECT_EQ(refusal("", "{\"id\":1,\"cluster\":1}\n{\"id\":2,\n"), "truth:2: not JSON");
  EXPECT_EQ(refusal("", "[[\"a\",\"b\"],\n[\"a\" \"c\"]]"), "truth:2: not JSON");
  EXPECT_EQ(refusal("", "[[\"a\",\"b\"],[\"a\"]]"), "truth, element 2: an edge is [id, id]");
  EXPECT_EQ(refusal("", "{\"id\":1,\"cluster\":[1]}\n"), "truth:1: cluster must be a name or a number");
  EXPECT_EQ(refusal("", "{\"core_id\":1,\"labelled_duplicates\":\"2\"}\n"),
            "truth:1: core_id must be an id, labelled_duplicates a list of ids");
  EXPECT_EQ(refusal("", "{\"cluster\":\"a\",\"kept\":\"a\",\"removed\":[]}\n"),
            "truth:1: cluster must be an id, kept and removed lists of ids");
  EXPECT_EQ(refusal("", "{\"id\":1,\"cluster\":1}\n{\"core_id\":1,\"labelled_duplicates\":[]}\n"),
            "truth:2: a truth cannot be clusters and CORE at once");
}

TEST_F(Eval, RefusesATruthThatContradictsItself) {
  EXPECT_EQ(refusal("", "a\tb\t1\tx\nb\ta\t0\tx\n"), "truth:2: the pair a b was listed before, and differently");
  EXPECT_EQ(refusal("", "a\tb\t0.91\nb\ta\t0.92\n"), "truth:2: the pair a b was listed before, and differently");
  EXPECT_EQ(refusal("", "a\tb\t0.91\nb\ta\t0.91\n"), "accepted");
  EXPECT_EQ(refusal("", "a\tA\nb\tA\na\tB\n"), "truth:3: a was in another cluster before: a document has one");
  EXPECT_EQ(refusal("", "{\"core_id\":1,\"labelled_duplicates\":[]}\n{\"core_id\":1,\"labelled_duplicates\":[2]}\n"),
            "truth:2: core_id 1 occurred before");
}

TEST_F(Eval, RefusesWhatIsNoFileOfMatches) {
  const std::string truth = "a\tb\t0.9\n";
  EXPECT_TRUE(refusal("only one field\n", truth).starts_with("matches:1: no matches; known are: JSON lines of"));
  EXPECT_TRUE(refusal("{\"x\":1}\n", truth).starts_with("matches:1: no matches; known are: "));
  EXPECT_EQ(refusal("a\tb\nc\n", truth),
            "matches:2: expected id_a and id_b with a tab between, as in the lines before");
  EXPECT_EQ(refusal("{\"a\":\"x\",\"b\":\"y\"}\na\tb\n", truth),
            "matches:2: expected unspin match, as in the lines before");
  EXPECT_EQ(refusal("{\"a\":\"x\",\"b\":\"y\"}\n{\"id\":\"x\",\"kept\":\"y\"}\n", truth),
            "matches:2: expected unspin match, as in the lines before");
  EXPECT_EQ(refusal("{\"a\":\"x\",\"b\":\"y\"}\n{\"a\":\n", truth), "matches:2: not JSON");
  EXPECT_EQ(refusal("{\"a\":{},\"b\":\"y\"}\n", truth), "matches:1: a and b must be ids");
  EXPECT_EQ(refusal("{\"id\":\"a\",\"kept\":null}\n", truth), "matches:1: id and kept must be ids");
  EXPECT_EQ(refusal("{\"cluster\":\"a\",\"kept\":[{}],\"removed\":[]}\n", truth),
            "matches:1: kept and removed must be lists of ids");
  fs::create_directories(dir_.path() / "empty");
  EXPECT_EQ(refusal_of(evaluate({dir_.path() / "empty", {file("truth", truth)}, 0.8})),
            "empty has no duplicates.jsonl: name the output folder of `unspin dedup`, or a file of matches");
}

TEST_F(Eval, RefusesFilesThatBreakOffOrAreNotThere) {
  std::string truth;
  for (int i = 0; i < 5000; ++i) truth += fmt::format("a{}\tb{}\t0.9\n", i, i * 7919 % 5003);
  std::string zstd = corpus::compress(truth, corpus::Compression::Zstd);
  zstd.resize(zstd.size() / 2);
  const auto broken = evaluate({file("m", ""), {file("truth.zst", zstd)}, 0.8});
  EXPECT_NE(refusal_of(broken, Error::Code::Io).find("; get the file again"), std::string::npos);
  const auto missing = evaluate({file("m", ""), {dir_.path() / "nowhere"}, 0.8});
  EXPECT_NE(refusal_of(missing, Error::Code::Io).find("nowhere"), std::string::npos);
  EXPECT_EQ(refusal_of(evaluate({file("m", ""), {file("t", "a\tb\t0.9\n")}, 0})),
            "threshold is 0, must be over 0 and at most 1");
}

// --- --fail-on

TEST_F(Eval, ConditionsNameFiguresOfPairsAndClusters) {
  const EvalReport r = report("a\tb\nb\tc\nd\te\n", "a\tb\t0.9\nb\tc\t0.9\na\tc\t0.9\nf\tg\t0.9\n");
  const auto value = [&](const char* text) { return FailOn::parse(text)->value(r).value_or(-9); };
  EXPECT_NEAR(value("precision<0"), 2.0 / 3, 1e-12);
  EXPECT_NEAR(value("recall<0"), 0.5, 1e-12);
  EXPECT_NEAR(value("f1<0"), 4.0 / 7, 1e-12);
  EXPECT_NEAR(value("doc_recall<0"), 0.6, 1e-12);
  EXPECT_NEAR(value("clusters.precision<0"), 0.75, 1e-12);
  EXPECT_NEAR(value("clusters.recall<0"), 0.75, 1e-12);
  EXPECT_NEAR(value("ari<0"), *r.clusters.adjusted_rand_index, 1e-12);
  EXPECT_TRUE(FailOn::parse("recall<0.51")->reached(r));
  EXPECT_FALSE(FailOn::parse("recall<0.5")->reached(r));
}

TEST_F(Eval, AFigureThatIsNotDefinedFailsItsCondition) {
  const EvalReport labels = report("", "a\tb\t1\tx\n");
  EXPECT_TRUE(FailOn::parse("ari<0.1")->reached(labels));
  EXPECT_TRUE(FailOn::parse("precision<0")->reached(labels));
  EXPECT_FALSE(FailOn::parse("recall<0")->reached(labels));
}

TEST_F(Eval, ConditionsThatAreNoneAreRefused) {
  for (const char* text : {"", "precision", "precision>0.9", "accuracy<0.9", "recall<", "recall<0.9x", "recall<2",
                           "recall<nan", "clusters.ari<0.5"}) {
    const auto condition = FailOn::parse(text);
    ASSERT_FALSE(condition) << text;
    EXPECT_EQ(condition.error().message,
              fmt::format("'{}' is no condition: write FIGURE<NUMBER, as in precision<0.98; figures are precision, "
                          "recall, f1, doc_recall, ari, clusters.precision, clusters.recall, clusters.f1, "
                          "clusters.doc_recall, ranking.recall, passages.precision, passages.recall, passages.plagdet",
                          text));
  }
}

}  // namespace
}  // namespace unspin
