#include "engine/embed/static_model.h"

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/file.h"
#include "engine/base/hash.h"
#include "engine/embed/safetensors.h"
#include "engine/embed/tokenizer.h"
#include "tests/embed/expected.h"

namespace unspin::embed {
namespace {

namespace fs = std::filesystem;

constexpr char kShipped[] = "data/models/english";
constexpr char kTiny[] = "tests/embed/models/word-piece-f32";

std::string read(const fs::path& path) {
  Result<std::string> text = base::read_file(path);
  EXPECT_TRUE(text) << (text ? "" : text.error().message);
  return text ? *text : "";
}

StaticModel load(const fs::path& folder) {
  Result<StaticModel> model = StaticModel::load(project() / folder);
  if (!model) throw std::runtime_error(model.error().message);
  return std::move(*model);
}

std::vector<float> encode(Encoder& encoder, const StaticModel& model, std::string_view text) {
  std::vector<float> vector(static_cast<std::size_t>(model.width()));
  encoder.encode(text, vector);
  return vector;
}

/// The slow, obvious vector: whole text through the tokenizer, rows added in double.
std::vector<double> slow_vector(const Tokenizer& tokenizer, std::string_view tensors_file, std::string_view text) {
  const std::vector<Tensor> tensors = read_safetensors(tensors_file, "model").value();
  const Tensor& table = *find_tensor(tensors, "embeddings");
  const std::vector<float> background = floats(*find_tensor(tensors, "background_mean"), "model").value();
  std::vector<PieceId> ids;
  tokenizer.add_ids(text, ids);
  std::vector<double> sum(table.shape[1]);
  const auto scale = [&](double subtracted_share) {
    double squared = 0;
    for (const double x : sum) squared += x * x;
    for (std::size_t i = 0; i < sum.size(); ++i) {
      if (squared > 0) sum[i] = sum[i] / std::sqrt(squared) - subtracted_share * static_cast<double>(background[i]);
    }
  };
  for (const PieceId id : ids) {
    for (std::size_t i = 0; i < sum.size(); ++i) {
      sum[i] += static_cast<double>(static_cast<signed char>(table.bytes[id * sum.size() + i]));
    }
  }
  scale(1);
  scale(0);
  return sum;
}

/// Words, marks and characters of many scripts, with all kinds of blanks between.
std::string random_text(base::SplitMix64& random) {
  static const std::vector<std::string> parts = {"the",
                                                 "Ferry",
                                                 "unbelievably",
                                                 "1,250.5",
                                                 "(",
                                                 ")",
                                                 ".",
                                                 ",",
                                                 "—",
                                                 "é",
                                                 "Ünïcode",
                                                 "東京",
                                                 "[UNK]",
                                                 "[PAD]",
                                                 "don't",
                                                 "\xC2\xA0",
                                                 "\xE3\x80\x80",
                                                 "\xEF\xBB\xBF",
                                                 "\xC2\x85",
                                                 "\x0B",
                                                 "\xFF",
                                                 "\xF0\x9F\x98\x80",
                                                 "qqqqq",
                                                 "_",
                                                 std::string(120, 'x')};
  static const std::vector<std::string> blanks = {"", " ", " ", "\n", "\t", "  ", "\r\n"};
  std::string text;
  for (std::uint64_t i = random.next() % 40; i > 0; --i) {
    text += parts[random.next() % parts.size()] + blanks[random.next() % blanks.size()];
  }
  return text;
}

class EveryModel : public testing::TestWithParam<std::string> {};

TEST_P(EveryModel, EncodesAsThePythonLibrary) {
  const auto expected = read_expected();
  if (!fs::exists(project() / GetParam())) GTEST_SKIP() << GetParam() << " is not here";
  ASSERT_TRUE(expected.contains(GetParam()));
  const StaticModel model = load(GetParam());
  Encoder encoder(model);
  for (const Expected& sample : expected.at(GetParam())) {
    const std::vector<float> vector = encode(encoder, model, sample.text);
    ASSERT_EQ(sample.vector.size() * sample.stride, vector.size());
    for (std::size_t i = 0; i < sample.vector.size(); ++i) {
      EXPECT_NEAR(vector[i * sample.stride], sample.vector[i], 2e-6) << sample.text << ", number " << i * sample.stride;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(StaticModel, EveryModel,
                         testing::Values("data/models/english", "../shared/data/models/m2v-128-int8",
                                         "tests/embed/models/word-piece-f32",
                                         "tests/embed/models/word-piece-f64-background",
                                         "tests/embed/models/word-piece-f16-mapped", "tests/embed/models/unigram-i8",
                                         "tests/embed/models/unigram-sentence-transformers",
                                         "tests/embed/models/unigram-precompiled"));

TEST(StaticModel, BuiltInIsTheShippedOne) {
  Result<StaticModel> built_in = StaticModel::built_in();
  ASSERT_TRUE(built_in) << built_in.error().message;
  const StaticModel loaded = load(kShipped);
  ASSERT_EQ(built_in->width(), loaded.width());
  Encoder a(*built_in);
  Encoder b(loaded);
  base::SplitMix64 random(1);
  for (int i = 0; i < 100; ++i) {
    const std::string text = random_text(random);
    EXPECT_EQ(encode(a, *built_in, text), encode(b, loaded, text)) << text;
  }
}

TEST(StaticModel, OutlivesTheFolderAndMoves) {
  StaticModel model = load(kShipped);
  StaticModel moved = std::move(model);
  Encoder encoder(moved);
  EXPECT_NE(encode(encoder, moved, "ferry"), encode(encoder, moved, "train"));
}

TEST(Encoder, AgreesWithTheSlowWay) {
  const StaticModel model = load(kShipped);
  const std::string tensors = read(project() / kShipped / "model.safetensors");
  const Tokenizer tokenizer = Tokenizer::parse(read(project() / kShipped / "tokenizer.json"), "tokenizer.json").value();
  ASSERT_TRUE(tokenizer.is_local());
  Encoder encoder(model);
  base::SplitMix64 random(2);
  int empty = 0;
  for (int i = 0; i < 500; ++i) {
    const std::string text = random_text(random);
    const std::vector<double> slow = slow_vector(tokenizer, tensors, text);
    const std::vector<float> fast = encode(encoder, model, text);
    for (std::size_t k = 0; k < slow.size(); ++k) ASSERT_NEAR(fast[k], slow[k], 1e-6) << text;
    empty += slow[0] == 0 ? 1 : 0;
  }
  EXPECT_LT(empty, 100);
}

TEST(Encoder, ForgetsWithoutAnyEffect) {
  const StaticModel model = load(kTiny);
  const std::string text = "The ferry to the island was late, and nobody in the harbour knew why.";
  Encoder encoder(model);
  const std::vector<float> first = encode(encoder, model, text);
  for (int i = 0; i < 100'000; ++i) (void)encode(encoder, model, "word" + std::to_string(i));  // more than it keeps
  EXPECT_EQ(encode(encoder, model, text), first);
  Encoder fresh(model);
  EXPECT_EQ(encode(fresh, model, text), first);
}

TEST(Encoder, WordsAddUpToTheText) {
  const StaticModel model = load(kShipped);
  Encoder encoder(model);
  std::vector<float> numbers(static_cast<std::size_t>(model.width()));
  Sum sum{numbers};
  for (const char* word : {"it", "cost", "1,250.5", "euros", ",", "unquestionably", ".", "", " "})
    encoder.add(word, sum);
  EXPECT_GT(sum.count, 10);  // 1 , 250 . 5 and the pieces of the long word
  encoder.finish(sum);
  EXPECT_EQ(numbers, encode(encoder, model, "It cost 1,250.5 euros, unquestionably."));
  double squared = 0;
  for (const float x : numbers) squared += static_cast<double>(x) * static_cast<double>(x);
  EXPECT_NEAR(squared, 1, 1e-6);
}

TEST(Encoder, NothingIsZero) {
  const StaticModel model = load(kShipped);
  Encoder encoder(model);
  const std::vector<float> zeros(static_cast<std::size_t>(model.width()));
  EXPECT_EQ(encode(encoder, model, ""), zeros);
  EXPECT_EQ(encode(encoder, model, " \n\xE2\x80\x8B"), zeros);
  std::vector<float> numbers = zeros;
  Sum sum{numbers};
  encoder.finish(sum);
  EXPECT_EQ(numbers, zeros);
}

/// The error of a model whose files are the tiny one's, one of them replaced.
Error error_of(const std::string& tensors, const std::string& tokenizer) {
  const fs::path folder = project() / kTiny;
  const std::string good_tensors = read(folder / "model.safetensors");
  const std::string good_tokenizer = read(folder / "tokenizer.json");
  Result<StaticModel> model = StaticModel::from_memory(tensors.empty() ? good_tensors : tensors,
                                                       tokenizer.empty() ? good_tokenizer : tokenizer, "here");
  return model ? Error{Error::Code::Internal, "loaded"} : model.error();
}

std::string safetensors(const std::string& header, std::size_t data_bytes) {
  std::string file(8, '\0');
  const std::uint64_t size = header.size();
  std::memcpy(file.data(), &size, sizeof(size));
  return file + header + std::string(data_bytes, '\0');
}

void expect_refused(const Error& error, Error::Code code, const std::string& words) {
  EXPECT_EQ(error.code, code) << error.message;
  EXPECT_NE(error.message.find(words), std::string::npos) << error.message;
  EXPECT_NE(error.message.find("here/"), std::string::npos) << error.message;
}

TEST(StaticModel, SaysWhatIsWrongWithTensors) {
  const auto corrupt = Error::Code::CorruptFile;
  expect_refused(error_of("short", ""), corrupt, "shorter than eight bytes");
  expect_refused(error_of(std::string(8, '\xFF') + "{}", ""), corrupt, "cut short");
  expect_refused(error_of(safetensors("{", 0), ""), corrupt, "not JSON");
  expect_refused(error_of(safetensors("[]", 0), ""), corrupt, "no object");
  expect_refused(error_of(safetensors("{}", 0), ""), corrupt, "no static model");
  const auto table = [](const std::string& dtype, const std::string& shape, const std::string& offsets) {
    return R"({"embeddings":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
  };
  expect_refused(error_of(safetensors(table("Q4", "[2,2]", "[0,4]"), 4), ""), corrupt, "unknown type \"Q4\"");
  expect_refused(error_of(safetensors(table("I8", "[2,-2]", "[0,4]"), 4), ""), corrupt, "no usable shape");
  expect_refused(error_of(safetensors(table("I8", "[4294967296,4294967296]", "[0,0]"), 4), ""), corrupt,
                 "no usable shape");
  expect_refused(error_of(safetensors(table("I8", "[2,2]", "[0,5]"), 4), ""), corrupt, "outside of the file");
  expect_refused(error_of(safetensors(table("I8", "[2,2]", "[4,0]"), 4), ""), corrupt, "outside of the file");
  expect_refused(error_of(safetensors(table("I8", "[2,2]", "[0,3]"), 4), ""), corrupt, "4 numbers of 1 bytes expected");
  expect_refused(error_of(safetensors(table("I8", "[4]", "[0,4]"), 4), ""), corrupt, "no table of word pieces");
  expect_refused(error_of(safetensors(table("I8", "[0,2]", "[0,0]"), 4), ""), corrupt, "no table of word pieces");
  expect_refused(error_of(safetensors(table("I8", "[2,2]", "[0,4]"), 4), ""), corrupt, "the model rows for 2");
  expect_refused(error_of(safetensors(table("BF16", "[1000,1]", "[0,2000]"), 2000), ""),
                 Error::Code::UnsupportedVersion, "supported are F16, F32, F64 and I8");
}

TEST(StaticModel, SaysWhatIsWrongWithOptionalTensors) {
  const auto corrupt = Error::Code::CorruptFile;
  const auto with = [](const std::string& more, std::size_t bytes) {
    return safetensors(R"({"embeddings":{"dtype":"I8","shape":[1000,1],"data_offsets":[0,1000]},)" + more + "}",
                       1000 + bytes);
  };
  expect_refused(error_of(with(R"("weights":{"dtype":"F32","shape":[1],"data_offsets":[1000,1004]})", 4), ""), corrupt,
                 "weights: 1 numbers");
  expect_refused(error_of(with(R"("background_mean":{"dtype":"F32","shape":[0],"data_offsets":[1000,1000]})", 0), ""),
                 corrupt, "background_mean: 0 numbers");
  expect_refused(error_of(with(R"("mapping":{"dtype":"I32","shape":[1],"data_offsets":[1000,1004]})", 4), ""), corrupt,
                 "rows for 1");
  expect_refused(error_of(with(R"("mapping":{"dtype":"U8","shape":[1000],"data_offsets":[1000,2000]})", 1000), ""),
                 Error::Code::UnsupportedVersion, "supported are I32 and I64");
  std::string file = with(R"("mapping":{"dtype":"I64","shape":[1000],"data_offsets":[1000,9000]})", 8000);
  file.back() = '\x01';
  expect_refused(error_of(file, ""), corrupt, "is not in [0, 1000)");
  file = with(R"("background_mean":{"dtype":"F32","shape":[1],"data_offsets":[1000,1004]})", 4);
  file.replace(file.size() - 4, 4, "\xFF\xFF\xFF\xFF");
  expect_refused(error_of(file, ""), corrupt, "not finite");
}

TEST(StaticModel, SaysWhatIsWrongWithTokenizers) {
  const auto corrupt = Error::Code::CorruptFile;
  const auto other = Error::Code::UnsupportedVersion;
  const auto with = [](const std::string& more) {
    return R"({"model":{"type":"WordPiece","unk_token":"?","vocab":{"?":0}},)" + more + "}";
  };
  EXPECT_EQ(error_of("", with(R"("version":"1.0")")).message, "loaded");
  expect_refused(error_of("", "{"), corrupt, "not JSON");
  expect_refused(error_of("", "[]"), corrupt, "no \"model\"");
  expect_refused(error_of("", R"({"model":{"type":"BPE"}})"), other,
                 "\"BPE\" is not supported; WordPiece and Unigram are");
  expect_refused(error_of("", R"({"model":{"type":"WordPiece"}})"), corrupt, "without \"vocab\"");
  expect_refused(error_of("", R"({"model":{"type":"WordPiece","vocab":{"a":-1}}})"), corrupt,
                 "\"a\" has no usable number");
  expect_refused(error_of("", R"({"model":{"type":"WordPiece","vocab":{"a":0}}})"), corrupt,
                 "\"[UNK]\" is not in the vocabulary");
  expect_refused(error_of("", R"({"model":{"type":"Unigram"}})"), corrupt, "without \"vocab\"");
  expect_refused(error_of("", R"({"model":{"type":"Unigram","vocab":[["a"]]}})"), corrupt, "entry 0");
  expect_refused(error_of("", R"({"model":{"type":"Unigram","unk_id":1,"vocab":[["a",0]]}})"), corrupt, "unk_id 1");
  expect_refused(error_of("", R"({"model":{"type":"Unigram","byte_fallback":true,"vocab":[]}})"), other,
                 "byte_fallback");
  expect_refused(error_of("", with(R"("normalizer":{"type":"Nmt"})")), other, "normalizer \"Nmt\" is not supported");
  expect_refused(error_of("", with(R"("normalizer":{"type":"Sequence"})")), corrupt, "normalizers");
  expect_refused(error_of("", with(R"("normalizer":{"type":"Replace"})")), corrupt, "pattern");
  expect_refused(error_of("", with(R"("normalizer":{"type":"Replace","pattern":{"Regex":"a+"}})")), other,
                 "Replace of \"a+\"");
  expect_refused(error_of("", with(R"("normalizer":{"type":"Precompiled","precompiled_charsmap":"*"})")), corrupt,
                 "not base64");
  expect_refused(error_of("", with(R"("normalizer":{"type":"Precompiled","precompiled_charsmap":"CAAAAA=="})")),
                 corrupt, "no trie of 8 bytes");
  expect_refused(error_of("", with(R"("pre_tokenizer":{"type":"ByteLevel"})")), other, "pre_tokenizer \"ByteLevel\"");
  expect_refused(error_of("", with(R"("pre_tokenizer":{"type":"Sequence"})")), corrupt, "pretokenizers");
  expect_refused(error_of("", with(R"("added_tokens":[{"id":-1}])")), corrupt, "added token");
}

TEST(StaticModel, AWordIsToldFromWhatAllWordsHaveInCommon) {
  for (const char* const folder : {kShipped, kTiny}) {
    const StaticModel model = load(folder);
    const std::string file = read(project() / folder / "model.safetensors");
    const std::vector<Tensor> tensors = read_safetensors(file, "model").value();
    const Tensor& table = *find_tensor(tensors, "embeddings");
    const std::size_t width = table.shape[1];
    std::vector<float> floats_of_table;
    if (table.dtype == "I8") {
      for (const char byte : table.bytes) floats_of_table.push_back(static_cast<signed char>(byte));
    } else {
      floats_of_table = floats(table, "model").value();
    }
    std::vector<double> mean(width);
    for (std::size_t row = 0; row < table.shape[0]; ++row) {
      double squared = 0;
      for (std::size_t i = 0; i < width; ++i) squared += std::pow(floats_of_table[row * width + i], 2);
      for (std::size_t i = 0; i < width && squared > 0; ++i)
        mean[i] += static_cast<double>(floats_of_table[row * width + i]) / std::sqrt(squared) / double(table.shape[0]);
    }
    ASSERT_EQ(model.row_mean().size(), width);
    for (std::size_t i = 0; i < width; ++i) EXPECT_NEAR(static_cast<double>(model.row_mean()[i]), mean[i], 1e-5);

    Encoder encoder(model);
    std::vector<float> rows(width);
    Sum sum{rows};
    encoder.add("the", sum);
    double length = 0;
    for (const float value : rows) length += static_cast<double>(value) * static_cast<double>(value);
    std::vector<double> expected;
    double rest = 0;
    for (std::size_t i = 0; i < width; ++i) {
      expected.push_back(static_cast<double>(rows[i]) / std::sqrt(length) - mean[i]);
      rest += expected[i] * expected[i];
    }
    encoder.finish_word(sum);
    for (std::size_t i = 0; i < width; ++i)
      EXPECT_NEAR(static_cast<double>(rows[i]), expected[i] / std::sqrt(rest), 1e-4) << folder;
    std::fill(rows.begin(), rows.end(), 0.0F);
    encoder.finish_word(sum);
    EXPECT_EQ(rows, std::vector<float>(width)) << "of nothing";
  }
}

TEST(StaticModel, MissingFilesAreNamed) {
  Result<StaticModel> model = StaticModel::load(project() / "tests/embed");
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, Error::Code::Io);
  EXPECT_NE(model.error().message.find("model.safetensors"), std::string::npos) << model.error().message;
}

}  // namespace
}  // namespace unspin::embed
