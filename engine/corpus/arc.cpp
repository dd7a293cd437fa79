#include "engine/corpus/arc.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/corpus/blocks.h"
#include "engine/corpus/containers.h"

namespace unspin::corpus {
namespace {

constexpr auto kNowhere = std::string_view::npos;
constexpr std::size_t kMaxLine = 8192;
constexpr std::size_t kNear = 64;
constexpr std::size_t kBehindUrl1 = 4;  // fields behind the url, which may hold spaces itself
constexpr std::size_t kBehindUrl2 = 9;

bool digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// A year at least; crawlers wrote longer and shorter ones than the standard's 14 digits.
bool is_date(std::string_view text) noexcept {
  return text.size() >= 8 && text.size() <= 18 && std::all_of(text.begin(), text.end(), digit);
}

bool is_address(std::string_view text) noexcept {
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF.:") == kNowhere;
}

/// "http:" and the like.
bool has_scheme(std::string_view url) noexcept {
  const std::size_t colon = url.find(':');
  if (colon == 0 || colon == kNowhere || colon + 1 == url.size()) return false;
  return std::all_of(url.begin(), url.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || digit(c) || c == '-'; });
}

/// The header whose last `count` fields are behind the url; date and type are the second and third of them.
std::optional<ArcHeader> header_of(std::string_view line, std::size_t count) noexcept {
  std::array<std::string_view, kBehindUrl2> fields;
  std::string_view rest = line;
  for (std::size_t i = count; i-- > 0;) {
    const std::size_t space = rest.rfind(' ');
    if (space == kNowhere) return std::nullopt;
    fields[i] = rest.substr(space + 1);
    rest = rest.substr(0, space);
  }
  if (!is_address(fields[0]) || !is_date(fields[1]) || !has_scheme(rest)) return std::nullopt;
  ArcHeader header{rest, fields[1], fields[2], std::nullopt, 0};
  const std::string_view length = fields[count - 1];
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), number);
  if (error == std::errc{} && end == length.data() + length.size()) header.length = number;
  return header;
}

/// A record that begins at a line's start, behind `from`.
std::size_t find_record(std::string_view bytes, std::size_t from) {
  for (std::size_t at = bytes.find('\n', from - 1); at != kNowhere; at = bytes.find('\n', at + 1)) {
    if (read_arc_header(bytes.substr(at + 1))) return at + 1;
  }
  return kNowhere;
}

Cut record(std::string_view window, std::size_t begin, std::size_t body, std::size_t next) {
  std::size_t end = next;
  if (end > body && window[end - 1] == '\n') --end;
  return {Cut::Kind::Record, begin, end, next, {}};
}

Cut cut_by_next(std::string_view window, bool complete, std::size_t begin, std::size_t body, bool too_short) {
  if (const std::size_t next = find_record(window, std::max<std::size_t>(body, 1)); next != kNowhere)
    return record(window, begin, body, next);
  if (!complete) return window.size() - begin > kMaxRecordBytes ? Cut{Cut::Kind::TooLong, begin} : Cut{};
  Cut cut = record(window, begin, body, window.size());
  if (too_short) cut.flaw = "it ends before the length that it states";
  return cut;
}

Cut cut_arc(std::string_view window, bool complete) {
  const std::size_t begin = window.find_first_not_of("\r\n");
  if (begin == kNowhere) return {Cut::Kind::Blank, 0, 0, window.size(), {}};
  const bool line_there = window.find('\n', begin) != kNowhere;
  if (!line_there && !complete && window.size() - begin < kMaxLine) return {};
  const auto header = read_arc_header(window.substr(begin));
  if (!header) return {Cut::Kind::Skip, begin};
  const std::size_t body = begin + header->bytes;
  if (!header->length) return cut_by_next(window, complete, begin, body, false);
  if (*header->length > kMaxRecordBytes && !complete) return {Cut::Kind::TooLong, begin};
  const std::size_t there = window.size() - body;
  if (*header->length + kMaxLine > there && !complete) return {};
  if (*header->length > there) return cut_by_next(window, complete, begin, body, *header->length - there >= kNear);
  const std::size_t end = body + static_cast<std::size_t>(*header->length);
  std::size_t next = end;
  while (next < window.size() && next - end < kNear && (window[next] == '\r' || window[next] == '\n')) ++next;
  if (next == window.size() || read_arc_header(window.substr(next))) return {Cut::Kind::Record, begin, end, next, {}};
  const std::size_t near = std::max({body, end - std::min(end, kNear), std::size_t{1}});
  const std::size_t found = find_record(window.substr(0, std::min(window.size(), end + kMaxLine)), near);
  if (found != kNowhere && found < end + kNear) return record(window, begin, body, found);
  // Ended as records end, and what follows is none: that is its fault.
  if (next > end) return {Cut::Kind::Record, begin, end, next, {}};
  return cut_by_next(window, complete, begin, body, false);
}

}  // namespace

std::optional<ArcHeader> read_arc_header(std::string_view bytes) noexcept {
  const std::size_t end = bytes.substr(0, kMaxLine).find('\n');
  if (end == kNowhere) return std::nullopt;
  std::string_view line = bytes.substr(0, end);
  if (line.ends_with('\r')) line.remove_suffix(1);
  auto header = header_of(line, kBehindUrl1);
  if (!header) header = header_of(line, kBehindUrl2);
  if (header) header->bytes = end + 1;
  return header;
}

const Container& arc_container() noexcept {
  static constexpr Container kArc{cut_arc, find_record, [](std::string_view bytes) {
                                    const std::size_t begin = bytes.find_first_not_of("\r\n");
                                    return begin != kNowhere && read_arc_header(bytes.substr(begin)).has_value();
                                  }};
  return kArc;
}

}  // namespace unspin::corpus
