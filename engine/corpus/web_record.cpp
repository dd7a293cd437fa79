#include "engine/corpus/web_record.h"

#include <array>

#include <fmt/format.h>

#include "engine/corpus/arc.h"
#include "engine/corpus/foreign.h"
#include "engine/corpus/tar.h"

namespace unspin::corpus {
namespace {

/// Record types that never hold a page. A revisit says that a page is what it was.
constexpr std::array<std::string_view, 5> kOtherTypes = {"warcinfo", "request", "metadata", "revisit", "continuation"};

tl::unexpected<Refusal> not_a_page(std::string_view content_type) {
  return skip("not-a-page", fmt::format("its type is {}", content_type.empty() ? "not stated" : content_type));
}

/// What goes wrong with a status that is not of success.
std::string_view reason_of_status(int status) { return status >= 300 && status < 400 ? "redirect" : "http-error"; }

bool one_of(std::string_view text, std::initializer_list<std::string_view> endings) {
  for (const std::string_view ending : endings) {
    if (text.size() >= ending.size() && same_name(text.substr(text.size() - ending.size()), ending)) return true;
  }
  return false;
}

/// "20140216050221" → "2014-02-16T05:02:21Z".
std::string iso_date(std::string_view digits) {
  const auto part = [&](std::size_t at) { return digits.size() >= at + 2 ? digits.substr(at, 2) : "00"; };
  return fmt::format("{}-{}-{}T{}:{}:{}Z", digits.substr(0, 4), part(4), part(6), part(8), part(10), part(12));
}

}  // namespace

tl::expected<Payload, Refusal> WebRecordReader::of_kind(Payload payload) const {
  if (payload.bytes.find_first_not_of(" \t\r\n") == std::string_view::npos) return skip("empty-body");
  payload.kind = kind_of(payload.content_type, payload.bytes);
  if (payload.kind == PayloadKind::Other) return not_a_page(payload.content_type);
  return payload;
}

tl::expected<Payload, Refusal> WebRecordReader::read_http(std::string_view block, Payload payload) {
  if (!http_.read(block)) {  // some collections store pages without the header of HTTP
    payload.bytes = block;
    if (starts_with_name(payload.content_type, "application/http")) payload.content_type = {};
    return of_kind(payload);
  }
  if (http_.status < 200 || http_.status >= 300)
    return skip(std::string(reason_of_status(http_.status)), fmt::format("status {}", http_.status));
  payload.content_type = http_.fields["Content-Type"];
  if (http_.body.empty()) return skip("empty-body");
  // Images and the like need not be decoded.
  if (kind_of(payload.content_type, "<html") == PayloadKind::Other) return not_a_page(payload.content_type);
  const auto body = decode_(http_.body, http_.fields["Transfer-Encoding"], http_.fields["Content-Encoding"]);
  if (!body) return refuse(std::string(body.error().reason), std::string(body.error().detail));
  payload.bytes = *body;
  return of_kind(payload);
}

tl::expected<Payload, Refusal> WebRecordReader::read_warc(std::string_view record, std::string_view id_field) {
  const auto bytes = header_.read(record);
  if (!bytes) return refuse("damaged-record", "its header breaks off");
  const std::string_view block = record.substr(*bytes);
  for (const std::string_view type : kOtherTypes) {
    if (header_.is(type)) return skip(std::string(type));
  }
  Payload payload{PayloadKind::Text,           block,
                  header_.target_uri(),        header_.fields["Content-Type"],
                  header_.fields["WARC-Date"], id_field.empty() ? header_.record_id() : header_.fields[id_field]};
  payload.truncated = header_.fields["WARC-Truncated"];
  // The rest is in records of type continuation, perhaps of another file: half a page, and half a record where it
  // stays.
  if (header_.fields.has("WARC-Segment-Number"))
    return refuse("segmented-record", "a record in several segments: put them together before, into one record");
  if (!id_field.empty() && payload.id.empty()) return refuse("no-id", fmt::format("no field {}", id_field));
  if (header_.is("response")) {
    if (starts_with_name(payload.url, "dns:") || starts_with_name(payload.content_type, "text/dns"))
      return skip("not-http");
    return read_http(block, payload);
  }
  if (starts_with_name(payload.url, "metadata:")) return skip("metadata");  // logs of the crawler
  if (header_.is("conversion") || header_.is("resource")) return of_kind(payload);
  return skip("unknown-type", fmt::format("WARC-Type {}", header_.fields["WARC-Type"]));
}

tl::expected<Payload, Refusal> WebRecordReader::read_arc(std::string_view record) {
  const auto header = read_arc_header(record);
  if (!header) return refuse("damaged-record", "its first line is none of an ARC record");
  if (header->describes_file()) return skip("warcinfo");
  if (starts_with_name(header->url, "dns:")) return skip("not-http");
  date_ = iso_date(header->date);
  return read_http(record.substr(header->bytes), {PayloadKind::Text, {}, header->url, header->type, date_, {}});
}

tl::expected<Payload, Refusal> WebRecordReader::read_tar(std::string_view record, std::string_view archive) {
  const auto entry = read_tar_entry(record);
  if (!entry || !entry->whole_header) return refuse("damaged-record", "its header breaks off");
  if (!entry->is_file) return skip("not-a-file");
  std::string_view path = entry->name;
  while (path.starts_with("./")) path.remove_prefix(2);
  id_ = fmt::format("{}/{}", archive, path);
  Payload payload{
      PayloadKind::Text, record.substr(entry->begin, static_cast<std::size_t>(entry->size)), {}, {}, {}, id_};
  if (one_of(path, {".html", ".htm", ".xhtml"}) || looks_like_html(payload.bytes)) {
    payload.kind = PayloadKind::Html;
    return payload;
  }
  if (one_of(path, {".txt", ".text", ".md"})) return payload;
  if (const auto foreign = foreign_format(payload.bytes)) {
    if (!foreign->has_text) return not_a_page(foreign->name);
    return refuse("unknown-format", fmt::format("{} inside of a tar archive: {}", foreign->name, foreign->advice));
  }
  if (payload.bytes.substr(0, 4096).find('\0') != std::string_view::npos) return not_a_page({});
  if (one_of(path, {".jsonl", ".json", ".csv", ".tsv", ".warc", ".gz", ".zst"}))
    return refuse("unknown-format", "inside of tar archives only HTML and text files are read: unpack it");
  return payload;
}

bool describes_file(Format format, std::string_view record) {
  if (format == Format::Arc) {
    const auto header = read_arc_header(record);
    return header && header->describes_file();
  }
  WarcHeader header;
  return format == Format::Warc && header.read(record) && header.is("warcinfo");
}

}  // namespace unspin::corpus
