#include "engine/corpus/warc.h"

#include <algorithm>
#include <charconv>

#include "engine/corpus/blocks.h"
#include "engine/corpus/containers.h"

namespace unspin::corpus {
namespace {

constexpr std::string_view kMark = "WARC/";
constexpr std::size_t kMaxHeader = std::size_t{1} << 20;
/// A length that is wrong is wrong by a few bytes as a rule: the next record is looked for here first.
constexpr std::size_t kNear = 64;
constexpr auto kNowhere = std::string_view::npos;
constexpr std::string_view kHeaderBreaks = "its header breaks off";
constexpr std::string_view kEndsEarly = "it ends before the length that it states, and not as records end";

bool digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool letter(char c) noexcept { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

std::string_view without_brackets(std::string_view uri) noexcept {
  if (uri.starts_with('<') && uri.ends_with('>')) return uri.substr(1, uri.size() - 2);
  return uri;
}

/// Behind the line "WARC/1.0", or npos when there is no such line at `at`.
std::size_t behind_version(std::string_view bytes, std::size_t at) noexcept {
  if (!bytes.substr(at).starts_with(kMark)) return kNowhere;
  std::size_t i = at + kMark.size();
  if (i >= bytes.size() || !digit(bytes[i])) return kNowhere;
  while (i < bytes.size() && (digit(bytes[i]) || bytes[i] == '.')) ++i;
  while (i < bytes.size() && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r')) ++i;
  return i < bytes.size() && bytes[i] == '\n' ? i + 1 : kNowhere;
}

/// Whether a record begins at `at` for sure: a version, and a field in the next line.
bool record_at(std::string_view bytes, std::size_t at) noexcept {
  const std::size_t line = behind_version(bytes, at);
  return line != kNowhere && line < bytes.size() && letter(bytes[line]);
}

std::size_t find_record(std::string_view bytes, std::size_t from) {
  for (std::size_t at = bytes.find(kMark, from); at != kNowhere; at = bytes.find(kMark, at + 1)) {
    if (at > 0 && bytes[at - 1] == '\n' && record_at(bytes, at)) return at;
  }
  return kNowhere;
}

/// [begin, next) as a record without the line breaks behind it; a flaw if there is no blank line.
Cut ended_by_next(std::string_view window, std::size_t begin, std::size_t body, std::size_t next) {
  const std::size_t end = without_line_breaks(window, body, next);
  const std::string_view between = window.substr(end, next - end);
  const bool blank_line = std::count(between.begin(), between.end(), '\n') >= 2;
  return {Cut::Kind::Record, begin, end, next, blank_line ? std::string_view() : kEndsEarly};
}

/// Only a blank line between the headers of two records says that the first has ended; without it, the second begins
/// inside the header of the first.
std::size_t record_inside_header(std::string_view window, std::size_t begin, std::size_t end) {
  const std::size_t found = find_record(window.substr(0, end), begin + 1);
  return found < end ? found : kNowhere;
}

/// A record whose length is wrong or missing.
Cut cut_by_next(std::string_view window, bool complete, std::size_t begin, std::size_t body) {
  if (const std::size_t next = find_record(window, body); next != kNowhere)
    return ended_by_next(window, begin, body, next);
  if (complete) return ended_by_next(window, begin, body, window.size());
  return window.size() - begin > kMaxRecordBytes ? Cut{Cut::Kind::TooLong, begin} : Cut{};
}

/// A record whose length says that it ends at `end`, inside the window.
Cut cut_by_length(std::string_view window, bool complete, std::size_t begin, std::size_t body, std::size_t end) {
  std::size_t next = end;
  while (next < window.size() && next - end < kNear && (window[next] == '\r' || window[next] == '\n')) ++next;
  // Ended as records end: when what follows is none, that is its own fault.
  const bool ends = window.substr(end, next - end).starts_with("\r\n\r\n");
  if (ends || next == window.size() || record_at(window, next)) return {Cut::Kind::Record, begin, end, next, {}};
  const std::size_t near = std::max(body, end - std::min(end, kNear));
  const std::size_t found = find_record(window.substr(0, std::min(window.size(), end + 2 * kNear)), near);
  if (found != kNowhere) {
    return {Cut::Kind::Record, begin, without_line_breaks(window, body, found), found, {}};
  }
  if (complete && window.size() - end < kNear) {
    return {Cut::Kind::Record, begin, without_line_breaks(window, body, window.size()), window.size(), {}};
  }
  return cut_by_next(window, complete, begin, body);
}

/// A record whose header ends at `body`.
Cut cut_block(std::string_view window, bool complete, std::size_t begin, std::size_t body,
              std::optional<std::uint64_t> length) {
  if (!length) {
    Cut cut = cut_by_next(window, complete, begin, body);
    cut.flaw = {};  // nothing was stated that it could fall short of
    return cut;
  }
  // Inside of a member whose end is in sight, such a length is only wrong.
  if (*length > kMaxRecordBytes && !complete && window.size() - begin > kMaxHeader) return {Cut::Kind::TooLong, begin};
  const std::uint64_t there = window.size() - body;
  if (!complete && (*length > there || there - *length < 2 * kNear)) return {};
  if (*length <= there) return cut_by_length(window, complete, begin, body, body + static_cast<std::size_t>(*length));
  Cut cut = cut_by_next(window, complete, begin, body);
  // A few bytes less than stated, at the end of a file or member: the length is wrong, not the record.
  if (cut.next == window.size() && *length - there < kNear) cut.flaw = {};
  return cut;
}

Cut cut_warc(std::string_view window, bool complete) {
  const std::size_t begin = window.find_first_not_of("\r\n");
  if (begin == kNowhere) return {Cut::Kind::Blank, 0, 0, window.size(), {}};
  const std::size_t line = behind_version(window, begin);
  if (line == kNowhere) {
    return !complete && window.size() - begin < kNear ? Cut{} : Cut{Cut::Kind::Skip, begin};
  }
  thread_local WarcHeader header;
  const auto bytes = header.read(window.substr(begin, kMaxHeader));
  if (!bytes && !complete && window.size() - begin < kMaxHeader) return {};
  const std::size_t body = begin + bytes.value_or(std::min(window.size() - begin, kMaxHeader));
  if (const std::size_t inner = record_inside_header(window, begin, body); inner != kNowhere) {
    return {Cut::Kind::Record, begin, without_line_breaks(window, begin, inner), inner, kHeaderBreaks};
  }
  if (!bytes) {
    if (body < window.size() || !complete) return {Cut::Kind::Skip, begin};
    return {Cut::Kind::Record, begin, without_line_breaks(window, begin, body), body, kHeaderBreaks};
  }
  return cut_block(window, complete, begin, body, header.content_length());
}

}  // namespace

std::size_t without_line_breaks(std::string_view bytes, std::size_t begin, std::size_t end) noexcept {
  constexpr int kMost = 2;  // that separate records; further ones are of the record
  for (int i = 0; i < kMost && end > begin && bytes[end - 1] == '\n'; ++i) {
    --end;
    if (end > begin && bytes[end - 1] == '\r') --end;
  }
  return end;
}

bool begins_warc(std::string_view bytes) noexcept { return behind_version(bytes, 0) != kNowhere; }

std::optional<std::size_t> WarcHeader::read(std::string_view record) {
  const std::size_t line = std::min(behind_version(record, 0), record.size());
  const auto bytes = fields.read(record.substr(line));
  return bytes ? std::optional<std::size_t>(line + *bytes) : std::nullopt;
}

std::optional<std::uint64_t> WarcHeader::content_length() const noexcept {
  const std::string_view text = fields["Content-Length"];
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return length;
}

std::string_view WarcHeader::record_id() const noexcept { return without_brackets(fields["WARC-Record-ID"]); }
std::string_view WarcHeader::target_uri() const noexcept { return without_brackets(fields["WARC-Target-URI"]); }

const Container& warc_container() noexcept {
  static constexpr Container kWarc{cut_warc, find_record, [](std::string_view bytes) {
                                     const std::size_t begin = bytes.find_first_not_of("\r\n");
                                     return begin != kNowhere && behind_version(bytes, begin) != kNowhere;
                                   }};
  return kWarc;
}

const Container& container_of(Format format) noexcept {
  if (format == Format::Arc) return arc_container();
  return format == Format::Tar ? tar_container() : warc_container();
}

}  // namespace unspin::corpus
