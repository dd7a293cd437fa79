#pragma once

// What the tests of the readers share: a file, read to its end, and what each record turned out to be.

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/corpus/record_parser.h"
#include "tests/oracle/temp_dir.h"

namespace unspin::corpus {

struct ReadRecord {
  std::string outcome;  // "read", "skipped: REASON", "refused: REASON"
  std::string id, url, text, truncated, detail;
  std::string raw;
  std::uint64_t offset = 0;
};

struct ReadFile {
  std::vector<ReadRecord> records;
  std::vector<std::string> outcomes;
  std::vector<std::string> texts;  // of the records that were read
  std::string damage;
  InputFile input;
};

/// A page's text is its bytes, so that tests of containers see what they hold.
inline tl::expected<extract::Page, Refusal> page_as_it_is(std::string_view bytes, const extract::PageHints&) {
  extract::Page page;
  page.text = bytes;
  return page;
}

inline ReadFile read_file_of(const oracle::TempDir& dir, const std::string& name, const std::string& bytes,
                             const Fields& fields = {}) {
  ReadFile file;
  const auto inputs = find_inputs({dir.write(name, bytes).string()}, {dir / "spool", {}, nullptr});
  EXPECT_TRUE(inputs) << inputs.error().message;
  if (!inputs) return file;
  file.input = inputs->at(0);
  BlockReader reader(*inputs);
  RecordParser parser(fields, page_as_it_is);
  for (;;) {
    const auto block = reader.next();
    EXPECT_TRUE(block) << block.error().message;
    if (!block || !*block) return file;
    if (!(*block)->damage.empty()) file.damage = (*block)->damage;
    for (const RawRecord& raw : (*block)->records) {
      ReadRecord record;
      record.raw = (*block)->raw(raw);
      record.offset = raw.offset;
      if (const auto parsed = parser.parse(**block, raw)) {
        record.outcome = "read";
        record.id = parsed->id;
        record.url = parsed->url;
        record.text = parsed->text;
        record.truncated = parsed->truncated;
        file.texts.push_back(record.text);
      } else {
        record.outcome = (parsed.error().skipped ? "skipped: " : "refused: ") + parsed.error().reason;
        record.detail = parsed.error().detail;
      }
      file.outcomes.push_back(record.outcome);
      file.records.push_back(std::move(record));
    }
  }
}

}  // namespace unspin::corpus
