// The detector against the verbs for files: the same documents, the same answers, byte by byte.

#include <unspin/detector.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/corpus/record_parser.h"
#include "tests/oracle/temp_dir.h"

namespace unspin {
namespace {

using Json = nlohmann::json;
using Lines = std::vector<std::string>;

Lines lines_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  EXPECT_TRUE(in) << path;
  Lines lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// A collection twice: as records of a file, and as documents that view them.
struct Collection {
  std::vector<Json> records;

  explicit Collection(std::vector<Json> list) : records(std::move(list)) {}

  std::string jsonl() const {
    std::string all;
    for (const Json& record : records) all += record.dump() + "\n";
    return all;
  }

  std::vector<Document> documents() const {
    std::vector<Document> documents;
    for (const Json& record : records) {
      const auto view = [&](const char* name) {
        return record.contains(name) ? std::string_view(record[name].get_ref<const std::string&>())
                                     : std::string_view();
      };
      Document document{view("text"), view("url"), view("canonical"), corpus::parse_date(view("date"))};
      document.id = view("id");
      if (record.contains("score")) document.score = record["score"].get<double>();
      documents.push_back(document);
    }
    return documents;
  }
};

/// The pages of data/sample, some again with an edited, a repeated or no id, a refused one, and empty texts.
Collection sample() {
  std::vector<Json> records;
  for (const std::string& line : lines_of(UNSPIN_SAMPLE "/crawl.jsonl")) records.push_back(Json::parse(line));
  const std::size_t pages = records.size();
  for (std::size_t i = 0; i < pages; i += 3) {
    Json copy = records[i];
    copy["id"] = fmt::format("copy of {}", i);
    copy["score"] = static_cast<double>(i % 7);
    if (i % 2 == 0) copy["text"] = copy["text"].get<std::string>() + " Read more of this on our pages.";
    if (i % 4 == 1) copy.erase("id");
    if (i % 5 == 1) copy["id"] = records[i]["id"];
    records.push_back(copy);
    if (i % 4 == 1) records.push_back(copy);  // the same record again: one document, with one id
  }
  records.push_back({{"id", "without text"}});
  records.push_back({{"id", "empty"}, {"text", ""}});
  records.push_back({{"id", "also empty"}, {"text", ""}});
  records.push_back({{"text", "A text without any id."}});
  return Collection(std::move(records));
}

struct Answers {
  Lines duplicates, clusters, kept, matches;
};

DetectorOptions options_with(Keep keep, double recall, int threads) {
  DetectorOptions options;
  options.keep = keep;
  options.similarity.recall = recall;
  options.kinds.same_topic = true;
  options.run.threads = threads;
  options.run.max_bad = 1;
  return options;
}

Lines file_matches(const Collection& collection, const DetectorOptions& options, const Collection* against = nullptr) {
  const oracle::TempDir dir;
  MatchOptions match{{{dir.write("all.jsonl", collection.jsonl()).string()}},
                     options.similarity,
                     options.run,
                     dir / "matches.jsonl",
                     options.kinds,
                     options.model};
  if (against != nullptr) match.input.against = {dir.write("against.jsonl", against->jsonl()).string()};
  const auto matched = unspin::match(match);
  EXPECT_TRUE(matched) << matched.error().message;
  return lines_of(match.out);
}

Answers by_files(const Collection& collection, const DetectorOptions& options) {
  const oracle::TempDir dir;
  DedupOptions dedup{{{dir.write("all.jsonl", collection.jsonl()).string()}},
                     options.similarity,
                     options.run,
                     dir / "out",
                     options.keep,
                     options.keep == Keep::Score ? "score" : "",
                     true};
  const auto removed = unspin::dedup(dedup);
  EXPECT_TRUE(removed) << removed.error().message;
  Answers answers{lines_of(dedup.out / "duplicates.jsonl"),
                  lines_of(dedup.out / "clusters.jsonl"),
                  {},
                  file_matches(collection, options)};
  for (const std::string& line : lines_of(dedup.out / "kept" / "ids.jsonl"))
    answers.kept.push_back(Json::parse(line)["id"].get<std::string>());
  return answers;
}

Lines matches_of(Detector& detector) {
  const auto found = detector.match();
  EXPECT_TRUE(found) << found.error().message;
  Lines lines;
  for (const MatchedPair& pair : found->pairs) lines.push_back(to_json(pair));
  return lines;
}

/// What the detector says, in the words of the files.
Answers by_detector(Detector& detector) {
  const auto result = detector.dedup();
  EXPECT_TRUE(result) << result.error().message;
  Answers answers;
  std::vector<std::pair<std::string_view, std::array<Json, 2>>> clusters;  // kept, removed
  for (const DocumentFate& d : result->documents) {
    if (d.fate == Fate::Kept) answers.kept.emplace_back(d.id);
    if (d.fate == Fate::Removed) {
      answers.duplicates.push_back(fmt::format(
          R"({{"id":{},"kept":{},"verdict":"{}","jaccard":{:.6g},"containment":{{"id":{:.6g},"kept":{:.6g}}},)"
          R"("cluster":{}}})",
          Json(d.id).dump(), Json(d.kept_id).dump(), name_of(d.verdict), d.jaccard, d.containment, d.kept_containment,
          Json(d.cluster).dump()));
      EXPECT_EQ(result->documents[d.kept].id, d.kept_id);
    }
    if (d.cluster.empty()) continue;
    auto it = std::find_if(clusters.begin(), clusters.end(), [&](const auto& c) { return c.first == d.cluster; });
    if (it == clusters.end()) it = clusters.insert(it, {d.cluster, {Json::array(), Json::array()}});
    it->second[d.fate == Fate::Kept ? 0 : 1].push_back(d.id);
  }
  for (const auto& [first, lists] : clusters) {
    answers.clusters.push_back(fmt::format(R"({{"cluster":{},"size":{},"kept":{},"removed":{}}})", Json(first).dump(),
                                           lists[0].size() + lists[1].size(), lists[0].dump(), lists[1].dump()));
  }
  EXPECT_EQ(result->summary.clusters, clusters.size());
  EXPECT_EQ(result->summary.removed_exact + result->summary.removed_near, answers.duplicates.size());
  EXPECT_EQ(result->summary.kept, answers.kept.size());
  answers.matches = matches_of(detector);
  return answers;
}

void expect_same(const Answers& files, const Answers& memory) {
  EXPECT_EQ(files.duplicates, memory.duplicates);
  EXPECT_EQ(files.clusters, memory.clusters);
  EXPECT_EQ(files.kept, memory.kept);
  EXPECT_EQ(files.matches, memory.matches);
}

Detector detector_over(const Collection& collection, const DetectorOptions& options) {
  auto detector = Detector::create(options);
  EXPECT_TRUE(detector) << detector.error().message;
  EXPECT_TRUE(detector->add(collection.documents()));
  return std::move(*detector);
}

TEST(Detector, AnswersAsTheVerbsForFilesDo) {
  const Collection collection = sample();
  for (const DetectorOptions& options : {options_with(Keep::Longest, 0.999, 1), options_with(Keep::Earliest, 0.999, 4),
                                         options_with(Keep::First, 1, 4), options_with(Keep::Score, 0.999, 1)}) {
    SCOPED_TRACE(static_cast<int>(options.keep));
    Detector detector = detector_over(collection, options);
    const Answers files = by_files(collection, options);
    EXPECT_GT(std::min({files.duplicates.size(), files.clusters.size(), files.matches.size()}), 10U);
    expect_same(files, by_detector(detector));
  }
}

TEST(Detector, CopiesAndViewsGiveTheSame) {
  const Collection collection = sample();
  const DetectorOptions options = options_with(Keep::Longest, 0.999, 2);
  Detector views = detector_over(collection, options);
  auto copies = Detector::create(options);
  ASSERT_TRUE(copies);
  for (const Json& record : collection.records) {  // gone when it is added
    const Collection one(std::vector<Json>{record});
    ASSERT_TRUE(copies->add(one.documents().front()));
  }
  EXPECT_EQ(views.size(), copies->size());
  expect_same(by_detector(views), by_detector(*copies));
}

TEST(Detector, ComparesWithASecondCollection) {
  std::vector<Json> all = sample().records;
  const Collection first({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2)});
  const Collection second({all.begin() + static_cast<std::ptrdiff_t>(all.size() / 3), all.end()});
  const DetectorOptions options = options_with(Keep::Longest, 0.999, 2);
  Detector detector = detector_over(first, options);
  ASSERT_TRUE(detector.add_against(second.documents()));
  EXPECT_EQ(file_matches(first, options, &second), matches_of(detector));
  const auto found = detector.match();
  ASSERT_TRUE(found);
  for (const MatchedPair& pair : found->pairs) {
    if (first.records[pair.position_a].contains("id")) {
      EXPECT_EQ(first.records[pair.position_a]["id"], pair.a);
    }
    if (second.records[pair.position_b].contains("id")) {
      EXPECT_EQ(second.records[pair.position_b]["id"], pair.b);
    }
  }
  const auto removed = detector.dedup();
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().code, Error::Code::InvalidOptions);
}

