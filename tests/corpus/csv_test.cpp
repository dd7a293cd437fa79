#include "engine/corpus/csv.h"

#include <gtest/gtest.h>

namespace unspin::corpus {
namespace {

using Fields = std::vector<std::string>;

TEST(Csv, SplitsAndUnquotes) {
  EXPECT_EQ(split_csv_record("a,b,c", ','), (Fields{"a", "b", "c"}));
  EXPECT_EQ(split_csv_record("a,,", ','), (Fields{"a", "", ""}));
  EXPECT_EQ(split_csv_record("\"a,b\",\"c\"\"d\",\"e\nf\"", ','), (Fields{"a,b", "c\"d", "e\nf"}));
  EXPECT_EQ(split_csv_record("a;b,c;\"d;e\"\r", ';'), (Fields{"a", "b,c", "d;e"}));
  EXPECT_EQ(split_csv_record("\"\",x", ','), (Fields{"", "x"}));
}

TEST(Csv, TsvHasNoQuotes) {
  EXPECT_EQ(split_csv_record("a\t\"b\tc\"\r", '\t'), (Fields{"a", "\"b", "c\""}));
  EXPECT_EQ(split_csv_record("\t\t", '\t'), (Fields{"", "", ""}));
}

TEST(Csv, ARecordEndsAtTheFirstLineBreakOutsideQuotes) {
  const std::string_view text = "1,\"a\nb\",c\n2,\"x\"\"\ny\"\n3";
  EXPECT_EQ(csv_record_end(text, 0, ','), 9U);
  EXPECT_EQ(csv_record_end(text, 10, ','), 19U);
  EXPECT_EQ(csv_record_end(text, 20, ','), std::string_view::npos);
  EXPECT_EQ(csv_record_end("1,\"open\n2,x\n", 0, ','), std::string_view::npos);
  EXPECT_EQ(csv_record_end("\n", 0, ','), 0U);
}

TEST(Csv, AQuoteInsideAPlainFieldOpensNothing) {
  const std::string_view text = "1,5\" disk\n2,x\n";
  EXPECT_EQ(csv_record_end(text, 0, ','), 9U);
  EXPECT_EQ(split_csv_record(text.substr(0, 9), ','), (Fields{"1", "5\" disk"}));
}

TEST(Csv, TheDelimiterIsTheCommonestOfTheHeader) {
  EXPECT_EQ(guess_delimiter("id,text"), ',');
  EXPECT_EQ(guess_delimiter("id;text;a,b"), ';');
  EXPECT_EQ(guess_delimiter("id\ttext"), '\t');
  EXPECT_EQ(guess_delimiter("text"), ',');
}

}  // namespace
}  // namespace unspin::corpus
