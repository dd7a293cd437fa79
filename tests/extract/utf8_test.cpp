#include "engine/extract/utf8.h"

#include <gtest/gtest.h>

namespace unspin::extract {
namespace {

std::string repaired(std::string_view bytes) {
  std::string out;
  append_repaired(out, bytes);
  return out;
}

TEST(Utf8, CountsCharactersBeyondAsciiAndMalformedBytes) {
  const Utf8Count count = count_utf8("plain, Gr\u00FC\u00DFe, \u65E5\u672C, \xFF and \xC3(");
  EXPECT_EQ(count.characters, 4u);
  EXPECT_EQ(count.malformed, 2u);
}

TEST(Utf8, ACharacterThatTheEndCutsOffIsNoMistake) {
  EXPECT_EQ(count_utf8("caf\xC3").malformed, 0u);
  EXPECT_EQ(count_utf8("\xF0\x9F\x98").malformed, 0u);
  EXPECT_EQ(repaired("caf\xC3"), "caf");
}

TEST(Utf8, MalformedBytesAreReplacedOneByOne) {
  EXPECT_EQ(repaired("a\xFF\xFE"
                     "b"),
            "a\uFFFD\uFFFDb");
  EXPECT_EQ(repaired("\uFFFD is itself"), "\uFFFD is itself");
  EXPECT_EQ(repaired("\xED\xA0\x80 surrogate"), "\uFFFD\uFFFD\uFFFD surrogate");
}

TEST(Utf8, ControlCharactersBecomeSpaces) {
  std::string text(
      "a\0b\x01"
      "c\td\ne",
      9);
  EXPECT_TRUE(has_controls(text));
  blank_controls(text);
  EXPECT_EQ(text, "a b c\td\ne");
  EXPECT_FALSE(has_controls(text));
}

TEST(Utf8, ClipsBetweenCharacters) {
  EXPECT_EQ(clip("gr\u00FC\u00DF", 3), "gr");
  EXPECT_EQ(clip("gr\u00FC\u00DF", 4), "gr\u00FC");
  EXPECT_EQ(clip("short", 100), "short");
}

}  // namespace
}  // namespace unspin::extract
