#include "engine/verify/anchor_measures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "engine/verify/features.h"
#include "engine/verify/places.h"
#include "engine/verify/quantities.h"
#include "tests/verify/articles.h"

namespace unspin::verify {
namespace {

TEST(Places, AreOneWithTheirPeoples) {
  EXPECT_EQ(place_of("denmark"), "denmark");
  EXPECT_EQ(place_of("danish"), "denmark");
  EXPECT_EQ(place_of("danes"), "denmark");
  EXPECT_EQ(place_of("germans"), "germany");
  EXPECT_EQ(place_of("us"), "america");
  EXPECT_EQ(place_of("parisians"), "paris");
  EXPECT_EQ(place_of("dan"), "");
  EXPECT_EQ(place_of("uss"), "");
  EXPECT_EQ(place_of(""), "");
}

TEST(Places, OtherNamesLoseTheirPlural) {
  EXPECT_EQ(canonical_name("swiss"), "switzerland");
  EXPECT_EQ(canonical_name("harpers"), "harper");
  EXPECT_EQ(canonical_name("weiss"), "weiss");
  EXPECT_EQ(canonical_name("los"), "los");
  EXPECT_EQ(canonical_name("s"), "s");
}

TEST(Quantities, OfWordsAndNumbers) {
  EXPECT_EQ(quantity_of("fortnight"), 14);
  EXPECT_EQ(quantity_of("half"), .5);
  EXPECT_FALSE(quantity_of("seven"));
  EXPECT_FALSE(quantity_of(""));
  EXPECT_EQ(value_of_number("1200"), 1200);
  EXPECT_EQ(value_of_number("7:15"), 7.15);
  EXPECT_EQ(value_of_number("7.15"), 7.15);
  EXPECT_FALSE(value_of_number("1.2.3"));
  EXPECT_FALSE(value_of_number("1,2"));
  EXPECT_FALSE(value_of_number(""));
}

TEST(NumberPresence, IsGraded) {
  const auto presence = [](double value, Values values, bool is_time = false) {
    return number_presence(value, is_time, values);
  };
  EXPECT_FLOAT_EQ(presence(12, {3, 12}), 1);
  EXPECT_FLOAT_EQ(presence(7.15, {19.15}, true), .9F);
  EXPECT_FLOAT_EQ(presence(7.15, {19.15}), 0);
  EXPECT_FLOAT_EQ(presence(1020, {1000}), .8F);
  EXPECT_FLOAT_EQ(presence(8, {8.1}), 0);
  EXPECT_FLOAT_EQ(presence(61, {39}), .7F);
  EXPECT_FLOAT_EQ(presence(72, {3}), .6F);
  EXPECT_FLOAT_EQ(presence(3, {72}), .6F);
  EXPECT_FLOAT_EQ(presence(7, {39, 46}), .4F);
  EXPECT_FLOAT_EQ(presence(85, {39, 46}), .4F);
  EXPECT_FLOAT_EQ(presence(78, {39}), .4F);
  EXPECT_FLOAT_EQ(presence(3, {39, 42}), 0);
  EXPECT_FLOAT_EQ(presence(kNoValue, {1, 2}), 0);
  EXPECT_FLOAT_EQ(presence(5, {}), 0);
}

/// As the definition says it, value by value.
float slow_presence(double v, bool is_time, const Values& values) {
  const auto any = [&](auto what) { return std::any_of(values.begin(), values.end(), what); };
  const auto has = [&](double x, double tolerance = 1e-6) {
    return any([=](double z) { return std::abs(z - x) <= tolerance; });
  };
  if (has(v)) return 1;
  if (is_time && (has(v - 12) || has(v + 12))) return .9F;
  if (v >= 10 && has(v, .03 * v)) return .8F;
  if (v > 0 && v < 100 && v != 50 && has(100 - v)) return .7F;
  for (const double k : {7., 12., 24., 60., 100., 1000., .01}) {
    if (any([=](double z) { return std::abs(z * k - v) < 1e-6 * std::max(1., v); })) return .6F;
    if (any([=](double z) { return std::abs(z - v * k) < 1e-6 * std::max(1., v * k); })) return .6F;
  }
  if (v <= 3 || values.size() >= 80) return 0;
  for (const double x : values) {
    if (any([=](double z) { return std::abs(std::abs(z - x) - v) < 1e-6 || std::abs(z + x - v) < 1e-6; })) return .4F;
  }
  return 0;
}

TEST(NumberPresence, AgreesWithTheDefinition) {
  std::mt19937 random(3);
  std::map<float, int> seen;
  for (int round = 0; round < 20'000; ++round) {
    Values values(random() % 100);
    for (double& value : values) {
      value = static_cast<double>(random() % 2000) / (random() % 4 == 0 ? 100 : 1);
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (random() % 2 == 0) values.resize(std::min<std::size_t>(values.size(), 3));
    const double value = static_cast<double>(random() % 3000) / (random() % 4 == 0 ? 100 : 1);
    const bool is_time = random() % 2 == 0;
    const float expected = values.empty() ? 0 : slow_presence(value, is_time, values);
    EXPECT_EQ(number_presence(value, is_time, values), expected) << value;
    ++seen[expected];
  }
  EXPECT_EQ(seen.size(), 7U);  // every degree came up
}

TEST(NamesThatBeginAlike, AllButTwoLettersOfOne) {
  EXPECT_TRUE(begin_alike("catalonia", "catalon"));
  EXPECT_TRUE(begin_alike("peterson", "petersen"));
  EXPECT_FALSE(begin_alike("peter", "pete"));
  EXPECT_FALSE(begin_alike("petersburg", "peterhof"));
  EXPECT_TRUE(begin_alike("müller", "mülleri"));
}

/// Features of two texts whose first has the name or number in question.
float novel(const char* feature, std::string_view a, std::string_view b) {
  ArticleReader reader = small_model().reader();
  const std::vector<float> values = features_of(reader.read(a), reader.read(b));
  const auto& names = feature_names();
  return values[static_cast<std::size_t>(std::find(names.begin(), names.end(), feature) - names.begin())];
}

TEST(AnchorMeasures, WhatMeansTheSameIsNoNews) {
  constexpr std::string_view kText = "Everybody in the harbour knew the old ship. The crew came from Copenhagen";
  const auto with = [&](std::string_view end) { return std::string(kText) + std::string(end) + "."; };
  const auto lost = [&](std::string_view here, std::string_view there) {
    return novel("novel_weight_max", with(here), with(there));
  };
  EXPECT_EQ(lost(" and had Danes among them", " and had Danes among them"), 0);
  EXPECT_EQ(lost(" in seven hours", " in 7 hours"), 0);
  EXPECT_EQ(lost(" after 14 days", " after a fortnight"), 0);
  EXPECT_GT(lost(" after 14 days", " after a holiday"), 0);
  const auto lost_by_one = [&](std::string_view there) {
    return novel("novel_weight_min", with(" to see the NATO office"), with(there));
  };
  EXPECT_GT(lost_by_one(" to see the North Atlantic Treaty office"), 0);
  EXPECT_LT(lost_by_one(" to see the North Atlantic Treaty office"),
            lost_by_one(" to see the Atlantic North Treaty office"));
}

}  // namespace
}  // namespace unspin::verify
