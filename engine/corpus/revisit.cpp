#include "engine/corpus/revisit.h"

#include <fmt/format.h>

#include "engine/corpus/http.h"
#include "engine/corpus/warc.h"

namespace unspin::corpus {
namespace {

constexpr std::string_view kSamePayload = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";

void add_field(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out += fmt::format("{}: {}\r\n", name, value);
}

/// The header of the HTTP response in a record's block, with its blank line; nothing when there is none.
std::string_view http_header(std::string_view block) {
  HttpHead http;
  if (!http.read(block)) return {};
  return block.substr(0, static_cast<std::size_t>(http.body.data() - block.data()));
}

}  // namespace

Original original_of(std::string_view record) {
  WarcHeader header;
  header.read(record);
  const auto field = [&](std::string_view name) { return std::string(header.fields[name]); };
  return {field("WARC-Record-ID"), std::string(header.target_uri()), field("WARC-Date"), field("WARC-Payload-Digest")};
}

std::string revisit_record(std::string_view record, const Original& original, std::string_view profile) {
  WarcHeader header;
  const std::size_t header_bytes = header.read(record).value_or(record.size());
  const std::string_view digest = header.fields["WARC-Payload-Digest"];
  const std::string_view block = header.is("response") ? http_header(record.substr(header_bytes)) : std::string_view();
  std::string out = fmt::format("{}\r\n", trimmed(record.substr(0, record.find('\n'))));
  add_field(out, "WARC-Type", "revisit");
  for (const std::string_view name : {"WARC-Record-ID", "WARC-Date", "WARC-Target-URI", "WARC-IP-Address",
                                      "WARC-Warcinfo-ID", "WARC-Payload-Digest"}) {
    add_field(out, name, header.fields[name]);
  }
  add_field(out, "WARC-Profile", !digest.empty() && digest == original.payload_digest ? kSamePayload : profile);
  add_field(out, "WARC-Refers-To", original.id);
  add_field(out, "WARC-Refers-To-Target-URI", original.url);
  add_field(out, "WARC-Refers-To-Date", original.date);
  add_field(out, "WARC-Truncated", "length");
  if (!block.empty()) add_field(out, "Content-Type", header.fields["Content-Type"]);
  out += fmt::format("Content-Length: {}\r\n\r\n", block.size());
  out += block;
  return out;
}

}  // namespace unspin::corpus
