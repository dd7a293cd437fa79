#include "engine/verify/trees.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/verify/features.h"
#include "engine/verify/rewrite_model.h"

namespace unspin::verify {
namespace {

using nlohmann::json;

const std::vector<std::string> kKnown = {"a", "b", "c"};

json small_scorer() {
  return {{"features", {"c", "a"}},
          {"bags", 2},
          {"trees", {{{0, .5, 1, 2}, {-1.0}, {1, .25, 3, 4}, {2.0}, {4.0}}, {{.5}}}},
          {"calibration", {2.0, -1.0}},
          {"cuts", {{"0.05", 1.25}}}};
}

Trees parse(const json& scorer) {
  auto trees = Trees::parse(json{{"set", scorer}}.dump(), "set", kKnown, "test");
  EXPECT_TRUE(trees) << trees.error().message;
  return std::move(*trees);
}

TEST(Trees, GoLeftUpToTheThreshold) {
  const Trees trees = parse(small_scorer());
  const auto score = [&](float a, float c) { return trees.score(std::vector<float>{a, 9, c}); };
  EXPECT_DOUBLE_EQ(score(0, .5F), (-1 + .5) / 2);
  EXPECT_DOUBLE_EQ(score(.25F, .51F), (2 + .5) / 2);
  EXPECT_DOUBLE_EQ(score(.26F, .51F), (4 + .5) / 2);
  EXPECT_DOUBLE_EQ(trees.probability(.5), .5);
  EXPECT_DOUBLE_EQ(trees.probability(1), 1 / (1 + std::exp(-1)));
  EXPECT_DOUBLE_EQ(trees.cut("0.05"), 1.25);
  EXPECT_DOUBLE_EQ(trees.cut("0.5"), 0);
}

/// As train.py evaluates it.
double slow_score(const json& scorer, const std::map<std::string, double>& values) {
  double total = 0;
  for (const json& nodes : scorer["trees"]) {
    json node = nodes[0];
    while (node.size() > 1) {
      const double value = values.at(scorer["features"][node[0].get<std::size_t>()]);
      node = nodes[value <= node[1].get<double>() ? node[2].get<std::size_t>() : node[3].get<std::size_t>()];
    }
    total += node[0].get<double>();
  }
  return total / scorer["bags"].get<double>();
}

/// A subtree in pre-order.
std::size_t grow(std::mt19937& random, json& nodes, int depth) {
  const std::size_t at = nodes.size();
  const auto number = [&] { return std::uniform_real_distribution<double>(-1, 1)(random); };
  nodes.push_back(json::array());
  if (depth == 0 || random() % 4 == 0) {
    nodes[at] = {number()};
    return at;
  }
  const std::size_t feature = random() % 3;
  const double threshold = number();
  const std::size_t left = grow(random, nodes, depth - 1);
  const std::size_t right = grow(random, nodes, depth - 1);
  nodes[at] = {feature, threshold, left, right};
  return at;
}

TEST(Trees, AgreeWithTheDefinition) {
  std::mt19937 random(5);
  json scorer = small_scorer();
  scorer["features"] = {"b", "c", "a"};
  scorer["bags"] = 7;
  scorer["trees"] = json::array();
  for (int t = 0; t < 50; ++t) {
    json nodes = json::array();
    grow(random, nodes, 6);
    scorer["trees"].push_back(nodes);
  }
  const Trees trees = parse(scorer);
  std::uniform_real_distribution<float> any(-1, 1);
  for (int round = 0; round < 500; ++round) {
    const std::vector<float> values = {any(random), any(random), any(random)};
    const std::map<std::string, double> by_name = {{"a", static_cast<double>(values[0])},
                                                   {"b", static_cast<double>(values[1])},
                                                   {"c", static_cast<double>(values[2])}};
    EXPECT_NEAR(trees.score(values), slow_score(scorer, by_name), 1e-6);
  }
}

TEST(Trees, AThresholdBetweenTwoFloatsIsNotRoundedUp) {
  json scorer = small_scorer();
  scorer["trees"] = {{{0, 0.1, 1, 2}, {1.0}, {2.0}}};  // the float nearest to 0.1 is above it
  scorer["bags"] = 1;
  EXPECT_EQ(parse(scorer).score(std::vector<float>{0, 0, 0.1F}), 2);
}

void expect_refused(const json& scorer, std::string_view message) {
  const auto trees = Trees::parse(json{{"set", scorer}}.dump(), "set", kKnown, "some.json");
  ASSERT_FALSE(trees) << message;
  EXPECT_EQ(trees.error().code, Error::Code::CorruptFile);
  EXPECT_NE(trees.error().message.find("some.json"), std::string::npos);
  EXPECT_NE(trees.error().message.find(message), std::string::npos) << trees.error().message;
}

TEST(Trees, DamagedScorersAreRefused) {
  EXPECT_FALSE(Trees::parse("", "set", kKnown, "x"));
  EXPECT_FALSE(Trees::parse("{", "set", kKnown, "x"));
  EXPECT_FALSE(Trees::parse("[]", "set", kKnown, "x"));
  const auto with = [](const char* key, const json& value) {
    json scorer = small_scorer();
    scorer[key] = value;
    return scorer;
  };
  expect_refused(with("features", {"c", "z"}), "\"z\" is not one that this program measures");
  expect_refused(with("features", 3), "features");
  expect_refused(with("bags", 0), "bags");
  expect_refused(with("trees", 1), "trees");
  expect_refused(with("trees", json::array({json::array()})), "tree 0");
  expect_refused(with("trees", {{{.5}}, {{7, .5, 1, 2}, {1.0}, {1.0}}}), "tree 1");  // feature
  expect_refused(with("trees", {{{0, .5, 0, 1}, {1.0}}}), "tree 0");                 // goes round
  expect_refused(with("trees", {{{0, .5, 1, 2}, {1.0}}}), "tree 0");                 // child outside
  expect_refused(with("trees", {{{0, "x", 1, 2}, {1.0}, {1.0}}}), "tree 0");
  expect_refused(with("trees", {{{0, .5, 1}}}), "tree 0");
  expect_refused(with("calibration", {1.0}), "calibration");
  expect_refused(with("cuts", {{"0.05", "x"}}), "cuts");
}

// --- what is compiled in

constexpr std::string_view kOriginal =
    "The town council of Ashford voted on Tuesday to close its last public library. Librarian Joan Mercer, 61, said "
    "she had "
    "learned of the plan from a newspaper. About 4,300 readers borrowed a book there last year, fewer than half as "
    "many as "
    "in 2005. Mayor Colin Price argued that the roof alone would cost 900,000 pounds. Opponents collected 2,750 "
    "signatures "
    "in nine days and carried them to the town hall in a wheelbarrow. The children's corner, painted by pupils in "
    "1988, "
    "will be moved to the school in Mill Lane. A final decision is expected in March. Until then the doors stay open "
    "on "
    "Mondays and Fridays.";
constexpr std::string_view kRewrite =
    "Ashford's councillors decided on Tuesday that the town's only remaining public library should shut. Joan Mercer, "
    "the "
    "61-year-old librarian, told reporters that she found out about the scheme by reading the paper. Some 4,300 people "
    "took "
    "out books in the past year, less than half the figure for 2005. According to mayor Colin Price, repairing the "
    "roof would "
    "by itself swallow 900,000 pounds. Those against it gathered 2,750 names within nine days and wheeled them to the "
    "town "
    "hall in a barrow. The corner for children, which schoolchildren painted in 1988, is to go to the Mill Lane "
    "school. The "
    "last word will be spoken in March. Readers can still come on Mondays and Fridays until that time.";
constexpr std::string_view kOther =
    "Farmers in the valley expect a poor harvest after the wettest June since 1976. Barley lies flat in many fields, "
    "said "
    "Peter Lowe of the growers' union, and potatoes have begun to rot. Prices at the market in Kendal rose by 12 per "
    "cent "
    "within a week. The union wants the government to pay advances by September. A ministry spokesman said officials "
    "would "
    "visit 40 farms before deciding. Bakers fear that bread will become dearer.";

TEST(RewriteModel, TheBuiltInOneTellsARewriteFromAStranger) {
  const auto model = RewriteModel::built_in();
  ASSERT_TRUE(model) << model.error().message;
  ArticleReader reader = model->reader();
  const Article original = reader.read(kOriginal);
  Comparer comparer;
  const auto probability = [&](std::string_view text) {
    return judge(*model, comparer.compare(original, reader.read(text)).values).probability;
  };
  EXPECT_GT(probability(kRewrite), .9);
  EXPECT_LT(probability(kOther), .2);
}

TEST(Trees, AScorerWithoutASetOfTreesIsRefusedByItsName) {
  const auto trees = Trees::parse(json{{"document", small_scorer()}}.dump(), "passage", kKnown, "some.json");
  ASSERT_FALSE(trees);
  EXPECT_EQ(trees.error().code, Error::Code::CorruptFile);
  EXPECT_NE(trees.error().message.find("some.json"), std::string::npos);
  EXPECT_NE(trees.error().message.find("\"passage\""), std::string::npos) << trees.error().message;
}

TEST(RewriteModel, AFolderWithoutAFileIsRefusedByItsName) {
  const auto nowhere = RewriteModel::load("/nowhere");
  ASSERT_FALSE(nowhere);
  EXPECT_NE(nowhere.error().message.find("/nowhere"), std::string::npos);
}

}  // namespace
}  // namespace unspin::verify
