#pragma once

// One raw record → id, text and what else the engine wants to know, or the reason why not.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "engine/base/hash.h"
#include "engine/corpus/blocks.h"
#include "engine/corpus/page_reader.h"
#include "engine/corpus/record_fields.h"
#include "engine/corpus/refusal.h"
#include "engine/corpus/web_record.h"
#include "engine/extract/encoding.h"

namespace unspin::corpus {

struct Record {
  std::string_view id;  // what is viewed lives until the next call of the parser
  bool id_generated;    // no id in the record: a digest of url and text
  std::string_view text;
  std::optional<double> date;  // seconds since 1970
  std::optional<double> score;
  std::string_view url;        // empty where the record has none
  std::string_view canonical;  // the address that the page itself names as the original
  const extract::Page* page;   // of an HTML page: all that was found in it; else nullptr
  std::string_view truncated;  // of a WARC record: why the crawler cut it, in its own words; empty: it did not
  bool crawled;                // an HTML page, or a record of a web archive
};

/// Keeps its buffers: make one a thread.
class RecordParser {
 public:
  explicit RecordParser(Fields fields, PageReader read_page = page_reader());
  RecordParser(RecordParser&&) noexcept;
  RecordParser& operator=(RecordParser&&) noexcept;
  ~RecordParser();

  [[nodiscard]] tl::expected<Record, Refusal> parse(const Block& block, const RawRecord& raw);

 private:
  struct Json;
  tl::expected<Record, Refusal> parse_json(const Block& block, const RawRecord& raw);
  tl::expected<Record, Refusal> parse_csv(const Block& block, const RawRecord& raw);
  tl::expected<Record, Refusal> parse_text(std::string_view name, std::string_view text);
  tl::expected<Record, Refusal> parse_payload(const tl::expected<Payload, Refusal>& payload);
  static tl::expected<Record, Refusal> parse_given(const GivenDocument& given);
  void generate_id(Record& record, std::string_view url);

  Fields fields_;
  std::unique_ptr<Json> json_;
  std::string id_;
  std::vector<std::string> cells_;
  PageReader read_page_;
  std::unique_ptr<extract::Decoder> decode_ = std::make_unique<extract::Decoder>();
  extract::Page page_;
  WebRecordReader web_;
};

/// The id of a document that has none: a digest of url and text.
[[nodiscard]] std::string generated_id(std::string_view url, std::string_view text);

/// The date that a text begins with → seconds since 1970: "2024-05-01", "2024-05-01T10:20:30Z", "2024-05-01
/// 10:20:30+02:00". What follows is ignored, and so is a time that is none; nothing for other forms.
[[nodiscard]] std::optional<double> parse_date(std::string_view text);

}  // namespace unspin::corpus
