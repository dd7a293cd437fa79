// Any bytes as a WARC, ARC or tar file (by the first of them), plain or compressed as they say: every block is sound,
// every record has an outcome, and a second parser says the same. And blocks of any bytes in well-formed WARC records
// come back to the byte, however the file is compressed.

#include <algorithm>

#include "engine/corpus/kept_writer.h"
#include "engine/corpus/record_parser.h"
#include "tests/fuzz/target.h"

namespace {

using namespace unspin;

tl::expected<extract::Page, corpus::Refusal> page_as_it_is(std::string_view bytes, const extract::PageHints&) {
  extract::Page page;
  page.text = bytes;
  return page;
}

struct Outcome {
  std::string id, text, url, reason;
  bool skipped = false;
  bool operator==(const Outcome&) const = default;
};

Outcome outcome_of(corpus::RecordParser& parser, const corpus::Block& block, const corpus::RawRecord& raw) {
  const auto record = parser.parse(block, raw);
  if (!record) {
    UNSPIN_MUST(!record.error().reason.empty(), "a refusal says why");
    return {{}, {}, {}, record.error().reason, record.error().skipped};
  }
  UNSPIN_MUST(!record->id.empty(), "an accepted record has an id");
  return {std::string(record->id), std::string(record->text), std::string(record->url), {}, false};
}

void check_any_file(std::string_view bytes, corpus::Format format) {
  static fuzz::MemoryFile file;
  static corpus::RecordParser parser({}, page_as_it_is);
  corpus::RecordParser fresh({}, page_as_it_is);
  file.set(bytes);
  fuzz::read_all(file, format, [&](const corpus::Block& block, const corpus::RawRecord& raw) {
    UNSPIN_MUST(outcome_of(parser, block, raw) == outcome_of(fresh, block, raw), "no record leaves anything behind");
  });
}

/// Bytes → the blocks of records, cut at every byte 0x1F.
std::vector<std::string> blocks_of(std::string_view bytes) {
  std::vector<std::string> blocks(1);
  for (const char c : bytes) {
    if (c == '\x1F') {
      blocks.emplace_back();
    } else {
      blocks.back() += c;
    }
  }
  return blocks;
}

void check_well_formed(std::string_view bytes) {
  static fuzz::MemoryFile file;
  std::vector<std::string> records;
  for (const std::string& block : blocks_of(bytes)) {
    records.push_back("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: " + std::to_string(block.size()) +
                      "\r\n\r\n" + block);
  }
  std::string plain;
  std::string members;
  std::string frames;
  for (const std::string& record : records) {
    const std::string whole = record + "\r\n\r\n";
    plain += whole;
    members += corpus::compress(whole, corpus::Compression::Gzip);
    frames += corpus::compress(whole, corpus::Compression::Zstd);
  }
  for (const std::string& contents : {plain, members, frames, corpus::compress(plain, corpus::Compression::Gzip)}) {
    file.set(contents);
    std::size_t next = 0;
    fuzz::read_all(file, corpus::Format::Warc, [&](const corpus::Block& block, const corpus::RawRecord& raw) {
      UNSPIN_MUST(next < records.size() && block.raw(raw) == records[next], "every record comes back");
      UNSPIN_MUST(raw.flaw.empty() && !raw.too_long, "and whole");
      ++next;
    });
    UNSPIN_MUST(next == records.size(), "no record is lost");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes = fuzz::view(data, size).substr(1);
  switch (data[0] % 4) {
    case 0: check_any_file(bytes, corpus::Format::Warc); break;
    case 1: check_any_file(bytes, corpus::Format::Arc); break;
    case 2: check_any_file(bytes, corpus::Format::Tar); break;
    default: check_well_formed(bytes);
  }
  return 0;
}
