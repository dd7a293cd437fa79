// Any bytes as an HTTP response: header, chunks and compression give a body within its limits, or a fault that says
// why; a second decoder says the same. And any body comes back from chunks of any size and from every compression.

#include <algorithm>

#include "engine/corpus/http.h"
#include "engine/corpus/kept_writer.h"
#include "tests/fuzz/target.h"

namespace {

using namespace unspin;

std::string decoded(corpus::BodyDecoder& decode, std::string_view body, std::string_view transfer,
                    std::string_view content) {
  const auto result = decode(body, transfer, content);
  if (!result) {
    UNSPIN_MUST(!result.error().reason.empty() && !result.error().detail.empty(), "a fault says why");
    return "fault: " + std::string(result.error().reason);
  }
  UNSPIN_MUST(result->size() <= std::max(body.size(), corpus::kMaxBodyBytes), "a body is not larger than it may be");
  const std::size_t most = std::max(std::size_t{1} << 20, body.size() * corpus::kMaxRatio);
  UNSPIN_MUST(result->size() <= most, "nor than its bytes make likely");
  return std::string(*result);
}

void check_response(std::string_view bytes) {
  static corpus::HttpHead head;
  static corpus::BodyDecoder decode;
  corpus::BodyDecoder fresh;
  if (!head.read(bytes)) return;
  UNSPIN_MUST(head.status >= 0 && head.status <= 999, "a status has three digits");
  UNSPIN_MUST(head.body.empty() || (head.body.data() >= bytes.data() &&
                                    head.body.data() + head.body.size() == bytes.data() + bytes.size()),
              "a body is the rest of the bytes");
  const std::string_view transfer = head.fields["Transfer-Encoding"];
  const std::string_view content = head.fields["Content-Encoding"];
  const std::string body = decoded(decode, head.body, transfer, content);
  UNSPIN_MUST(body == decoded(fresh, head.body, transfer, content), "no body leaves anything behind");
  (void)corpus::kind_of(head.fields["Content-Type"], body);
}

std::string chunked(std::string_view body, std::size_t size) {
  std::string out;
  for (std::size_t at = 0; at < body.size(); at += size) {
    const std::string_view data = body.substr(at, size);
    char line[24];
    std::snprintf(line, sizeof line, "%zX\r\n", data.size());
    out.append(line).append(data).append("\r\n");
  }
  return out + "0\r\n\r\n";
}

/// A body that begins with a tag is neither a chunk nor compressed.
void check_coming_back(std::string_view bytes, std::size_t chunk_size) {
  static corpus::BodyDecoder decode;
  const std::string body = "<" + std::string(bytes);
  const std::string gzip = corpus::compress(body, corpus::Compression::Gzip);
  UNSPIN_MUST(decoded(decode, body, "chunked", "gzip") == body, "what was decoded before stays");
  UNSPIN_MUST(decoded(decode, chunked(body, chunk_size), "chunked", "") == body, "chunks are joined");
  UNSPIN_MUST(decoded(decode, gzip, "", "") == body, "gzip is seen");
  UNSPIN_MUST(decoded(decode, corpus::compress(body, corpus::Compression::Zstd), "", "gzip") == body, "zstd is seen");
  UNSPIN_MUST(decoded(decode, chunked(gzip, chunk_size), "chunked", "gzip") == body, "and both at once");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes = fuzz::view(data, size).substr(1);
  data[0] % 2 == 0 ? check_response(bytes) : check_coming_back(bytes, 1 + data[0] / 2U);
  return 0;
}
