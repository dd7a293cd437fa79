#include "engine/report/page.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "engine/report/assets.h"

namespace unspin::report {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kHostile = "</script><script>alert(1)</script>&\"' <!-- \xE2\x80\xA8 {{title}} \xFF";

Report hostile_report() {
  Report report;
  report.title = kHostile;
  report.notes = {std::string(kHostile)};
  report.run = {{"Options", {{std::string(kHostile), std::string(kHostile)}}}};
  for (const char* name : {"first ", "second "}) {
    Document document;
    document.id = name + std::string(kHostile);
    document.url = document.host = kHostile;
    document.text = "é\U0001F469 " + std::string(kHostile) + " Juno has 14 sheep.";
    document.found = true;
    report.documents.push_back(std::move(document));
  }
  Match match;
  match.verdict = Verdict::Rewrite;
  match.probability = 0.75;
  match.reasons = {std::string(kHostile)};
  match.anchors_shared = {std::string(kHostile)};
  match.passages = {{{2, 6}, {0, 2}, PassageKind::Paraphrased, 0.5}};
  report.pairs.push_back({0, 1, match, {std::string(kHostile)}, std::string(kHostile)});
  return report;
}

std::string page_of(const Report& report, Mode mode = Mode::Whole) {
  std::string page;
  const Survey survey(report, std::vector<std::uint32_t>(report.documents.size(), 0));
  Selection selection{mode, {}, {}};
  for (std::uint32_t n = 0; n < report.pairs.size(); ++n) {
    selection.pairs.push_back(n);
    if (mode == Mode::Index) selection.places.push_back({7, n});
  }
  auto written = write_page(report, survey, selection, [&](std::string_view piece) -> Result<void> {
    page += piece;
    return {};
  });
  EXPECT_TRUE(written.has_value());
  return page;
}

/// The parts of the data of a page, by id.
std::map<std::string, Json> data_of(const std::string& page) {
  const std::string begin = "<script type=\"application/json\" id=\"";
  std::map<std::string, Json> data;
  for (std::size_t at = page.find(begin); at != std::string::npos; at = page.find(begin, at)) {
    at += begin.size();
    const std::size_t quote = page.find("\">", at);
    const std::size_t end = page.find("</script>", quote);
    data[page.substr(at, quote - at)] = Json::parse(page.substr(quote + 2, end - quote - 2));
  }
  return data;
}

std::size_t count(const std::string& page, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = page.find(what); at != std::string::npos; at = page.find(what, at + 1)) ++found;
  return found;
}

TEST(Page, NothingHostileIsMarkup) {
  for (const Mode mode : {Mode::Whole, Mode::Index, Mode::Cluster, Mode::Compare}) {
    const std::string page = page_of(hostile_report(), mode);
    EXPECT_EQ(count(page, "alert(1)</script>"), 0U);
    EXPECT_EQ(count(page, "<script>"), 0U);
    EXPECT_EQ(count(page, "<script"), data_of(page).size() + 1) << "the data, and the one script";
    EXPECT_EQ(count(page, "\xE2\x80\xA8"), count(page, " \xE2\x80\xA8 {{title}}")) << "only in the text of elements";
    EXPECT_EQ(count(page, "\xFF"), 0U);
  }
}

TEST(Page, TheDataSayWhatTheReportSays) {
  const Report report = hostile_report();
  auto data = data_of(page_of(report));
  const Json& index = data.at("index");
  EXPECT_EQ(index["mode"], "whole");
  EXPECT_EQ(index["verdicts"][index["pairs"]["verdict"][0].get<std::size_t>()], "rewrite");
  EXPECT_EQ(index["pairs"]["probability"][0], 0.75);
  EXPECT_EQ(index["pairs"]["a"][0], 0);
  EXPECT_EQ(index["pairs"]["b"][0], 1);
  const std::string text = data.at("texts-0")[0];
  EXPECT_EQ(text.find("é\U0001F469 </script><script>alert(1)</script>&\"' <!-- \xE2\x80\xA8 {{title}} �"), 0U);
  const Json& passage = data.at("details-0")[0]["passages"][0];
  EXPECT_EQ(passage["a"]["at"], Json({1, 3})) << "bytes 2 to 6: one character, two code units";
  EXPECT_EQ(passage["b"]["at"], Json({0, 1}));
  EXPECT_EQ(passage["kind"], "paraphrased");
}

TEST(Page, AnIndexHasNoTextsAndSaysWhereTheyAre) {
  auto data = data_of(page_of(hostile_report(), Mode::Index));
  EXPECT_EQ(data.size(), 1U);
  EXPECT_EQ(data.at("index")["pairs"]["page"][0], 7);
}

TEST(Page, LargeDataAreInParts) {
  Report report;
  for (std::uint32_t n = 0; n < 40; ++n) {
    Document document;
    document.id = std::to_string(n);
    document.text = std::string(20'000, static_cast<char>('a' + n % 26));
    document.found = true;
    report.documents.push_back(document);
    if (n % 2 == 1) report.pairs.push_back({n - 1, n, {}, {}, {}});
  }
  const auto data = data_of(page_of(report));
  const Json& begins = data.at("index")["parts"]["texts"];
  ASSERT_GT(begins.size(), 2U);
  std::size_t n = 0;
  for (std::size_t part = 0; part < begins.size(); ++part) {
    EXPECT_EQ(begins[part], n);
    for (const Json& text : data.at("texts-" + std::to_string(part))) EXPECT_EQ(text, report.documents[n++].text);
  }
  EXPECT_EQ(n, 40U);
}

TEST(Page, PassagesOutsideTheTextsAreMisfits) {
  Report report = hostile_report();
  EXPECT_FALSE(is_misfit(report, report.pairs[0]));
  report.documents[1].text = "short";
  report.pairs[0].match.passages[0].b = {0, 6};
  EXPECT_TRUE(is_misfit(report, report.pairs[0]));
  auto data = data_of(page_of(report));
  EXPECT_EQ(data.at("details-0")[0]["misfit"], true);
  report.documents[1].found = false;
  EXPECT_FALSE(is_misfit(report, report.pairs[0]));
}

TEST(Page, ThePolicyLoadsNothing) {
  const std::string policy = page_policy();
  EXPECT_EQ(policy.find("default-src 'none'; script-src 'sha256-"), 0U);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(page_style().find("</style"), std::string_view::npos);
  EXPECT_EQ(page_script().find("</script"), std::string_view::npos);
  EXPECT_EQ(page_style().find("url("), std::string_view::npos);
}

TEST(Page, DigestsInBase64) {
  // Of the empty text, and one whose first and last bits are set.
  EXPECT_EQ(policy_source("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  EXPECT_EQ(policy_source("ffffff"), "sha256-////");
  EXPECT_EQ(policy_source("ff"), "sha256-/w==");
}

TEST(ScriptSafe, OnlyWritesOtherwise) {
  const std::string json = Json{{"a<b", "&>\xE2\x80\xA9"}}.dump();
  const std::string safe = script_safe(json);
  EXPECT_EQ(safe, "{\"a\\u003cb\":\"\\u0026\\u003e\\u2029\"}");
  EXPECT_EQ(Json::parse(safe), Json::parse(json));
}

}  // namespace
}  // namespace unspin::report
