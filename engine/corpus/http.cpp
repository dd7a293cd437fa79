#include "engine/corpus/http.h"

#include <algorithm>
#include <array>

#include "engine/corpus/byte_order_mark.h"
#include "engine/corpus/inflate.h"

namespace unspin::corpus {
namespace {

constexpr auto kNowhere = std::string_view::npos;
constexpr int kMostLayers = 3;  // of compression, one inside the other
constexpr std::size_t kMostDigits = 16;
constexpr std::size_t kMaxSizeLine = 4096;

int hex(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// "1f4; name=value" and a line break.
struct ChunkSize {
  std::uint64_t size = 0;
  std::size_t bytes = 0;  // of the line; 0: there is no such line
  bool cut = false;       // because the bytes end first
};

ChunkSize chunk_size(std::string_view bytes) noexcept {
  std::size_t i = 0;
  ChunkSize chunk;
  while (i < bytes.size() && i < kMostDigits && hex(bytes[i]) >= 0)
    chunk.size = chunk.size << 4 | static_cast<std::uint64_t>(hex(bytes[i++]));
  const std::size_t digits = i;
  while (i < bytes.size() && (bytes[i] == ' ' || bytes[i] == '\t')) ++i;  // some servers pad
  if (i < bytes.size() && bytes[i] == ';') i = std::min(bytes.substr(0, kMaxSizeLine).find('\n', i), bytes.size());
  if (i < bytes.size() && bytes[i] == '\r') ++i;
  chunk.cut = i == bytes.size();
  if (digits > 0 && i < bytes.size() && bytes[i] == '\n') chunk.bytes = i + 1;
  return chunk;
}

std::size_t line_break(std::string_view bytes, std::size_t at) noexcept {
  if (bytes.substr(at).starts_with("\r\n")) return 2;
  return bytes.substr(at).starts_with("\n") ? 1 : 0;
}

enum class Chunks : std::uint8_t { None, Whole, Cut, Broken };

/// Joins chunks. None: the bytes do not begin with one. Cut: they end before the last chunk does.
Chunks join_chunks(std::string_view bytes, std::string& out) {
  out.clear();
  std::size_t at = line_break(bytes, 0);  // a line break too many behind the header
  for (bool first = true;; first = false) {
    const ChunkSize chunk = chunk_size(bytes.substr(at));
    if (chunk.bytes == 0) {
      if (first) return Chunks::None;
      return chunk.cut ? Chunks::Cut : Chunks::Broken;
    }
    at += chunk.bytes;
    if (chunk.size == 0) return Chunks::Whole;
    const std::string_view data = bytes.substr(at, static_cast<std::size_t>(chunk.size));
    out.append(data);
    at += data.size();
    if (at == bytes.size()) return Chunks::Cut;
    const std::size_t end = line_break(bytes, at);
    if (end == 0) return bytes.substr(at) == "\r" ? Chunks::Cut : Chunks::Broken;
    at += end;
  }
}

/// Which compression the bytes are in, or None; brotli has no mark, so the header names it and text is not it.
Encoding encoding_of(std::string_view body, std::string_view content_encoding) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(body[i])); };
  if (body.size() < 2) return Encoding::None;
  if (body.starts_with("\x1f\x8b")) return Encoding::Gzip;
  if (body.starts_with("\x28\xb5\x2f\xfd")) return Encoding::Zstd;
  const std::string_view head = body.substr(0, 64);
  const bool text = std::all_of(head.begin(), head.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\r' || c == '\t' || c == '\f';
  });
  if (text) return Encoding::None;
  if (byte(0) == 0x78 && (byte(0) << 8 | byte(1)) % 31 == 0 && (byte(1) & 0x20U) == 0) return Encoding::Zlib;
  if (contains_name(content_encoding, "deflate")) return Encoding::Deflate;
  return same_name(trimmed(content_encoding), "br") ? Encoding::Brotli : Encoding::None;
}

}  // namespace

bool HttpHead::read(std::string_view bytes) {
  constexpr int kMostInterim = 8;
  for (int i = 0; i < kMostInterim; ++i) {
    bytes.remove_prefix(std::min(bytes.find_first_not_of("\r\n"), bytes.size()));
    if (!starts_with_name(bytes, "HTTP/")) return false;
    const std::size_t line = bytes.find('\n');
    const std::string_view first = bytes.substr(0, line);
    const std::size_t space = first.find_first_of(" \t");
    const std::string_view code = space == kNowhere ? std::string_view() : trimmed(first.substr(space)).substr(0, 3);
    status = 0;
    for (const char c : code) status = c >= '0' && c <= '9' ? status * 10 + (c - '0') : 0;
    const std::string_view rest = line == kNowhere ? std::string_view() : bytes.substr(line + 1);
    body = rest.substr(fields.read(rest).value_or(rest.size()));
    if (status < 100 || status >= 200) return true;
    bytes = body;
  }
  return false;
}

