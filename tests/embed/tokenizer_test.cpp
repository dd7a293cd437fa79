#include "engine/embed/tokenizer.h"

#include <gtest/gtest.h>

#include "engine/base/file.h"
#include "tests/embed/expected.h"

namespace unspin::embed {
namespace {

namespace fs = std::filesystem;

std::vector<PieceId> ids_of(const Tokenizer& tokenizer, std::string_view text) {
  std::vector<PieceId> ids;
  tokenizer.add_ids(text, ids);
  return ids;
}

Tokenizer parse(const std::string& json) {
  Result<Tokenizer> tokenizer = Tokenizer::parse(json, "test");
  if (!tokenizer) throw std::runtime_error(tokenizer.error().message);
  return std::move(*tokenizer);
}

/// One with the pieces ?, a, ab, ##b, ##c, b, "." and members of its own.
Tokenizer with(const std::string& members) {
  return parse(
      R"({"model":{"type":"WordPiece","unk_token":"?","vocab":{"?":0,"a":1,"ab":2,"##b":3,"##c":4,"b":5,".":6}},)" +
      members + "}");
}

using Ids = std::vector<PieceId>;

TEST(Tokenizer, CutsAsThePythonLibrary) {
  int checked = 0;
  for (const auto& [folder, samples] : read_expected()) {
    fs::path place = project() / folder;
    if (fs::exists(place / "0_StaticEmbedding")) place /= "0_StaticEmbedding";
    if (!fs::exists(place)) continue;
    const Tokenizer tokenizer = parse(base::read_file(place / "tokenizer.json").value());
    for (const Expected& sample : samples) {
      EXPECT_EQ(ids_of(tokenizer, sample.text), sample.ids) << folder << ": " << sample.text;
      ++checked;
    }
  }
  EXPECT_GE(checked, 7 * 15);
}

TEST(WordPiece, TakesTheLongestFromTheLeft) {
  const Tokenizer tokenizer = with(R"("pre_tokenizer":{"type":"WhitespaceSplit"})");
  EXPECT_EQ(ids_of(tokenizer, "abbc a ab acb"), (Ids{2, 3, 4, 1, 2, 1, 4, 3}));
}

TEST(WordPiece, AnUnknownWordIsLeftOutWhole) {
  const Tokenizer tokenizer = with(R"("pre_tokenizer":{"type":"WhitespaceSplit"})");
  EXPECT_EQ(ids_of(tokenizer, "a abx ? a"), (Ids{1, 1}));
}

TEST(Tokenizer, AddedTokensComeFirst) {
  const Tokenizer tokenizer = with(
      R"("pre_tokenizer":{"type":"WhitespaceSplit"},"normalizer":{"type":"Lowercase"},"added_tokens":[
      {"id":7,"content":"ba","normalized":false},{"id":8,"content":"BAB","normalized":true},
      {"id":9,"content":"cc","single_word":true},{"id":10,"content":"<m>","lstrip":true,"rstrip":true,"special":true}])");
  EXPECT_EQ(ids_of(tokenizer, "aba a"), (Ids{1, 7, 1}));
  EXPECT_EQ(ids_of(tokenizer, "aBAb BAB"), (Ids{1, 8, 8}));  // in lower case; ba as it stands is not there
  EXPECT_EQ(ids_of(tokenizer, "cc. a"), (Ids{9, 6, 1}));
  EXPECT_EQ(ids_of(tokenizer, "acc ccb"), Ids({1, 4, 4}));
  EXPECT_EQ(ids_of(tokenizer, "a <m> <M> a"), (Ids{1, 10, 1}));
  EXPECT_EQ(tokenizer.num_ids(), 11U);
}

TEST(Unigram, FindsTheLikeliestWay) {
  const Tokenizer tokenizer = parse(
      R"({"model":{"type":"Unigram","unk_id":0,"vocab":[["?",0],["a",-2],["b",-2],["ab",-3],["ba",-1.5],["abab",-9]]}})");
  EXPECT_EQ(ids_of(tokenizer, "abab"), (Ids{1, 4, 2}));  // -5.5; ab ab: -6
  EXPECT_EQ(ids_of(tokenizer, "axb"), (Ids{1, 2}));
  EXPECT_EQ(ids_of(tokenizer, "\xFF\xE6\x9D\xB1"), Ids{});
}

TEST(Tokenizer, KnowsWhatIsLocal) {
  EXPECT_TRUE(with(R"("pre_tokenizer":{"type":"BertPreTokenizer"},"normalizer":{"type":"BertNormalizer"})").is_local());
  EXPECT_FALSE(with(R"("normalizer":{"type":"BertNormalizer"})").is_local());
  EXPECT_FALSE(with(R"("pre_tokenizer":{"type":"Metaspace"})").is_local());
  EXPECT_FALSE(
      with(R"("pre_tokenizer":{"type":"BertPreTokenizer"},"normalizer":{"type":"Prepend","prepend":"x"})").is_local());
  EXPECT_FALSE(
      with(R"("pre_tokenizer":{"type":"BertPreTokenizer"},"added_tokens":[{"id":1,"content":"a b"}])").is_local());
}

}  // namespace
}  // namespace unspin::embed
