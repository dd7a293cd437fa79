#include "engine/verify/aside_measures.h"

#include <algorithm>

#include "engine/verify/cosines.h"
#include "engine/verify/measure_tools.h"
#include "engine/verify/rows.h"

namespace unspin::verify {
namespace {

using internal::Mean;

constexpr float kMostWeight = 6;       // of a word
constexpr float kQuotedWeight = 0.3F;  // quotations are copied by everybody
constexpr float kUncovered = 0.35F;
constexpr float kTie = 1e-6F;
constexpr std::uint32_t kFewestTypes = 3;
constexpr std::uint32_t kReach = 2;  // clauses on either side

/// Of each stem of a text its type, or kNoTerm.
std::vector<std::uint32_t> types_of_stems(const Article& article) {
  std::vector<std::uint32_t> out(article.stems.size(), kNoTerm);
  for (std::uint32_t t = 0; t < article.content.num_types(); ++t) out[article.content.stems[t]] = t;
  return out;
}

std::uint32_t last_row(std::size_t row, std::size_t rows) {
  return static_cast<std::uint32_t>(std::min(row + kReach + 1, rows));
}

}  // namespace

void AsideMeasurer::prepare(const Article& a, const Article& b, const TermMap& stems) {
  const std::uint32_t n = a.content.num_types();
  const std::uint32_t m = b.content.num_types();
  similarity_.resize(std::size_t{n} * m);
  products(a.content.vectors, b.content.vectors, a.width, 1 / (kVectorScale * kVectorScale), similarity_);
  same_[0].assign(n, kNoTerm);
  same_[1].assign(m, kNoTerm);
  const std::vector<std::uint32_t> types_b = types_of_stems(b);
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint32_t stem = stems[a.content.stems[i]];
    const std::uint32_t j = stem != kNoTerm ? types_b[stem] : kNoTerm;
    if (j == kNoTerm) continue;
    similarity_[std::size_t{i} * m + j] = 1;
    same_[0][i] = j;
    same_[1][j] = i;
  }
  turn_over(similarity_, n, m, turned_);
  matches_[0].types = n;
  matches_[1].types = m;
  match_clauses(b, turned_, matches_[0]);
  match_clauses(a, similarity_, matches_[1]);
}

/// `similarity`: a row of each type of o.
void AsideMeasurer::match_clauses(const Article& o, const std::vector<float>& similarity, Matches& out) {
  out.of_clause.assign(o.clauses.size() * out.types, 0);
  const auto raise = row_kernels().raise;
  for (std::size_t k = 0; k < o.content.types.size(); ++k) {
    raise(similarity.data() + o.content.types[k] * out.types, out.types,
          out.of_clause.data() + o.content.clauses[k] * out.types);
  }
  for (float& value : out.of_clause) value = std::min(value, 1.0F);
  match_around(out, {0, o.clauses.size()}, out.around);
}

void AsideMeasurer::match_around(const Matches& matches, Range clauses, std::vector<float>& out) {
  const std::size_t rows = clauses.size();
  const float* const first = matches.of_clause.data() + clauses.first * matches.types;
  const auto raise = row_kernels().raise;
  out.assign(rows * matches.types, 0);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t from = row - std::min<std::size_t>(row, kReach); from < last_row(row, rows); ++from)
      raise(first + from * matches.types, matches.types, out.data() + row * matches.types);
  }
}

void AsideMeasurer::find_occurrences(const Part& part, Occurrences& out) {
  const ContentWords& content = part.article->content;
  const auto place = [&](std::uint32_t clause) {
    const auto at = std::lower_bound(content.clauses.begin(), content.clauses.end(), clause);
    return static_cast<std::uint32_t>(at - content.clauses.begin());
  };
  out.first = place(part.clauses.first);
  out.last = place(part.clauses.last);
  out.count.assign(content.num_types(), 0);
  out.num_types = 0;
  for (std::uint32_t k = out.first; k < out.last; ++k) {
    std::uint16_t& count = out.count[content.types[k]];
    out.num_types += count == 0;
    count = static_cast<std::uint16_t>(std::min<int>(count + 1, 2));
  }
}

/// near_ → rank_, and anywhere_.
void AsideMeasurer::rank_types(const float* around, std::size_t rows, std::size_t types) {
  rank_.assign(types, 0);
  anywhere_.assign(types, 0);
  const auto add_ranks = row_kernels().rank;
  for (std::size_t row = 0; row < rows; ++row)
    add_ranks(around + row * types, near_.data(), kTie, types, rank_.data(), anywhere_.data());
  for (float& rank : rank_) rank /= static_cast<float>(rows);
}

AsideMeasures AsideMeasurer::measure(int side, const Part& d, const Part& o, std::span<const std::uint32_t> path) {
  find_occurrences(d, of_d_);
  find_occurrences(o, of_o_);
  if (of_d_.num_types < kFewestTypes || of_o_.num_types < kFewestTypes) return {};
  const Matches& matches = matches_[side];
  const float* around = matches.around.data();
  if (o.clauses.size() != o.article->clauses.size()) {
    match_around(matches, o.clauses, part_around_);
    around = part_around_.data();
  }
  const ContentWords& content = d.article->content;
  const auto match_of = [&](std::uint32_t k) {
    return around[path[content.clauses[k] - d.clauses.first] * matches.types + content.types[k]];
  };
  near_.assign(matches.types, 0);
  for (std::uint32_t k = of_d_.first; k < of_d_.last; ++k) near_[content.types[k]] = match_of(k);
  rank_types(around, o.clauses.size(), matches.types);
  Mean rank;
  Mean synonyms;
  Mean uncovered;
  Mean plain;
  Mean anywhere;
  const Units& clauses = d.article->clauses;
  for (std::uint32_t k = of_d_.first; k < of_d_.last; ++k) {
    const std::uint32_t type = content.types[k];
    const std::uint32_t clause = content.clauses[k];
    const bool quoted = content.quoted[k] != 0;
    const bool once = of_d_.count[type] == 1;
    const float idf = std::min(kMostWeight, d.article->stems.weights[content.stems[type]]);
    const float weight = idf * (quoted ? kQuotedWeight : 1.0F);
    const float near = match_of(k);
    const std::uint32_t same = same_[side][type];
    if (once && !quoted) rank.add(rank_[type], weight);
    if (same == kNoTerm || of_o_.count[same] == 0) synonyms.add(near, weight);
    uncovered.add(near < kUncovered ? 1.0F : 0.0F, weight);
    if (clauses.anchors[clause].empty() && clauses.quoted[clause] < 0.5F) plain.add(near, weight);
    if (once) anywhere.add(anywhere_[type], weight);
  }
  return {rank.value(), synonyms.value(), uncovered.value(), plain.value(), anywhere.value()};
}

}  // namespace unspin::verify
