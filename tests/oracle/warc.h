#pragma once

// WARC files made up for tests, and a slow obvious reader of well-formed plain ones.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <zlib.h>

namespace unspin::oracle {

struct WarcRecord {
  std::map<std::string, std::string> header;
  std::string block;
};

/// Requires what the standard does: CRLF, a right Content-Length, CRLF CRLF behind the block.
inline std::vector<WarcRecord> read_plain_warc(const std::string& bytes) {
  std::vector<WarcRecord> records;
  std::size_t at = 0;
  while (at < bytes.size()) {
    WarcRecord record;
    at = bytes.find("\r\n", at) + 2;  // the version
    while (bytes.compare(at, 2, "\r\n") != 0) {
      const std::size_t colon = bytes.find(": ", at);
      const std::size_t end = bytes.find("\r\n", at);
      record.header[bytes.substr(at, colon - at)] = bytes.substr(colon + 2, end - colon - 2);
      at = end + 2;
    }
    const std::size_t length = std::stoul(record.header["Content-Length"]);
    record.block = bytes.substr(at + 2, length);
    at += 2 + length + 4;
    records.push_back(record);
  }
  return records;
}

using Header = std::vector<std::pair<std::string, std::string>>;

/// Without the blank lines behind it. `length`: empty, or what the header says instead of the truth.
inline std::string warc_record(const std::string& type, const std::string& id, const std::string& block,
                               const Header& more = {}, const std::string& length = {},
                               const std::string& version = "WARC/1.0") {
  std::string record = version + "\r\nWARC-Type: " + type + "\r\nWARC-Record-ID: <urn:uuid:" + id + ">\r\n";
  for (const auto& [name, value] : more) record += name + ": " + value + "\r\n";
  return record + "Content-Length: " + (length.empty() ? std::to_string(block.size()) : length) + "\r\n\r\n" + block;
}

inline std::string http(const std::string& body, const std::string& header = "Content-Type: text/html",
                        const std::string& status = "HTTP/1.1 200 OK") {
  return status + "\r\n" + header + "\r\n\r\n" + body;
}

inline std::string response(const std::string& id, const std::string& body,
                            const std::string& header = "Content-Type: text/html") {
  return warc_record("response", id, http(body, header),
                     {{"WARC-Target-URI", "http://example.org/" + id}, {"WARC-Date", "2024-05-01T10:20:30Z"}});
}

inline std::string conversion(const std::string& id, const std::string& text) {
  return warc_record("conversion", id, text,
                     {{"WARC-Target-URI", "http://example.org/" + id}, {"Content-Type", "text/plain"}});
}

/// `window_bits`: 31 gzip, 15 zlib, -15 bare.
inline std::string deflated(const std::string& bytes, int window_bits = 31) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  std::string in = bytes;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace unspin::oracle
