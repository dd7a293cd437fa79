#include "engine/corpus/member_reader.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include <fmt/format.h>
#include <libdeflate.h>
#include <zlib.h>
#include <zstd.h>

#include "engine/base/file.h"

namespace unspin::corpus {
namespace {

constexpr std::size_t kRawBytes = std::size_t{4} << 20;
/// A member is looked at as a whole when this much of the file is in memory, which is more than most of them take.
constexpr std::size_t kAhead = std::size_t{1} << 20;
/// What stays in memory behind the place that was read: a decoder runs on for a while before it sees that a member was
/// cut, and the next one begins where it was.
constexpr std::size_t kBack = std::size_t{1} << 16;
constexpr std::size_t kLeastWhole = std::size_t{1} << 18;
constexpr std::size_t kMostWhole = std::size_t{4} << 20;
constexpr std::size_t kMostDictionary = std::size_t{16} << 20;
constexpr std::size_t kTrial = 16384;
constexpr int kLongestWindow = 31;  // zstd --long=31
constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr std::string_view kGzipMark = "\x1f\x8b\x08";
constexpr std::string_view kZstdMark = "\x28\xb5\x2f\xfd";
constexpr std::string_view kDictionaryMark = "\x5d\x2a\x4d\x18";  // the skippable frame of zstd WARC files
constexpr std::size_t kSkippableHeader = 8;

struct FreeInflate {
  void operator()(libdeflate_decompressor* d) const { libdeflate_free_decompressor(d); }
};
struct FreeZstd {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};
struct EndStream {
  void operator()(z_stream* stream) const {
    inflateEnd(stream);
    delete stream;
  }
};
using GzipStream = std::unique_ptr<z_stream, EndStream>;

GzipStream new_gzip_stream() {
  auto* stream = new z_stream{};
  inflateInit2(stream, kGzipOnly);
  return GzipStream(stream);
}

bool skippable(std::string_view head) noexcept {
  return head.size() >= 4 && (static_cast<unsigned char>(head[0]) & 0xF0U) == 0x50U &&
         head.substr(1, 3) == "\x2a\x4d\x18";
}

/// How a step of a decoder went.
enum class Step : std::uint8_t { Going, MemberEnds, Broken };

}  // namespace

struct MemberReader::State {
  base::File file;
  bool (*begins)(std::string_view) = nullptr;
  Compression compression = Compression::None;
  std::vector<char> raw;
  std::size_t raw_begin = 0;
  std::size_t raw_end = 0;
  bool file_ended = false;
  std::uint64_t file_bytes = 0;
  base::Digest digest;
  std::string damage;

  bool inside = false;             // a member that is read piece by piece
  std::uint64_t member_begin = 0;  // in the file
  bool lost = false;               // look for the next member before reading on
  std::unique_ptr<libdeflate_decompressor, FreeInflate> whole{libdeflate_alloc_decompressor()};
  std::vector<char> whole_out = std::vector<char>(kLeastWhole);
  GzipStream gzip = new_gzip_stream();
  std::unique_ptr<ZSTD_DCtx, FreeZstd> zstd{ZSTD_createDCtx()};
  std::string dictionary;

  std::string_view there() const { return {raw.data() + raw_begin, raw_end - raw_begin}; }
  std::uint64_t position() const { return file_bytes - (raw_end - raw_begin); }
  bool at_end() const { return raw_begin == raw_end && file_ended; }

  /// Sees to it that kAhead bytes are in memory, or the rest of the file.
  Result<void> refill() {
    if (raw_end - raw_begin >= kAhead || file_ended) return {};
    const std::size_t keep_from = raw_begin - std::min(raw_begin, kBack);
    std::memmove(raw.data(), raw.data() + keep_from, raw_end - keep_from);
    raw_begin -= keep_from;
    raw_end -= keep_from;
    const auto n = file.read(raw.data() + raw_end, raw.size() - raw_end);
    if (!n) return tl::unexpected(n.error());
    digest.add(raw.data() + raw_end, *n);
    file_bytes += *n;
    file_ended = *n < raw.size() - raw_end;
    raw_end += *n;
    return {};
  }

  void read_plain(std::string& out, std::size_t size) {
    const std::string_view bytes = there().substr(0, size);
    out.append(bytes);
    raw_begin += bytes.size();
  }

