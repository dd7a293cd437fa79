#include "engine/detect/recurring_lines.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "engine/base/hash.h"
#include "engine/detect/line_chunks.h"
#include "engine/shingle/shingles.h"

namespace unspin::detect {
namespace {

constexpr std::uint32_t kTimes = 5;      // as many addresses have a line as have the rarest part of its page
constexpr std::size_t kRarestPart = 20;  // a twentieth, by words
constexpr std::size_t kPart = shingle::kWordsPerShingle;  // words of the beginning and of the end of a line

/// A line of a host, and an address that has it.
struct Place {
  std::uint64_t line;
  std::uint64_t address;

  friend bool operator<(const Place& a, const Place& b) noexcept {
    return std::pair(a.line, a.address) < std::pair(b.line, b.address);
  }
};

/// What of a line recurs: the whole of it, its beginning, its end.
struct LineParts {
  std::uint64_t whole;
  std::uint64_t head;
  std::uint64_t tail;
};

LineParts parts_of(const PageLines& lines, std::size_t line) {
  const std::uint64_t key = lines.keys[line];
  const std::uint32_t words = lines.ends[line] - lines.begin(line);
  if (words <= kPart) return {key, key, key};
  const std::uint64_t* const end = lines.words.data() + lines.ends[line];
  const auto part = [&](const std::uint64_t* first, std::uint64_t side) {
    const std::uint64_t hash = base::hash64(first, kPart * sizeof *first, side);
    return base::hash64_of_16(hash, lines.host);
  };
  return {key, part(end - words, 1), part(end - kPart, 2)};
}

/// How many addresses have the rarest twentieth of a page.
std::uint32_t rarest_part(std::vector<std::pair<std::uint32_t, std::size_t>>& lines, std::size_t words) {
  std::sort(lines.begin(), lines.end());
  std::size_t passed = 0;
  for (const auto& [addresses, of_line] : lines) {
    passed += of_line;
    if (passed * kRarestPart >= words) return addresses;
  }
  return 1;
}

}  // namespace

Result<RecurringLines> RecurringLines::count(const Context& context, const Scan& scan, const Documents& docs) {
  base::ExternalSorter<Place> sorter(context.scratch("lines"), context.memory_bytes() / 4);
  auto read = sort_of_pages(context, scan.line_files, sorter, [&](const LineChunk& page, std::vector<Place>& places) {
    if (!docs.searched(page.doc())) return;
    for (std::size_t line = 0; line < page.lines().size(); ++line) {
      const LineParts parts = parts_of(page.lines(), line);
      places.push_back({parts.whole, page.head().address});
      if (parts.head == parts.whole) continue;
      places.push_back({parts.head, page.head().address});
      places.push_back({parts.tail, page.head().address});
    }
  });
  if (!read) return pass_on(read);

  constexpr std::uint64_t kBytesPerLine = 24;
  const std::uint64_t most = context.memory_bytes() / 4 / kBytesPerLine;
  RecurringLines lines;
  std::uint64_t line = 0;
  std::uint32_t addresses = 0;
  auto drained = sorter.drain([&](const Place& place) -> Result<void> {
    if (place.line != line && addresses >= kTimes) lines.add(line, addresses);
    addresses = place.line == line ? addresses + 1 : 1;
    line = place.line;
    if (lines.size() < most) return {};
    return failure(Error::Code::InvalidOptions,
                   fmt::format("more than {} lines that recur on hosts do not fit in --memory {}MiB; give more", most,
                               context.memory_bytes() >> 20));
  });
  if (!drained) return pass_on(drained);
  if (addresses >= kTimes) lines.add(line, addresses);
  lines.votes_ = std::vector<std::atomic<std::int32_t>>(lines.size());
  return lines;
}

void RecurringLines::vote(const PageLines& lines) {
  std::vector<std::pair<std::uint32_t, std::size_t>> by_addresses;  // and words, of all lines
  std::vector<std::size_t> recurring;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const LineParts parts = parts_of(lines, i);
    const std::size_t place = place_of(parts.whole);
    if (place < size()) recurring.push_back(place);
    const std::uint32_t addresses =
        std::max({addresses_at(place), addresses_at(place_of(parts.head)), addresses_at(place_of(parts.tail))});
    by_addresses.emplace_back(addresses, lines.ends[i] - lines.begin(i));
  }
  std::sort(recurring.begin(), recurring.end());
  recurring.erase(std::unique(recurring.begin(), recurring.end()), recurring.end());
  if (recurring.empty()) return;
  const std::uint32_t least = kTimes * rarest_part(by_addresses, lines.words.size());
  for (const std::size_t place : recurring)
    votes_[place].fetch_add(addresses_[place] >= least ? 1 : -1, std::memory_order_relaxed);
}

std::vector<std::uint64_t> RecurringLines::furniture() const {
  std::vector<std::uint64_t> keys;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (votes_[i] > 0) keys.push_back(keys_[i]);
  }
  return keys;
}

std::size_t RecurringLines::place_of(std::uint64_t key) const noexcept {
  const auto it = std::lower_bound(keys_.begin(), keys_.end(), key);
  return it != keys_.end() && *it == key ? static_cast<std::size_t>(it - keys_.begin()) : keys_.size();
}

}  // namespace unspin::detect
