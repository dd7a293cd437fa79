#include "engine/corpus/http.h"

#include <gtest/gtest.h>

#include <random>

#include <brotli/encode.h>

#include "engine/corpus/kept_writer.h"
#include "tests/oracle/warc.h"

namespace unspin::corpus {
namespace {

using oracle::deflated;

std::string decoded(const std::string& body, const std::string& transfer, const std::string& content) {
  BodyDecoder decode;
  const auto result = decode(body, transfer, content);
  return result ? std::string(*result) : "fault: " + std::string(result.error().reason);
}

std::string chunked(const std::string& body, std::size_t size) {
  std::string out;
  for (std::size_t at = 0; at < body.size(); at += size) {
    const std::string data = body.substr(at, size);
    char line[32];
    std::snprintf(line, sizeof line, "%zx\r\n", data.size());
    out += line + data + "\r\n";
  }
  return out + "0\r\n\r\n";
}

std::string brotli(const std::string& bytes) {
  std::string out(BrotliEncoderMaxCompressedSize(bytes.size()) + 64, '\0');
  std::size_t size = out.size();
  BrotliEncoderCompress(3, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(),
                        reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                        reinterpret_cast<std::uint8_t*>(out.data()));
  out.resize(size);
  return out;
}

std::string words(std::size_t bytes) {
  std::string text = "<html>";
  for (std::mt19937 random(1); text.size() < bytes;) text += "word" + std::to_string(random() % 100000) + " ";
  return text;
}

TEST(HttpHead, ReadsWhatServersSend) {
  HttpHead head;
  ASSERT_TRUE(head.read("HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n\tcharset=x\r\nA: b\r\n\r\nbody\r\n\r\n"));
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.fields["content-type"], "text/html;\r\n\tcharset=x");
  EXPECT_EQ(head.fields["a"], "b");
  EXPECT_EQ(head.body, "body\r\n\r\n");
  ASSERT_TRUE(head.read("HTTP/1.0 404\nX:1\n\nbody"));
  EXPECT_EQ(head.status, 404);
  EXPECT_EQ(head.body, "body");
  ASSERT_TRUE(head.read("http/2 200\r\n\r\nx"));
  EXPECT_EQ(head.status, 200);
  EXPECT_FALSE(head.fields.has("A")) << "nothing is left of the last response";
  ASSERT_TRUE(head.read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\nx"));
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "x");
  ASSERT_TRUE(head.read("HTTP/1.1 200 OK\r\nA: b"));
  EXPECT_EQ(head.body, "") << "a header that is not closed has no body";
  ASSERT_TRUE(head.read("HTTP/1.1"));
  EXPECT_EQ(head.status, 0);
  EXPECT_FALSE(head.read("<html>"));
  EXPECT_FALSE(head.read(""));
}

TEST(BodyDecoder, ChunksOfAnySizeGiveTheBody) {
  const std::string body = words(5000);
  for (std::size_t size = 1; size < 6000; size = size * 3 / 2 + 1) {
    EXPECT_EQ(decoded(chunked(body, size), "chunked", ""), body) << size;
    EXPECT_EQ(decoded(chunked(body, size), "", ""), body) << size << ": by the bytes";
  }
}

TEST(BodyDecoder, AChunkedBodyThatIsCutKeepsWhatIsThere) {
  const std::string body = words(200);
  const std::string chunks = chunked(body, 40);
  for (std::size_t size = 5; size < chunks.size(); ++size) {
    const std::string part = decoded(chunks.substr(0, size), "chunked", "");
    EXPECT_EQ(part, body.substr(0, part.size())) << size;
    EXPECT_GE(part.size() + 60, size * body.size() / chunks.size()) << size;
  }
}

TEST(BodyDecoder, ChunkSizesThatAreWrongAreRefused) {
  EXPECT_EQ(decoded("5\r\n<html>abc\r\n0\r\n\r\n", "chunked", ""), "fault: bad-chunks");
  EXPECT_EQ(decoded("6\r\n<html>\r\n2\r\nabc\r\n0\r\n\r\n", "chunked", ""), "fault: bad-chunks");
  EXPECT_EQ(decoded("6\r\n<html>\r\nxyz\r\nabc\r\n0\r\n\r\n", "chunked", ""), "fault: bad-chunks");
  EXPECT_EQ(decoded("6\r\n<html>\r\nFFFFFFFFFFFFFFFF\r\nabc", "chunked", ""), "<html>abc");
  EXPECT_EQ(decoded("6\r\n<html>\r\nFFFFFFFFFFFFFFFFF\r\nabc", "chunked", ""), "fault: bad-chunks");
  EXPECT_EQ(decoded("<html>\r\n5\r\nabc", "chunked", ""), "<html>\r\n5\r\nabc") << "decoded before";
  EXPECT_EQ(decoded("12 apples\n0\n", "", ""), "12 apples\n0\n") << "text";
  EXPECT_EQ(decoded("5\r\nab\r\n0\r\n", "", ""), "5\r\nab\r\n0\r\n") << "text that is no chain of chunks";
}

TEST(BodyDecoder, EveryCompressionIsUndoneWhateverTheHeaderSays) {
  const std::string body = words(100000);
  const std::string gzip = deflated(body);
  const std::string zlib = deflated(body, 15);
  const std::string bare = deflated(body, -15);
  const std::string zstd = compress(body, Compression::Zstd);
  const std::string br = brotli(body);
  for (const char* header : {"gzip", "", "identity", "x-gzip", "br", "deflate"}) {
    EXPECT_EQ(decoded(gzip, "", header), body) << header;
    EXPECT_EQ(decoded(zlib, "", header), body) << header;
    EXPECT_EQ(decoded(zstd, "", header), body) << header;
    EXPECT_EQ(decoded(body, "", header), body) << header << ": stored decoded";
  }
  EXPECT_EQ(decoded(bare, "", "deflate"), body);
  EXPECT_EQ(decoded(br, "", "br"), body);
  EXPECT_EQ(decoded(chunked(gzip, 1000), "chunked", "gzip"), body);
  EXPECT_EQ(decoded(deflated(gzip), "", "gzip, gzip"), body);
  EXPECT_EQ(decoded("\r\n" + gzip, "", "gzip"), body) << "a line break too many behind the header";
  EXPECT_EQ(decoded(deflated(""), "", "gzip"), "");
}

TEST(BodyDecoder, CompressedDataThatBreakOffKeepWhatIsThere) {
  const std::string body = words(600000);
  for (const auto& [bytes, header] :
       {std::pair(deflated(body), "gzip"), std::pair(deflated(body, 15), "deflate"),
        std::pair(compress(body, Compression::Zstd), "zstd"), std::pair(brotli(body), "br")}) {
    const std::string part = decoded(bytes.substr(0, bytes.size() * 3 / 4), "", header);
    EXPECT_EQ(part, body.substr(0, part.size())) << header;
    EXPECT_GT(part.size(), body.size() / 2) << header;
  }
  EXPECT_EQ(decoded("\x1f\x8b\x07 and then text", "", "gzip"), "fault: bad-encoding");
}

TEST(BodyDecoder, BombsAreRefused) {
  const std::string zeros(std::size_t{32} << 20, ' ');
  EXPECT_EQ(decoded(deflated(zeros), "", "gzip"), "fault: zip-bomb");
  EXPECT_EQ(decoded(deflated(deflated(zeros)), "", "gzip"), "fault: zip-bomb");
  EXPECT_EQ(decoded(compress(zeros, Compression::Zstd), "", ""), "fault: zip-bomb");
  EXPECT_EQ(decoded(brotli(zeros), "", "br"), "fault: zip-bomb");
  EXPECT_EQ(decoded(compress(words(kMaxBodyBytes + 1), Compression::Gzip), "", "gzip"), "fault: too-long");
  const std::string repetitive(std::size_t{1} << 20, 'x');
  EXPECT_EQ(decoded(deflated(repetitive), "", "gzip"), repetitive) << "a MiB is no bomb";
}

TEST(PayloadKind, GoesByTheTypeAndThenByTheBytes) {
  EXPECT_EQ(kind_of("text/html; charset=utf-8", "x"), PayloadKind::Html);
  EXPECT_EQ(kind_of("TEXT/HTML", "x"), PayloadKind::Html);
  EXPECT_EQ(kind_of("application/xhtml+xml", "x"), PayloadKind::Html);
  EXPECT_EQ(kind_of("text/plain", "words"), PayloadKind::Text);
  EXPECT_EQ(kind_of("text/plain", "<!DOCTYPE HTML><p>"), PayloadKind::Html);
  EXPECT_EQ(kind_of("image/png", "<html>"), PayloadKind::Other);
  EXPECT_EQ(kind_of("application/json", "{}"), PayloadKind::Other);
  for (const char* says_nothing : {"", "unknown", "application/octet-stream", "no-type"}) {
    EXPECT_EQ(kind_of(says_nothing, "\xEF\xBB\xBF <html>"), PayloadKind::Html) << says_nothing;
    EXPECT_EQ(kind_of(says_nothing, "<!-- a --><?xml version=\"1.0\"?>\n<HEAD>"), PayloadKind::Html) << says_nothing;
    EXPECT_EQ(kind_of(says_nothing, "words"), PayloadKind::Other) << says_nothing;
    EXPECT_EQ(kind_of(says_nothing, "<rss>"), PayloadKind::Other) << says_nothing;
  }
}

}  // namespace
}  // namespace unspin::corpus
