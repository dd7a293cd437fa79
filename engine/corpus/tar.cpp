#include "engine/corpus/tar.h"

#include <algorithm>
#include <charconv>

#include "engine/corpus/blocks.h"
#include "engine/corpus/containers.h"

namespace unspin::corpus {
namespace {

constexpr auto kNowhere = std::string_view::npos;
constexpr std::size_t kMaxName = std::size_t{1} << 20;  // of the blocks that name an entry
constexpr std::uint64_t kNoSize = ~std::uint64_t{0};

/// A field of a header: up to its first zero byte.
std::string_view field(std::string_view header, std::size_t at, std::size_t size) noexcept {
  const std::string_view text = header.substr(at, size);
  return text.substr(0, text.find('\0'));
}

/// Octal digits, or GNU's large numbers: a first byte of 0x80 and big-endian bytes.
std::uint64_t number(std::string_view header, std::size_t at, std::size_t size) noexcept {
  std::uint64_t value = 0;
  if ((static_cast<unsigned char>(header[at]) & 0x80U) != 0) {
    for (std::size_t i = size - 8; i < size; ++i) value = value << 8 | static_cast<unsigned char>(header[at + i]);
    return value;
  }
  for (const char c : field(header, at, size)) {
    if (c >= '0' && c <= '7') value = value * 8 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

std::uint64_t padded(std::uint64_t size) noexcept { return (size + kTarBlock - 1) / kTarBlock * kTarBlock; }

/// What pax lines ("27 path=some/name\n") say of the entry behind them.
void read_pax(std::string_view lines, std::string& path, std::uint64_t& size) {
  while (!lines.empty()) {
    std::size_t bytes = 0;
    const auto [end, error] = std::from_chars(lines.data(), lines.data() + lines.size(), bytes);
    const auto digits = static_cast<std::size_t>(end - lines.data());
    if (error != std::errc{} || bytes <= digits || bytes > lines.size()) return;
    std::string_view line = lines.substr(digits + 1, bytes - digits - 1);
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.starts_with("path=")) path = line.substr(5);
    if (line.starts_with("size=")) std::from_chars(line.data() + 5, line.data() + line.size(), size);
    lines.remove_prefix(bytes);
  }
}

std::string name_in(std::string_view header) {
  const std::string_view prefix = header.substr(257).starts_with("ustar\0") ? field(header, 345, 155) : "";
  const std::string_view name = field(header, 0, 100);
  return prefix.empty() ? std::string(name) : std::string(prefix) + "/" + std::string(name);
}

bool zero_block(std::string_view window) noexcept {
  return window.substr(0, kTarBlock).find_first_not_of('\0') == kNowhere;
}

std::size_t find_entry(std::string_view bytes, std::size_t from) {
  for (std::size_t at = padded(from); at + kTarBlock <= bytes.size(); at += kTarBlock) {
    if (begins_tar(bytes.substr(at))) return at;
  }
  return kNowhere;
}

Cut cut_tar(std::string_view window, bool complete) {
  if (window.size() < kTarBlock && !complete) return {};
  if (zero_block(window)) return {Cut::Kind::Blank, 0, 0, std::min(window.size(), kTarBlock), {}};
  const auto entry = read_tar_entry(window);
  if (!entry) return {Cut::Kind::Skip};
  if (entry->whole_header && entry->size > kMaxRecordBytes && !complete) return {Cut::Kind::TooLong};
  const bool there = entry->whole_header && entry->size <= window.size() - entry->begin;
  if (!there && !complete) return {};
  if (!there) return {Cut::Kind::Record, 0, window.size(), window.size(), "the archive ends inside it"};
  const std::size_t end = entry->begin + static_cast<std::size_t>(padded(entry->size));
  if (end > window.size() && !complete) return {};
  return {Cut::Kind::Record, 0, std::min(end, window.size()), std::min(end, window.size()), {}};
}

}  // namespace

bool begins_tar(std::string_view bytes) noexcept {
  constexpr std::size_t kSum = 148;
  constexpr std::size_t kSumBytes = 8;
  if (bytes.size() < kTarBlock || bytes[0] == '\0') return false;
  std::uint64_t sum = kSumBytes * ' ';
  for (std::size_t i = 0; i < kTarBlock; ++i) {
    if (i < kSum || i >= kSum + kSumBytes) sum += static_cast<unsigned char>(bytes[i]);
  }
  const char first = bytes[kSum] == ' ' ? bytes[kSum + 1] : bytes[kSum];
  return first >= '0' && first <= '7' && number(bytes, kSum, kSumBytes) == sum;
}

std::optional<TarEntry> read_tar_entry(std::string_view bytes) {
  TarEntry entry;
  std::string name;  // from the blocks in front, which the header itself has no room for
  std::uint64_t size = kNoSize;
  std::size_t at = 0;
  while (at < kMaxName) {
    if (bytes.size() < at + kTarBlock) {
      entry.whole_header = false;
      return at > 0 ? std::optional<TarEntry>(std::move(entry)) : std::nullopt;
    }
    const std::string_view header = bytes.substr(at);
    if (!begins_tar(header)) return std::nullopt;
    const char type = header[156];
    const std::uint64_t bytes_behind = number(header, 124, 12);
    at += kTarBlock;
    const bool names = type == 'x' || type == 'g' || type == 'L' || type == 'K';
    if (!names) {
      entry.name = name.empty() ? name_in(header) : std::move(name);
      entry.is_file = type == '0' || type == '\0' || type == '7';
      entry.size = size == kNoSize ? bytes_behind : size;
      entry.begin = at;
      return entry;
    }
    if (bytes_behind > kMaxName) return std::nullopt;
    const std::string_view data = bytes.substr(at).substr(0, static_cast<std::size_t>(bytes_behind));
    if (type == 'L') name = data.substr(0, data.find('\0'));
    if (type == 'x') read_pax(data, name, size);
    at += static_cast<std::size_t>(padded(bytes_behind));
  }
  return std::nullopt;
}

const Container& tar_container() noexcept {
  static constexpr Container kTar{cut_tar, find_entry, [](std::string_view) { return false; }};
  return kTar;
}

}  // namespace unspin::corpus