TEST(Detector, KeepsTheOrderOfDocumentsAndSaysWhatItRefused) {
  auto detector = Detector::create();
  ASSERT_TRUE(detector);
  ASSERT_TRUE(detector->add("a", "One text of a few words that is here twice."));
  ASSERT_TRUE(detector->add("broken", "not UTF-8: \xff"));
  ASSERT_TRUE(detector->add("a", "Another text under an id that was there before."));
  ASSERT_TRUE(detector->add("b", "One text of a few words that is here twice."));
  ASSERT_TRUE(detector->add("no text", {}));
  ASSERT_TRUE(detector->add("", "A text whose id is made of it."));
  const auto result = detector->dedup();
  ASSERT_TRUE(result);
  std::string fates;
  for (const DocumentFate& d : result->documents) fates += fmt::format("{} {}\n", d.id, name_of(d.fate));
  EXPECT_EQ(fates, fmt::format("a kept\nbroken refused\na refused\nb removed\nno text refused\n{} kept\n",
                               corpus::generated_id("", "A text whose id is made of it.")));
  std::string refused;
  for (const RefusedDocument& r : result->refused) refused += fmt::format("{} {}\n", r.position, r.reason);
  EXPECT_EQ(refused, "1 invalid-utf8\n2 repeated-id\n4 no-text\n");
  EXPECT_EQ(result->summary.num_refused(), 3U);
  EXPECT_EQ(result->documents[3].kept_id, "a");
  EXPECT_EQ(result->documents[3].verdict, Verdict::Exact);
}