tl::expected<std::string_view, BodyFault> BodyDecoder::operator()(std::string_view body,
                                                                  std::string_view transfer_encoding,
                                                                  std::string_view content_encoding) {
  const bool chunked = contains_name(transfer_encoding, "chunked");
  // Without the header, a text may begin as a chunk does: then only a whole chain of them is one.
  if (const ChunkSize first = chunk_size(body.substr(line_break(body, 0))); first.bytes > 0) {
    const Chunks chunks = join_chunks(body, chunks_);
    if (chunks == Chunks::Broken && chunked)
      return tl::unexpected(BodyFault{"bad-chunks", "a chunk does not end where its size says"});
    if (chunked ? chunks != Chunks::None : chunks == Chunks::Whole && !chunks_.empty()) body = chunks_;
  }
  const std::size_t limit = std::min(kMaxBodyBytes, std::max(std::size_t{1} << 20, body.size() * kMaxRatio));
  for (int layer = 0; layer < kMostLayers; ++layer) {
    // A line break too many in front of what is compressed is not part of it.
    const std::size_t skip = encoding_of(body, {}) == Encoding::None ? line_break(body, 0) : 0;
    const bool behind_break = skip > 0 && encoding_of(body.substr(skip), {}) != Encoding::None;
    const std::string_view packed = behind_break ? body.substr(skip) : body;
    const Encoding encoding = encoding_of(packed, layer == 0 ? content_encoding : std::string_view());
    if (encoding == Encoding::None) break;
    std::string& out = out_[layer % 2];
    switch (unpack(packed, encoding, limit, out)) {
      case Unpacked::Whole:
      case Unpacked::Cut: break;
      case Unpacked::Nothing:
        // What only the header or two bytes made look compressed may be stored as it is.
        if (encoding == Encoding::Brotli || encoding == Encoding::Deflate || encoding == Encoding::Zlib) return body;
        return tl::unexpected(BodyFault{"bad-encoding", "its compressed data are damaged from the start"});
      case Unpacked::TooLong:
        if (limit == kMaxBodyBytes) return tl::unexpected(BodyFault{"too-long", "unpacked it has more than 64 MiB"});
        return tl::unexpected(BodyFault{"zip-bomb", "unpacked it has more than 256 times its size"});
    }
    body = out;
  }
  return body;
}

bool looks_like_html(std::string_view body) noexcept {
  constexpr std::array<std::string_view, 12> kStarts = {"!doctype html", "html", "head",  "body", "title", "meta",
                                                        "script",        "div",  "table", "h1",   "a ",    "p>"};
  body = without_mark(body);
  for (;;) {  // past comments and an XML declaration
    body.remove_prefix(std::min(body.find_first_not_of(" \t\r\n"), body.size()));
    if (!body.starts_with('<')) return false;
    const bool comment = body.starts_with("<!--");
    if (!comment && !body.starts_with("<?xml")) break;
    const std::string_view close = comment ? "-->" : "?>";
    const std::size_t end = body.find(close);
    if (end == kNowhere) return comment;
    body.remove_prefix(end + close.size());
  }
  return std::any_of(kStarts.begin(), kStarts.end(),
                     [&](std::string_view start) { return starts_with_name(body.substr(1), start); });
}

PayloadKind kind_of(std::string_view content_type, std::string_view body) noexcept {
  if (starts_with_name(content_type, "text/html") || starts_with_name(content_type, "application/xhtml+xml"))
    return PayloadKind::Html;
  const bool text = starts_with_name(content_type, "text/plain");
  const std::string_view type = trimmed(content_type.substr(0, content_type.find(';')));
  const bool says_nothing = type.find('/') == kNowhere || same_name(type, "application/octet-stream") ||
                            same_name(type, "application/x-unknown") || same_name(type, "unknown/unknown");
  if ((text || says_nothing) && looks_like_html(body)) return PayloadKind::Html;
  return text ? PayloadKind::Text : PayloadKind::Other;
}

}  // namespace unspin::corpus
