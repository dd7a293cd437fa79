#include "engine/corpus/inflate.h"

#include <algorithm>
#include <memory>

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

namespace unspin::corpus {
namespace {

constexpr std::size_t kStep = std::size_t{1} << 16;

struct FreeZstd {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};
struct FreeBrotli {
  void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
};
struct EndStream {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

/// What one step of a decoder did.
struct Step {
  std::size_t made = 0;
  bool ended = false;
  bool failed = false;
};

/// Calls step(buffer, size) until the data end. A step that makes nothing says that its input is used up.
template <typename Decode>
Unpacked unpack_with(Decode step, std::size_t limit, std::string& out) {
  for (;;) {
    const std::size_t before = out.size();
    out.resize(before + std::max(kStep, std::min(before, limit - std::min(before, limit))));
    const Step done = step(out.data() + before, out.size() - before);
    out.resize(before + done.made);
    if (out.size() > limit) return Unpacked::TooLong;
    if (done.ended) return Unpacked::Whole;
    if (done.failed || done.made == 0) return out.empty() ? Unpacked::Nothing : Unpacked::Cut;
  }
}

Unpacked unpack_zlib(std::string_view bytes, int window_bits, std::size_t limit, std::string& out) {
  z_stream stream{};
  if (inflateInit2(&stream, window_bits) != Z_OK) return Unpacked::Nothing;
  const std::unique_ptr<z_stream, EndStream> closer(&stream);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib does not write there
  stream.avail_in = static_cast<uInt>(bytes.size());
  return unpack_with(
      [&](char* buffer, std::size_t size) {
        stream.next_out = reinterpret_cast<Bytef*>(buffer);
        stream.avail_out = static_cast<uInt>(size);
        const int code = inflate(&stream, Z_NO_FLUSH);
        return Step{size - stream.avail_out, code == Z_STREAM_END, code != Z_OK && code != Z_BUF_ERROR};
      },
      limit, out);
}

Unpacked unpack_zstd(std::string_view bytes, std::size_t limit, std::string& out) {
  const std::unique_ptr<ZSTD_DCtx, FreeZstd> context(ZSTD_createDCtx());
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  return unpack_with(
      [&](char* buffer, std::size_t size) {
        ZSTD_outBuffer made{buffer, size, 0};
        const std::size_t code = ZSTD_decompressStream(context.get(), &made, &in);
        return Step{made.pos, code == 0, ZSTD_isError(code) != 0};
      },
      limit, out);
}

Unpacked unpack_brotli(std::string_view bytes, std::size_t limit, std::string& out) {
  const std::unique_ptr<BrotliDecoderState, FreeBrotli> state(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr));
  const auto* next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
  std::size_t in_left = bytes.size();
  return unpack_with(
      [&](char* buffer, std::size_t size) {
        auto* next_out = reinterpret_cast<std::uint8_t*>(buffer);
        std::size_t out_left = size;
        const auto code = BrotliDecoderDecompressStream(state.get(), &in_left, &next_in, &out_left, &next_out, nullptr);
        return Step{size - out_left, code == BROTLI_DECODER_RESULT_SUCCESS, code == BROTLI_DECODER_RESULT_ERROR};
      },
      limit, out);
}

}  // namespace

Unpacked unpack(std::string_view bytes, Encoding encoding, std::size_t limit, std::string& out) {
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  out.clear();
  switch (encoding) {
    case Encoding::Gzip: return unpack_zlib(bytes, kGzipOnly, limit, out);
    case Encoding::Zlib: return unpack_zlib(bytes, MAX_WBITS, limit, out);
    case Encoding::Deflate: return unpack_zlib(bytes, -MAX_WBITS, limit, out);
    case Encoding::Zstd: return unpack_zstd(bytes, limit, out);
    case Encoding::Brotli: return unpack_brotli(bytes, limit, out);
    case Encoding::None: break;
  }
  out = bytes;
  return Unpacked::Whole;
}

}  // namespace unspin::corpus
