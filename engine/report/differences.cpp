#include "engine/report/differences.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace unspin::report {
namespace {

using Words = std::span<const std::uint64_t>;
using Step = std::ptrdiff_t;

/// Furthest reaching paths: after each number of edits, the x that is reached on each diagonal -d, -d + 2, …, d.
using Trace = std::vector<std::vector<Step>>;

Step reached(const std::vector<Step>& front, Step diagonal) {
  const auto d = static_cast<Step>(front.size()) - 1;
  return front[static_cast<std::size_t>((diagonal + d) / 2)];
}

/// Whether the path on this diagonal came from the one above, by a step down in b.
bool came_down(const std::vector<Step>& before, Step diagonal) {
  const auto d = static_cast<Step>(before.size());
  return diagonal == -d || (diagonal != d && reached(before, diagonal - 1) < reached(before, diagonal + 1));
}

Step first_x(const std::vector<Step>& before, Step diagonal) {
  return came_down(before, diagonal) ? reached(before, diagonal + 1) : reached(before, diagonal - 1) + 1;
}

std::optional<Trace> find_path(Words a, Words b, std::size_t most_edits) {
  const auto n = static_cast<Step>(a.size());
  const auto m = static_cast<Step>(b.size());
  Trace trace;
  for (Step d = 0; d <= static_cast<Step>(std::min(most_edits, a.size() + b.size())); ++d) {
    std::vector<Step> front;
    front.reserve(static_cast<std::size_t>(d) + 1);
    for (Step diagonal = -d; diagonal <= d; diagonal += 2) {
      Step x = d == 0 ? 0 : first_x(trace.back(), diagonal);
      while (x < n && x - diagonal < m && x - diagonal >= 0 &&
             a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - diagonal)]) {
        ++x;
      }
      front.push_back(x);
      if (x >= n && x - diagonal >= m) {
        trace.push_back(std::move(front));
        return trace;
      }
    }
    trace.push_back(std::move(front));
  }
  return std::nullopt;
}

}  // namespace

Differences differences(Words a, Words b, std::size_t most_edits) {
  Differences result{std::vector<bool>(a.size()), std::vector<bool>(b.size())};
  const auto prefix = static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  Words rest_a = a.subspan(prefix);
  Words rest_b = b.subspan(prefix);
  while (!rest_a.empty() && !rest_b.empty() && rest_a.back() == rest_b.back()) {
    rest_a = rest_a.first(rest_a.size() - 1);
    rest_b = rest_b.first(rest_b.size() - 1);
  }
  const auto mark = [prefix](std::vector<bool>& side, Step at) { side[prefix + static_cast<std::size_t>(at)] = true; };
  const auto trace = find_path(rest_a, rest_b, most_edits);
  if (!trace) {
    for (std::size_t i = 0; i < rest_a.size(); ++i) mark(result.in_a, static_cast<Step>(i));
    for (std::size_t i = 0; i < rest_b.size(); ++i) mark(result.in_b, static_cast<Step>(i));
    return result;
  }
  Step diagonal = static_cast<Step>(rest_a.size()) - static_cast<Step>(rest_b.size());
  for (std::size_t d = trace->size() - 1; d > 0; --d) {
    const std::vector<Step>& before = (*trace)[d - 1];
    const Step x = first_x(before, diagonal);
    if (came_down(before, diagonal)) {
      mark(result.in_b, x - diagonal - 1);
      ++diagonal;
    } else {
      mark(result.in_a, x - 1);
      --diagonal;
    }
  }
  return result;
}

}  // namespace unspin::report