  /// A member that is wholly in memory, in one go; false when it is not, or damaged, or large.
  bool read_whole_gzip(std::string& out) {
    for (;;) {
      std::size_t used = 0;
      std::size_t made = 0;
      const auto code = libdeflate_gzip_decompress_ex(whole.get(), raw.data() + raw_begin, raw_end - raw_begin,
                                                      whole_out.data(), whole_out.size(), &used, &made);
      if (code == LIBDEFLATE_SUCCESS) {
        out.append(whole_out.data(), made);
        raw_begin += used;
        return true;
      }
      if (code != LIBDEFLATE_INSUFFICIENT_SPACE || whole_out.size() >= kMostWhole) return false;
      whole_out.resize(whole_out.size() * 4);
    }
  }

  Step step_gzip(char* out, std::size_t size, std::size_t& made) {
    gzip->next_in = reinterpret_cast<Bytef*>(raw.data() + raw_begin);
    gzip->avail_in = static_cast<uInt>(raw_end - raw_begin);
    gzip->next_out = reinterpret_cast<Bytef*>(out);
    gzip->avail_out = static_cast<uInt>(size);
    const int code = inflate(gzip.get(), Z_NO_FLUSH);
    raw_begin = raw_end - gzip->avail_in;
    made = size - gzip->avail_out;
    if (code == Z_STREAM_END) return Step::MemberEnds;
    return code == Z_OK || code == Z_BUF_ERROR ? Step::Going : Step::Broken;
  }

  Step step_zstd(char* out, std::size_t size, std::size_t& made) {
    ZSTD_inBuffer in{raw.data(), raw_end, raw_begin};
    ZSTD_outBuffer buffer{out, size, 0};
    const std::size_t code = ZSTD_decompressStream(zstd.get(), &buffer, &in);
    raw_begin = in.pos;
    made = buffer.pos;
    if (ZSTD_isError(code) != 0) return Step::Broken;
    return code == 0 ? Step::MemberEnds : Step::Going;
  }

  void begin_member() {
    inside = true;
    member_begin = position();
    if (compression == Compression::Gzip) inflateReset(gzip.get());
    if (compression == Compression::Zstd) {
      ZSTD_DCtx_reset(zstd.get(), ZSTD_reset_session_only);
      ZSTD_DCtx_setParameter(zstd.get(), ZSTD_d_windowLogMax, kLongestWindow);
    }
  }

  /// About `size` bytes of the member, or up to its end.
  Result<void> read_stream(std::string& out, std::size_t size, Piece& piece) {
    std::size_t done = 0;
    while (done < size && inside) {
      if (auto ok = refill(); !ok) return ok;
      std::size_t made = 0;
      const bool starved = at_end();
      const std::size_t room = std::min(size - done, whole_out.size());
      const Step step = compression == Compression::Gzip ? step_gzip(whole_out.data(), room, made)
                                                         : step_zstd(whole_out.data(), room, made);
      out.append(whole_out.data(), made);
      done += made;
      piece.broken = step == Step::Broken || (step == Step::Going && starved && made == 0);
      inside = step == Step::Going && !piece.broken;
      if (piece.broken) note_damage(step == Step::Broken ? "damaged" : "truncated");
    }
    return {};
  }

  void note_damage(std::string_view what) {
    lost = true;
    damage = fmt::format("{} {} data after byte {} of the file", what,
                         compression == Compression::Gzip ? "gzip" : "zstd", position());
  }

  /// Whether a member begins here that a record begins in. Looks at what is in memory.
  bool member_here() {
    std::string head(kTrial, '\0');
    std::size_t made = 0;
    const std::size_t at = raw_begin;
    begin_member();
    inside = false;
    const Step step = compression == Compression::Gzip ? step_gzip(head.data(), head.size(), made)
                                                       : step_zstd(head.data(), head.size(), made);
    raw_begin = at;
    head.resize(made);
    return (step != Step::Broken || made > 0) && begins(head);
  }

  /// Goes on to the next member in which a record begins, or to the end of the file.
  Result<void> find_member() {
    lost = false;
    const std::string_view mark = compression == Compression::Gzip ? kGzipMark : kZstdMark;
    const std::uint64_t back = std::min<std::uint64_t>(position() - member_begin - 1, raw_begin);
    if (position() > member_begin) raw_begin -= static_cast<std::size_t>(back);
    for (;;) {
      if (auto ok = refill(); !ok) return ok;
      const std::size_t found = there().find(mark);
      if (found == std::string_view::npos) {
        raw_begin = file_ended ? raw_end : raw_end - std::min(raw_end - raw_begin, mark.size() - 1);
        if (file_ended) return {};
        continue;
      }
      raw_begin += found;
      if (auto ok = refill(); !ok) return ok;
      if (member_here()) {
        damage.clear();  // the record that broke off is reported
        return {};
      }
      ++raw_begin;
    }
  }

