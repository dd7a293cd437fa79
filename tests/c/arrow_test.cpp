// Arrow in and out of the C library: streams made by hand, and what comes back.

#include <cstring>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <unspin/c.h>
#include <unspin/compare.h>

#include "engine/c/arrow_columns.h"
#include "engine/c/arrow_writer.h"
#include "engine/c/results.h"

namespace unspin::c {
namespace {

/// A column with its buffers. What is handed over is a view; released counts.
struct TestColumn {
  std::string name;
  std::string format;
  std::vector<std::vector<char>> buffers;  // an empty first one: no validity
  std::int64_t length = 0;
  std::int64_t offset = 0;
  std::shared_ptr<TestColumn> dictionary = nullptr;

  std::vector<const void*> pointers = {};
  ArrowArray array = {};
  ArrowSchema schema = {};

  void connect() {
    pointers.clear();
    for (const auto& buffer : buffers) pointers.push_back(buffer.empty() ? nullptr : buffer.data());
    array = {length,  -1,      offset, static_cast<std::int64_t>(buffers.size()), 0, pointers.data(), nullptr,
             nullptr, nullptr, nullptr};
    schema = {format.c_str(), name.c_str(), nullptr, ARROW_FLAG_NULLABLE, 0, nullptr, nullptr, nullptr, nullptr};
    if (!dictionary) return;
    dictionary->connect();
    array.dictionary = &dictionary->array;
    schema.dictionary = &dictionary->schema;
  }
};

template <typename T>
std::vector<char> bytes_of(const std::vector<T>& values) {
  std::vector<char> bytes(values.size() * sizeof(T));
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::vector<char> validity_of(const std::vector<bool>& valid) {
  std::vector<char> bits(valid.size() / 8 + 1);
  for (std::size_t i = 0; i < valid.size(); ++i) {
    if (valid[i]) bits[i / 8] = static_cast<char>(bits[i / 8] | 1 << (i % 8));
  }
  return bits;
}

using Texts = std::vector<std::optional<std::string>>;

template <typename Offset>
TestColumn texts(std::string name, std::string format, const Texts& values) {
  std::vector<Offset> offsets{0};
  std::vector<char> bytes;
  std::vector<bool> valid;
  for (const auto& value : values) {
    if (value) bytes.insert(bytes.end(), value->begin(), value->end());
    offsets.push_back(static_cast<Offset>(bytes.size()));
    valid.push_back(value.has_value());
  }
  return {std::move(name),
          std::move(format),
          {validity_of(valid), bytes_of(offsets), bytes},
          static_cast<std::int64_t>(values.size())};
}

/// Long texts in a buffer behind the views, short ones inside them.
TestColumn views(std::string name, const Texts& values) {
  std::vector<char> slots;
  std::vector<char> bytes;
  std::vector<bool> valid;
  for (const auto& value : values) {
    const std::string text = value.value_or("");
    char slot[16] = {};
    const auto size = static_cast<std::int32_t>(text.size());
    std::memcpy(slot, &size, 4);
    if (text.size() <= 12) {
      std::memcpy(slot + 4, text.data(), text.size());
    } else {
      const auto offset = static_cast<std::int32_t>(bytes.size());
      std::memcpy(slot + 4, text.data(), 4);
      std::memcpy(slot + 12, &offset, 4);
      bytes.insert(bytes.end(), text.begin(), text.end());
    }
    slots.insert(slots.end(), slot, slot + sizeof slot);
    valid.push_back(value.has_value());
  }
  const std::vector<std::int64_t> sizes{static_cast<std::int64_t>(bytes.size())};
  return {std::move(name),
          "vu",
          {validity_of(valid), slots, bytes, bytes_of(sizes)},
          static_cast<std::int64_t>(values.size())};
}

/// Every value once in a dictionary, null where there is none.
TestColumn dictionary(std::string name, const Texts& values) {
  std::vector<std::int16_t> indices;
  std::vector<bool> valid;
  Texts distinct;
  for (const auto& value : values) {
    const auto it = std::find(distinct.begin(), distinct.end(), value);
    indices.push_back(static_cast<std::int16_t>(it - distinct.begin()));
    valid.push_back(value.has_value());
    if (it == distinct.end()) distinct.push_back(value);
  }
  TestColumn column{
      std::move(name), "s", {validity_of(valid), bytes_of(indices)}, static_cast<std::int64_t>(values.size())};
  column.dictionary = std::make_shared<TestColumn>(texts<std::int64_t>("", "U", distinct));
  return column;
}

template <typename T>
TestColumn numbers(std::string name, std::string format, const std::vector<T>& values) {
  return {std::move(name), std::move(format), {{}, bytes_of(values)}, static_cast<std::int64_t>(values.size())};
}

/// A batch of these columns.
struct TestBatch {
  std::vector<TestColumn> columns;
  std::int64_t length;
  std::int64_t offset = 0;

  ArrowArray array = {};
  ArrowSchema schema = {};
  std::vector<ArrowArray*> arrays = {};
  std::vector<ArrowSchema*> schemas = {};
  const void* validity = nullptr;

  void connect() {
    arrays.clear();
    schemas.clear();
    for (TestColumn& column : columns) {
      column.connect();
      arrays.push_back(&column.array);
      schemas.push_back(&column.schema);
    }
    const auto count = static_cast<std::int64_t>(columns.size());
    array = {length, 0, offset, 1, count, &validity, arrays.data(), nullptr, nullptr, nullptr};
    schema = {"+s", "", nullptr, 0, count, schemas.data(), nullptr, nullptr, nullptr};
  }

  Result<DocumentBatch> read(const ColumnNames& names = {}) {
    connect();
    const auto found = find_columns(schema, names);
    if (!found) return tl::unexpected(found.error());
    return read_batch(array, *found);
  }
};

std::vector<std::string> described(const DocumentBatch& batch) {
  std::vector<std::string> all;
  for (const Document& d : batch.documents) {
    all.push_back(fmt::format("{}|{}|{}|{}|{}", d.id, d.text.data() == nullptr ? "(none)" : d.text, d.url,
                              d.date ? std::to_string(std::lround(*d.date)) : "", d.score.value_or(-1)));
  }
  return all;
}

const Texts kTexts = {"one", std::nullopt, "", "a text that is longer than twelve bytes", "one"};

TEST(ArrowColumns, EveryFormOfTextIsTheSame) {
  const std::vector<std::string> expected = {"1|one|||-1", "2|(none)|||-1", "3||||-1",
                                             "4|a text that is longer than twelve bytes|||-1", "5|one|||-1"};
  const std::vector<std::function<TestColumn(std::string, const Texts&)>> forms = {
      [](auto name, const auto& values) { return texts<std::int32_t>(name, "u", values); },
      [](auto name, const auto& values) { return texts<std::int64_t>(name, "U", values); }, views, dictionary};
  for (const auto& form : forms) {
    TestBatch batch{{form("id", {"1", "2", "3", "4", "5"}), form("text", kTexts)}, 5};
    const auto read = batch.read();
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(described(*read), expected);
  }
}

TEST(ArrowColumns, SlicesOfSlices) {
  TestBatch batch{{texts<std::int32_t>("text", "u", {"x", "x", "a", "b", std::nullopt, "c", "x"}),
                   numbers<std::uint8_t>("id", "C", {0, 0, 0, 1, 2, 3, 4, 0})},
                  4,
                  1};
  batch.columns[0].offset = 1;
  batch.columns[0].length = 6;
  batch.columns[1].offset = 2;
  batch.columns[1].length = 6;
  const auto read = batch.read();
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(described(*read), (std::vector<std::string>{"1|a|||-1", "2|b|||-1", "3|(none)|||-1", "4|c|||-1"}));
}

TEST(ArrowColumns, IdsAndDatesOfAllTypes) {
  const std::vector<TestColumn> ids = {numbers<std::int8_t>("id", "c", {7}),   numbers<std::int16_t>("id", "s", {7}),
                                       numbers<std::int32_t>("id", "i", {7}),  numbers<std::int64_t>("id", "l", {7}),
                                       numbers<std::uint16_t>("id", "S", {7}), numbers<std::uint32_t>("id", "I", {7}),
                                       numbers<std::uint64_t>("id", "L", {7}), texts<std::int32_t>("id", "u", {"7"})};
  const std::vector<TestColumn> dates = {numbers<std::int32_t>("date", "tdD", {19844}),
                                         numbers<std::int64_t>("date", "tdm", {1714521600000}),
                                         numbers<std::int64_t>("date", "tss:UTC", {1714521600}),
                                         numbers<std::int64_t>("date", "tsm:", {1714521600000}),
                                         numbers<std::int64_t>("date", "tsu:", {1714521600000000}),
                                         numbers<std::int64_t>("date", "tsn:", {1714521600000000000}),
                                         numbers<double>("date", "g", {1714521600.0}),
                                         texts<std::int32_t>("date", "u", {"2024-05-01"})};
  for (std::size_t i = 0; i < ids.size(); ++i) {
    TestBatch batch{{ids[i], dates[i], texts<std::int32_t>("text", "u", {"text"}),
                     numbers<float>("quality", "f", {0.5F}), texts<std::int32_t>("url", "u", {"http://a.example"})},
                    1};
    const auto read = batch.read({"", "", "quality"});
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(described(*read)[0], "7|text|http://a.example|1714521600|0.5") << ids[i].format << dates[i].format;
  }
  TestBatch largest{
      {numbers<std::uint64_t>("id", "L", {18446744073709551615U}), texts<std::int32_t>("text", "u", {"t"})}, 1};
  EXPECT_EQ(largest.read()->documents[0].id, "18446744073709551615");
}

TEST(ArrowColumns, SaysWhatIsWrongWithASchema) {
  const auto message = [](TestBatch batch, const ColumnNames& names = {}) {
    const auto read = batch.read(names);
    return read ? std::string("read") : read.error().message;
  };
  const TestColumn text = texts<std::int32_t>("text", "u", {"t"});
  EXPECT_EQ(message({{numbers<double>("text", "g", {1})}, 1}),
            "column text has the Arrow type g, which cannot be read: cast it to utf8");
  EXPECT_EQ(message({{}, 1}), "no column text, content, raw_content");
  EXPECT_EQ(message({{text}, 1}, {"key", "", ""}), "no column key");
  EXPECT_EQ(message({{text, numbers<double>("id", "g", {1})}, 1}), "ids must be texts or whole numbers: cast them");
  TestBatch short_column{{text}, 2};
  EXPECT_EQ(message(short_column), "an Arrow batch is not what its schema says");
}

/// A stream over batches that the test owns; `released` counts batches and the stream.
struct TestStream {
  std::vector<TestBatch>& batches;
  int& released;
  int fail_at = -1;
  std::size_t next = 0;
  ArrowSchema schema = {};

  static TestStream& of(ArrowArrayStream* stream) { return *static_cast<TestStream*>(stream->private_data); }

  ArrowArrayStream open() {
    for (TestBatch& batch : batches) batch.connect();
    ArrowArrayStream stream{};
    stream.private_data = this;
    stream.get_schema = [](ArrowArrayStream* s, ArrowSchema* out) {
      *out = of(s).batches.front().schema;
      out->release = [](ArrowSchema* self) { self->release = nullptr; };
      return 0;
    };
    stream.get_next = [](ArrowArrayStream* s, ArrowArray* out) {
      TestStream& own = of(s);
      if (static_cast<int>(own.next) == own.fail_at) return 5;
      *out = {};
      if (own.next == own.batches.size()) return 0;
      *out = own.batches[own.next++].array;
      out->private_data = &own;
      out->release = [](ArrowArray* self) {
        ++static_cast<TestStream*>(self->private_data)->released;
        self->release = nullptr;
      };
      return 0;
    };
    stream.get_last_error = [](ArrowArrayStream*) { return "the disk is on fire"; };
    stream.release = [](ArrowArrayStream* s) {
      ++of(s).released;
      s->release = nullptr;
    };
    return stream;
  }
};

TEST(CLibrary, TakesAStreamAndReleasesIt) {
  std::vector<TestBatch> batches = {
      {{texts<std::int32_t>("text", "u", {"the same words in both batches", "other"})}, 2},
      {{texts<std::int32_t>("text", "u", {"The same words in both batches."})}, 1}};
  int released = 0;
  TestStream source{batches, released};
  unspin_detector* detector = nullptr;
  ASSERT_EQ(unspin_detector_create(nullptr, &detector), UNSPIN_OK);
  ArrowArrayStream stream = source.open();
  ASSERT_EQ(unspin_detector_add_arrow(detector, &stream), UNSPIN_OK) << unspin_last_error();
  EXPECT_EQ(stream.release, nullptr);
  EXPECT_EQ(released, 1) << "the batches are kept";
  EXPECT_EQ(unspin_detector_size(detector), 3U);
  ArrowArrayStream result{};
  ASSERT_EQ(unspin_detector_dedup(detector, &result), UNSPIN_OK) << unspin_last_error();
  ArrowArray rows{};
  ASSERT_EQ(result.get_next(&result, &rows), 0);
  EXPECT_EQ(rows.length, 3);
  EXPECT_EQ(static_cast<const std::uint8_t*>(rows.children[1]->buffers[1])[0], 0b110) << "the longer copy stays";
  rows.release(&rows);
  ASSERT_EQ(result.get_next(&result, &rows), 0);
  EXPECT_EQ(rows.release, nullptr);
  result.release(&result);
  unspin_detector_destroy(detector);
  EXPECT_EQ(released, 3);
}

TEST(CLibrary, SaysWhenAStreamFails) {
  std::vector<TestBatch> batches = {{{texts<std::int32_t>("text", "u", {"text"})}, 1}};
  int released = 0;
  TestStream source{batches, released, 1};
  unspin_detector* detector = nullptr;
  ASSERT_EQ(unspin_detector_create(nullptr, &detector), UNSPIN_OK);
  ArrowArrayStream stream = source.open();
  EXPECT_EQ(unspin_detector_add_arrow(detector, &stream), UNSPIN_IO);
  EXPECT_STREQ(unspin_last_error(), "the Arrow stream failed: the disk is on fire, error 5");
  EXPECT_EQ(unspin_detector_size(detector), 1U);
  unspin_detector_destroy(detector);
  EXPECT_EQ(released, 2);
}

TEST(CLibrary, RefusesWhatCannotBe) {
  EXPECT_EQ(unspin_detector_create(nullptr, nullptr), UNSPIN_INVALID_OPTIONS);
  EXPECT_STREQ(unspin_last_error(), "detector is NULL");
  unspin_detector* detector = nullptr;
  unspin_options options;
  unspin_options_init(&options, sizeof options);
  options.size = 3;
  EXPECT_EQ(unspin_detector_create(&options, &detector), UNSPIN_INVALID_OPTIONS);
  unspin_options_init(&options, sizeof options);
  options.keep = 9;
  EXPECT_EQ(unspin_detector_create(&options, &detector), UNSPIN_INVALID_OPTIONS);
  EXPECT_STREQ(unspin_last_error(), "9 is no way to keep");
  unspin_options_init(&options, sizeof options);
  options.model = "/nowhere";
  char* json = nullptr;
  EXPECT_NE(unspin_compare(&options, "a", 1, "b", 1, &json), UNSPIN_OK);
  EXPECT_EQ(json, nullptr);
  EXPECT_EQ(detector, nullptr);
  unspin_detector_destroy(nullptr);
  unspin_free(nullptr);
}

TEST(CLibrary, AnOlderCallersOptionsAreShorter) {
  unspin_options options;
  std::memset(&options, 0xAB, sizeof options);
  unspin_options_init(&options, offsetof(unspin_options, kinds));  // what the caller knew
  options.threshold = 0.5;
  unspin_detector* detector = nullptr;
  ASSERT_EQ(unspin_detector_create(&options, &detector), UNSPIN_OK) << unspin_last_error();
  unspin_detector_destroy(detector);
}

TEST(CLibrary, ProgressMayEndACall) {
  unspin_options options;
  unspin_options_init(&options, sizeof options);
  int calls = 0;
  options.user_data = &calls;
  options.on_progress = [](const unspin_progress*, void* user_data) { return ++*static_cast<int*>(user_data); };
  unspin_detector* detector = nullptr;
  ASSERT_EQ(unspin_detector_create(&options, &detector), UNSPIN_OK);
  ASSERT_EQ(unspin_detector_add(detector, "id", "text", 4), UNSPIN_OK);
  ArrowArrayStream result{};
  EXPECT_EQ(unspin_detector_match(detector, &result), UNSPIN_INTERRUPTED);
  EXPECT_STREQ(unspin_last_error(), "interrupted");
  EXPECT_EQ(result.release, nullptr);
  EXPECT_GT(calls, 0);
  unspin_detector_destroy(detector);
}

TEST(Results, BatchesAreOfBoundedSize) {
  const std::string id(5'000'000, 'x');
  DedupResult result;
  for (int i = 0; i < 30; ++i) result.documents.push_back({id});
  ArrowArrayStream stream{};
  write_fates(std::move(result), nullptr, stream);
  std::int64_t rows = 0;
  int batches = 0;
  for (;;) {
    ArrowArray batch{};
    ASSERT_EQ(stream.get_next(&stream, &batch), 0);
    if (batch.release == nullptr) break;
    rows += batch.length;
    ++batches;
    batch.release(&batch);
  }
  stream.release(&stream);
  EXPECT_EQ(rows, 30);
  EXPECT_EQ(batches, 3);
}

TEST(ArrowWriter, WritesWhatItWasTold) {
  ColumnWriter rows("", Type::Struct, false,
                    {{"text", Type::Text, true},
                     {"number", Type::Number, true},
                     {"list", Type::List, false, {{"item", Type::Struct, false, {{"n", Type::Uint32}}}}}});
  for (std::uint32_t i = 0; i < 10; ++i) {
    if (i % 3 == 0) {
      rows.field(0).add_null();
    } else {
      rows.field(0).add(std::to_string(i));
    }
    rows.field(1).add(0.5 * i);
    for (std::uint32_t k = 0; k < i % 3; ++k) {
      rows.field(2).field(0).field(0).add(k);
      rows.field(2).field(0).add_struct();
    }
    rows.field(2).end_list();
    rows.add_struct();
  }
  ArrowSchema schema{};
  rows.write_schema(schema);
  EXPECT_STREQ(schema.format, "+s");
  EXPECT_STREQ(schema.children[2]->children[0]->children[0]->format, "I");
  EXPECT_EQ(schema.children[0]->flags, ARROW_FLAG_NULLABLE);
  ArrowArray array{};
  rows.take_array(array);
  EXPECT_EQ(rows.length(), 0);
  EXPECT_EQ(array.length, 10);
  EXPECT_EQ(array.children[0]->null_count, 4);
  const auto found = find_columns(schema, {"", "text", "number"});
  ASSERT_TRUE(found) << found.error().message;
  const auto read = read_batch(array, *found);
  ASSERT_TRUE(read);
  EXPECT_EQ(described(*read)[3], "|(none)|||1.5");
  EXPECT_EQ(described(*read)[4], "|4|||2");
  EXPECT_EQ(static_cast<const std::int32_t*>(array.children[2]->buffers[1])[10], 9);
  // A child may be moved away and outlive its parent.
  ArrowArray child = *array.children[2];
  array.children[2]->release = nullptr;
  array.release(&array);
  EXPECT_EQ(child.length, 10);
  child.release(&child);
  schema.release(&schema);
}

}  // namespace
}  // namespace unspin::c
