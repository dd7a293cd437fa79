#include "engine/corpus/byte_source.h"

#include <vector>

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

namespace unspin::corpus {
namespace {

constexpr std::size_t kRawBytes = std::size_t{1} << 18;
constexpr int kLongestWindow = 31;  // zstd --long=31; such a file takes 2 GiB to decode, which it says itself

/// A zstd frame without content, which some writers begin with.
bool is_skippable_frame(std::string_view head) {
  return head.size() >= 4 && (static_cast<unsigned char>(head[0]) & 0xF0U) == 0x50U &&
         head.substr(1, 3) == "\x2a\x4d\x18";
}

struct FreeDStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

}  // namespace

struct ByteSource::State {
  base::File file;
  Compression compression = Compression::None;
  std::vector<char> raw = std::vector<char>(kRawBytes);
  std::size_t raw_begin = 0;
  std::size_t raw_end = 0;
  bool file_ended = false;
  std::uint64_t file_bytes = 0;
  base::Digest digest;
  std::string damage;

  z_stream gzip{};
  bool gzip_ready = false;
  bool frame_open = false;  // inside a gzip member or zstd frame
  std::unique_ptr<ZSTD_DStream, FreeDStream> zstd;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (gzip_ready) inflateEnd(&gzip);
  }

  Result<void> refill() {
    if (raw_begin < raw_end || file_ended) return {};
    const auto n = file.read(raw.data(), raw.size());
    if (!n) return tl::unexpected(n.error());
    digest.add(raw.data(), *n);
    file_bytes += *n;
    file_ended = *n < raw.size();
    raw_begin = 0;
    raw_end = *n;
    return {};
  }

  std::uint64_t position() const { return file_bytes - (raw_end - raw_begin); }
  bool at_end() const { return raw_begin == raw_end && file_ended; }

  void break_off(std::string_view what, std::string_view format) {
    damage = fmt::format("{} {} data after byte {} of the file", what, format, position());
  }

  std::size_t step_plain(char* out, std::size_t size) {
    const std::size_t n = std::min(size, raw_end - raw_begin);
    std::copy_n(raw.data() + raw_begin, n, out);
    raw_begin += n;
    return n;
  }

  std::size_t step_gzip(char* out, std::size_t size) {
    if (!frame_open) {
      // Zeros behind the last member are padding, as gzip sees it.
      while (gzip_ready && raw_begin < raw_end && raw[raw_begin] == '\0') ++raw_begin;
      if (raw_begin == raw_end) return 0;
      if (gzip_ready) inflateReset(&gzip);
      constexpr int kGzipOnly = 16 + MAX_WBITS;
      if (!gzip_ready) gzip_ready = inflateInit2(&gzip, kGzipOnly) == Z_OK;
      frame_open = true;
    }
    gzip.next_in = reinterpret_cast<Bytef*>(raw.data() + raw_begin);
    gzip.avail_in = static_cast<uInt>(raw_end - raw_begin);
    gzip.next_out = reinterpret_cast<Bytef*>(out);
    gzip.avail_out = static_cast<uInt>(size);
    const int code = inflate(&gzip, Z_NO_FLUSH);
    raw_begin = raw_end - gzip.avail_in;
    if (code == Z_STREAM_END) frame_open = false;
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) break_off("damaged", "gzip");
    return size - gzip.avail_out;
  }

  std::size_t step_zstd(char* out, std::size_t size) {
    if (!zstd) {
      zstd.reset(ZSTD_createDStream());
      ZSTD_DCtx_setParameter(zstd.get(), ZSTD_d_windowLogMax, kLongestWindow);
    }
    ZSTD_inBuffer in{raw.data(), raw_end, raw_begin};
    ZSTD_outBuffer made{out, size, 0};
    const std::size_t code = ZSTD_decompressStream(zstd.get(), &made, &in);
    raw_begin = in.pos;
    if (ZSTD_isError(code) != 0) break_off("damaged", "zstd");
    frame_open = code != 0;
    return made.pos;
  }
};

ByteSource::ByteSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;
ByteSource::~ByteSource() = default;

Result<ByteSource> ByteSource::open(const std::filesystem::path& path) {
  auto file = base::File::open(path);
  if (!file) return pass_on(file);
  auto state = std::make_unique<State>();
  state->file = std::move(*file);
  if (auto ok = state->refill(); !ok) return pass_on(ok);
  const std::string_view head(state->raw.data(), state->raw_end);
  if (head.starts_with("\x1f\x8b")) state->compression = Compression::Gzip;
  if (head.starts_with("\x28\xb5\x2f\xfd") || is_skippable_frame(head)) state->compression = Compression::Zstd;
  return ByteSource(std::move(state));
}

Result<std::size_t> ByteSource::read(char* out, std::size_t size) {
  State& s = *state_;
  std::size_t done = 0;
  bool output_waits = true;  // a decoder may hold output although its input is used up
  while (done < size && s.damage.empty()) {
    if (auto ok = s.refill(); !ok) return pass_on(ok);
    if (s.at_end() && !(s.frame_open && output_waits)) {
      if (s.frame_open) s.break_off("truncated", s.compression == Compression::Gzip ? "gzip" : "zstd");
      break;
    }
    std::size_t n = 0;
    switch (s.compression) {
      case Compression::None: n = s.step_plain(out + done, size - done); break;
      case Compression::Gzip: n = s.step_gzip(out + done, size - done); break;
      case Compression::Zstd: n = s.step_zstd(out + done, size - done); break;
    }
    output_waits = n > 0;
    done += n;
  }
  return done;
}

Compression ByteSource::compression() const noexcept { return state_->compression; }
const std::string& ByteSource::damage() const noexcept { return state_->damage; }
std::uint64_t ByteSource::file_bytes_read() const noexcept { return state_->file_bytes; }
base::Hash128 ByteSource::digest() const { return state_->digest.value(); }

}  // namespace unspin::corpus