  /// The frame in front of zstd WARC files: a dictionary for all others, itself compressed or not.
  void read_dictionary() {
    const std::string_view head = there();
    if (!head.starts_with(kDictionaryMark) || head.size() < kSkippableHeader) return;
    std::uint32_t size = 0;
    for (int i = 7; i >= 4; --i) size = size << 8 | static_cast<unsigned char>(head[static_cast<std::size_t>(i)]);
    if (size > head.size() - kSkippableHeader) return;
    const std::string_view bytes = head.substr(kSkippableHeader, size);
    dictionary = bytes;
    if (bytes.starts_with(kZstdMark)) {
      dictionary.resize(kMostDictionary);
      const std::size_t made =
          ZSTD_decompressDCtx(zstd.get(), dictionary.data(), dictionary.size(), bytes.data(), size);
      dictionary.resize(ZSTD_isError(made) != 0 ? 0 : made);
    }
    ZSTD_DCtx_loadDictionary(zstd.get(), dictionary.data(), dictionary.size());
    raw_begin += kSkippableHeader + size;
  }

  /// Passes over zeros behind gzip members: padding, as gzip sees it.
  Result<void> skip_padding() {
    for (;;) {
      if (auto ok = refill(); !ok) return ok;
      const std::size_t before = raw_begin;
      while (compression == Compression::Gzip && raw_begin < raw_end && raw[raw_begin] == '\0') ++raw_begin;
      if (raw_begin == before || raw_begin < raw_end) return {};
    }
  }
};

MemberReader::MemberReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
MemberReader::MemberReader(MemberReader&&) noexcept = default;
MemberReader& MemberReader::operator=(MemberReader&&) noexcept = default;
MemberReader::~MemberReader() = default;

Result<MemberReader> MemberReader::open(const std::filesystem::path& path, bool (*begins)(std::string_view)) {
  auto file = base::File::open(path);
  if (!file) return pass_on(file);
  const auto size = file->size();
  if (!size) return tl::unexpected(size.error());
  auto state = std::make_unique<State>();
  state->raw.resize(static_cast<std::size_t>(std::min<std::uint64_t>(kRawBytes, *size + 2 * kBack)));
  state->file = std::move(*file);
  state->begins = begins;
  if (auto ok = state->refill(); !ok) return pass_on(ok);
  const std::string_view head = state->there();
  if (head.starts_with(kGzipMark.substr(0, 2))) state->compression = Compression::Gzip;
  if (head.starts_with(kZstdMark) || skippable(head)) state->compression = Compression::Zstd;
  state->read_dictionary();
  return MemberReader(std::move(state));
}

Result<Piece> MemberReader::read(std::string& out, std::size_t size) {
  State& s = *state_;
  Piece piece;
  if (auto ok = s.refill(); !ok) return pass_on(ok);
  if (s.compression == Compression::None) {
    piece.first_of_member = s.position() == 0;
    s.read_plain(out, size);
    piece.last = s.at_end();
    return piece;
  }
  if (s.lost) {
    if (auto ok = s.find_member(); !ok) return pass_on(ok);
  }
  if (!s.inside) {
    if (auto ok = s.skip_padding(); !ok) return pass_on(ok);
    if (s.at_end()) {
      piece.last = true;
      return piece;
    }
    piece.first_of_member = true;
    if (s.compression == Compression::Gzip && s.read_whole_gzip(out)) {
      piece.last = s.at_end();
      return piece;
    }
    s.begin_member();
  }
  if (auto ok = s.read_stream(out, size, piece); !ok) return pass_on(ok);
  piece.last = !s.inside && !piece.broken && s.at_end();
  return piece;
}

Compression MemberReader::compression() const noexcept { return state_->compression; }
const std::string& MemberReader::damage() const noexcept { return state_->damage; }
std::uint64_t MemberReader::file_bytes_read() const noexcept { return state_->file_bytes; }
base::Hash128 MemberReader::digest() const { return state_->digest.value(); }

}  // namespace unspin::corpus
