#include "engine/corpus/json_text.h"

#include <random>

#include <gtest/gtest.h>
#include <unicode/unistr.h>
#include <nlohmann/json.hpp>

namespace unspin::corpus {
namespace {

std::string json_string(std::string_view text) {
  std::string out = "before ";
  append_json_string(out, text);
  EXPECT_TRUE(out.starts_with("before ")) << "appends only";
  return out.substr(7);
}

TEST(JsonText, EscapesOnlyWhatItMust) {
  EXPECT_EQ(json_string(""), "\"\"");
  EXPECT_EQ(json_string("plain é 東 🔥 /"), "\"plain é 東 🔥 /\"");
  EXPECT_EQ(json_string("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(json_string(std::string_view("\0\n\x1F\x7F", 4)), "\"\\u0000\\u000a\\u001f\x7F\"");
  EXPECT_EQ(json_string("\u2028\u2029\u2027"), "\"\\u2028\\u2029\u2027\"");
}

TEST(JsonText, AnotherParserReadsBackTheSameText) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 2'000; ++round) {
    icu::UnicodeString text;
    for (std::uint64_t i = random() % 20; i > 0; --i) {
      const auto c = static_cast<UChar32>(random() % (random() % 2 == 0 ? 0x80 : 0x2100));
      text.append(c);
    }
    text.append(static_cast<UChar32>(0x10000 + random() % 0x100000));
    std::string utf8;
    text.toUTF8String(utf8);
    ASSERT_EQ(nlohmann::json::parse(json_string(utf8)).get<std::string>(), utf8) << "round " << round;
    ASSERT_EQ(json_string(utf8).find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace unspin::corpus
