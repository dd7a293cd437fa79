#include "engine/detect/common_source.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

namespace unspin::detect {
namespace {

constexpr std::size_t kMostNeighbours = 256;  // of a document in a large family more say nothing new

/// The documents that each document is a copy of, or they of it, ascending.
class Neighbours {
 public:
  explicit Neighbours(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& copies) {
    for (const auto& [a, b] : copies) {
      lists_[a].push_back(b);
      lists_[b].push_back(a);
    }
    for (auto& [doc, list] : lists_) {
      std::sort(list.begin(), list.end());
      if (list.size() > kMostNeighbours) list.resize(kMostNeighbours);
    }
  }

  std::vector<std::uint32_t> shared(std::uint32_t a, std::uint32_t b) const {
    std::vector<std::uint32_t> out;
    const auto& x = lists_.at(a);
    const auto& y = lists_.at(b);
    std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(out));
    return out;
  }

 private:
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> lists_;
};

class Dates {
 public:
  explicit Dates(const Related& related) : related_(related) {}

  Result<std::optional<double>> of(std::uint32_t doc) {
    if (const auto it = known_.find(doc); it != known_.end()) return it->second;
    const auto page = related_.pages.get(related_.read.rank(doc));
    if (!page) return tl::unexpected(page.error());
    return known_[doc] = page->date;
  }

 private:
  const Related& related_;
  std::unordered_map<std::uint32_t, std::optional<double>> known_;
};

Result<std::uint32_t> oldest_before(const Finding& f, const std::vector<std::uint32_t>& candidates, Dates& dates) {
  std::uint32_t source = kNoSource;
  const auto date_a = dates.of(f.a);
  if (!date_a) return tl::unexpected(date_a.error());
  const auto date_b = dates.of(f.b);
  if (!date_b) return tl::unexpected(date_b.error());
  if (!*date_a || !*date_b) return source;
  double oldest = std::min(**date_a, **date_b);
  for (const std::uint32_t doc : candidates) {
    const auto date = dates.of(doc);
    if (!date) return tl::unexpected(date.error());
    if (!*date || **date >= oldest) continue;
    oldest = **date;
    source = doc;
  }
  return source;
}

}  // namespace

Result<std::vector<std::uint32_t>> find_common_sources(const Findings& findings, const Related& related) {
  const Neighbours neighbours(findings.copies);
  Dates dates(related);
  std::vector<std::uint32_t> sources(findings.list.size(), kNoSource);
  for (std::size_t i = 0; i < findings.list.size(); ++i) {
    const Finding& f = findings.list[i];
    if (!is_copy(f.verdict)) continue;
    const auto shared = neighbours.shared(f.a, f.b);
    if (shared.empty()) continue;
    auto source = oldest_before(f, shared, dates);
    if (!source) return pass_on(source);
    sources[i] = *source;
  }
  return sources;
}

}  // namespace unspin::detect
