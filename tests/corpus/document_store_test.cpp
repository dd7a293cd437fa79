#include "engine/corpus/document_store.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/corpus/record_parser.h"
#include "tests/oracle/temp_dir.h"

namespace unspin::corpus {
namespace {

/// Texts of a few hundred kilobytes, so that a few make a batch.
struct Pages {
  std::vector<std::string> texts;
  std::vector<Document> documents;

  explicit Pages(int count) {
    for (int i = 0; i < count; ++i) texts.push_back(std::string(200'000, static_cast<char>('a' + i % 26)));
    for (int i = 0; i < count; ++i) {
      Document document{texts[static_cast<std::size_t>(i)], "https://site.example/", "https://site.example/first", {}};
      if (i % 2 == 0) document.date = 86400.0 * i;
      if (i % 3 == 0) document.score = i;
      if (i % 5 == 0) document.text = {};
      if (i % 5 == 1) document.text = "";
      documents.push_back(document);
    }
  }
};

std::string describe(const GivenDocument& given) {
  const Document& d = given.document;
  return fmt::format("{} {} {} {} {} {} {} {}", d.id, given.id_generated, d.text.data() != nullptr, d.text, d.url,
                     d.canonical, d.date.value_or(-1), d.score.value_or(-1));
}

std::vector<std::string> contents(const DocumentStore& store) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < store.num_batches(); ++i) {
    const auto batch = store.batch(i);
    EXPECT_TRUE(batch) << batch.error().message;
    EXPECT_EQ((*batch)->first, all.size());
    for (const GivenDocument& given : (*batch)->documents) all.push_back(describe(given));
  }
  return all;
}

TEST(DocumentStore, GivesBackWhatItGotFromMemoryAndFromScratch) {
  const oracle::TempDir dir;
  const Pages pages(60);
  constexpr std::uint64_t kPlenty = std::uint64_t{1} << 40;
  DocumentStore views(dir / "views", 0);
  DocumentStore held(dir / "held", kPlenty);
  DocumentStore spooled(dir / "spooled", 3'000'000);
  for (std::size_t i = 0; i < pages.documents.size(); ++i) {
    Document document = pages.documents[i];
    const std::string id = i % 4 == 0 ? "" : fmt::format("page {}", i);
    document.id = id;
    ASSERT_TRUE(views.add({&document, 1}, nullptr));
    ASSERT_TRUE(held.add(document));
    ASSERT_TRUE(spooled.add(document));
  }
  const auto expected = contents(views);
  EXPECT_EQ(expected.size(), pages.documents.size());
  EXPECT_EQ(expected, contents(held));
  EXPECT_EQ(expected, contents(spooled));
  EXPECT_FALSE(std::filesystem::exists(dir / "views"));
  EXPECT_FALSE(std::filesystem::exists(dir / "held"));
  EXPECT_GT(std::filesystem::file_size(dir / "spooled"), 3'000'000U);
  EXPECT_LE(spooled.held_bytes(), 3'000'000U);
  EXPECT_GT(spooled.held_bytes(), 1'500'000U);
}

TEST(DocumentStore, LetsOwnersGoThatWereCopiedToScratch) {
  const oracle::TempDir dir;
  DocumentStore store(dir / "spool", 1'000'000);
  std::vector<std::weak_ptr<const Pages>> owners;
  for (int i = 0; i < 10; ++i) {
    auto owner = std::make_shared<const Pages>(12);  // more than a batch
    owners.push_back(owner);
    ASSERT_TRUE(store.add(owner->documents, owner));
  }
  std::size_t alive = 0;
  for (const auto& owner : owners) alive += owner.expired() ? 0 : 1;
  EXPECT_LE(alive, 2U);
  EXPECT_EQ(contents(store).size(), 120U);
}

TEST(DocumentStore, IdsLiveOn) {
  DocumentStore store("unused", std::uint64_t{1} << 40);
  std::vector<std::string_view> ids;
  for (int i = 0; i < 20'000; ++i) {
    const std::string id = std::string(static_cast<std::size_t>(i % 11) * 10, 'x') + std::to_string(i);
    Document document;
    document.text = "text";
    document.id = id;
    ASSERT_TRUE(store.add(document));
    ids.push_back(store.id(store.size() - 1));
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    EXPECT_EQ(ids[i], store.id(i));
    EXPECT_TRUE(ids[i].ends_with(std::to_string(i)));
  }
}

TEST(DocumentStore, BlocksHaveTheDocumentsInOrder) {
  const oracle::TempDir dir;
  const Pages pages(40);
  auto store = std::make_shared<DocumentStore>(dir / "spool", 0);
  ASSERT_TRUE(store->add(pages.documents, nullptr));
  const auto none = std::make_shared<DocumentStore>(dir / "none", 0);
  BlockReader reader({input_of("none", none), input_of("all", store)});
  RecordParser parser(Fields{});
  std::uint64_t records = 0;
  std::string refused;
  for (auto block = reader.next(); block && *block; block = reader.next()) {
    EXPECT_EQ((*block)->first_record, records);
    for (const RawRecord& raw : (*block)->records) {
      EXPECT_EQ(raw.offset, records);
      const auto record = parser.parse(**block, raw);
      if (record) {
        EXPECT_EQ(record->text, pages.documents[records].text);
      } else {
        refused += fmt::format("{}:{} ", records, record.error().reason);
      }
      ++records;
    }
  }
  EXPECT_EQ(records, pages.documents.size());
  EXPECT_EQ(refused, "0:no-text 5:no-text 10:no-text 15:no-text 20:no-text 25:no-text 30:no-text 35:no-text ");
  EXPECT_EQ(reader.digests().size(), 2U);
  EXPECT_EQ(reader.bytes_read(), store->text_bytes());
}

}  // namespace
}  // namespace unspin::corpus
