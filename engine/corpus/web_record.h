#pragma once

// A record of a WARC, an ARC or a tar archive → the page or text in it, or the reason why there is none.

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "engine/corpus/http.h"
#include "engine/corpus/inputs.h"
#include "engine/corpus/refusal.h"
#include "engine/corpus/warc.h"

namespace unspin::corpus {

/// Views live as long as the record's bytes and until the reader is called again.
struct Payload {
  PayloadKind kind;  // Html or Text
  std::string_view bytes;
  std::string_view url;
  std::string_view content_type;
  std::string_view date;         // of the crawl
  std::string_view id;           // empty: there is none in the record
  std::string_view truncated{};  // what WARC-Truncated says: why the crawler cut the page; empty: it did not
};

/// Keeps its buffers: make one a thread.
class WebRecordReader {
 public:
  /// `id_field`: the header field that has the id; empty: WARC-Record-ID, which may be missing.
  [[nodiscard]] tl::expected<Payload, Refusal> read_warc(std::string_view record, std::string_view id_field);
  [[nodiscard]] tl::expected<Payload, Refusal> read_arc(std::string_view record);
  /// The id is the archive's name, a slash, and the path inside.
  [[nodiscard]] tl::expected<Payload, Refusal> read_tar(std::string_view record, std::string_view archive);

 private:
  tl::expected<Payload, Refusal> read_http(std::string_view block, Payload payload);
  tl::expected<Payload, Refusal> of_kind(Payload payload) const;

  WarcHeader header_;
  HttpHead http_;
  BodyDecoder decode_;
  std::string id_;
  std::string date_;
};

/// Whether a WARC or ARC record describes the file that it is in: such records stay with every selection of others.
[[nodiscard]] bool describes_file(Format format, std::string_view record);

}  // namespace unspin::corpus