TEST(Detector, TakesMoreDocumentsAfterAnAnswer) {
  auto detector = Detector::create();
  ASSERT_TRUE(detector);
  const auto empty = detector->dedup();
  ASSERT_TRUE(empty) << empty.error().message;
  EXPECT_TRUE(empty->documents.empty());
  ASSERT_TRUE(detector->add("a", "One text of a few words that is here twice."));
  ASSERT_TRUE(detector->dedup());
  ASSERT_TRUE(detector->add("b", "One text of a few words that is here twice."));
  const auto found = detector->match();
  ASSERT_TRUE(found);
  ASSERT_EQ(found->pairs.size(), 1U);
  EXPECT_EQ(found->pairs[0].a, "a");
  EXPECT_EQ(found->pairs[0].b, "b");
  EXPECT_EQ(found->pairs[0].match.verdict, Verdict::Exact);
}

TEST(Detector, HoldsOnToTheOwnersOfWhatItViews) {
  const DetectorOptions options = options_with(Keep::Longest, 0.999, 2);
  const Collection collection = sample();
  auto detector = Detector::create(options);
  ASSERT_TRUE(detector);
  auto owner = std::make_shared<const Collection>(collection);
  ASSERT_TRUE(detector->add(owner->documents(), owner));
  EXPECT_GT(owner.use_count(), 1);
  owner.reset();
  expect_same(by_files(collection, options), by_detector(*detector));
}

TEST(Detector, LetsItsCallerStop) {
  const Collection collection = sample();
  DetectorOptions options = options_with(Keep::Longest, 0.999, 2);
  std::atomic<bool> stop{false};
  std::vector<std::string> stages;
  options.run.stop = &stop;
  options.run.on_progress = [&](const Progress& progress) {
    stages.emplace_back(progress.stage);
    stop = true;
  };
  Detector detector = detector_over(collection, options);
  const auto interrupted = detector.match();
  ASSERT_FALSE(interrupted);
  EXPECT_EQ(interrupted.error().code, Error::Code::Interrupted);
  EXPECT_EQ(stages.at(0), "scan");
  stop = false;
  int pairs = 0;
  const auto stopped =
      Detector(detector_over(collection, options_with(Keep::Longest, 0.999, 2))).match([&](const MatchedPair&) {
        return ++pairs < 3;
      });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Error::Code::Interrupted);
  EXPECT_EQ(pairs, 3);
}

TEST(Detector, RefusesOptionsThatCannotBe) {
  DetectorOptions options;
  options.similarity.threshold = 1.5;
  EXPECT_EQ(Detector::create(options).error().code, Error::Code::InvalidOptions);
  options = {};
  options.kinds = {false, false, false, false, false};
  EXPECT_EQ(Detector::create(options).error().message, "no kinds to look for");
  options = {};
  options.run.memory_bytes = 1;
  EXPECT_EQ(Detector::create(options).error().code, Error::Code::InvalidOptions);
}

TEST(Detector, LeavesNothingOnScratch) {
  const oracle::TempDir dir;
  DetectorOptions options;
  options.run.scratch = dir.path();
  {
    const Collection collection = sample();
    Detector detector = detector_over(collection, options);
    ASSERT_TRUE(detector.dedup());
    ASSERT_TRUE(detector.match());
  }
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
}

}  // namespace
}  // namespace unspin
