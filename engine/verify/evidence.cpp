#include "engine/verify/evidence.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "engine/base/hash.h"
#include "engine/verify/measures.h"

namespace unspin::verify {
namespace {

constexpr std::uint32_t kNear = 2;           // links so many sentences apart are neighbours
constexpr float kAlone = 0.6F;               // relatedness of a passage of one sentence
constexpr std::uint32_t kLeastWords = 6;     // of a passage, in either text
constexpr double kEdited = 0.5;              // share of word pairs in common

/// Sentence i of a and sentence j of b say the same.
struct Link {
  std::uint32_t i;
  std::uint32_t j;
  float relatedness;
  float words;
};

std::vector<Link> find_links(const Article& a, const Article& b, const Comparison& comparison) {
  std::vector<Link> links;
  for (std::uint32_t i = 0; i < a.sentences.size(); ++i) {
    if (comparison.a.relatedness[i] >= kRelated)
      links.push_back({i, comparison.a.partner[i], comparison.a.relatedness[i], a.sentences.words[i]});
  }
  for (std::uint32_t j = 0; j < b.sentences.size(); ++j) {
    if (comparison.b.relatedness[j] >= kRelated)
      links.push_back({comparison.b.partner[j], j, comparison.b.relatedness[j], b.sentences.words[j]});
  }
  std::sort(links.begin(), links.end(),
            [](const Link& x, const Link& y) { return std::tie(x.i, x.j) < std::tie(y.i, y.j); });
  return links;
}

std::uint32_t distance(std::uint32_t x, std::uint32_t y) { return x > y ? x - y : y - x; }

/// The number of the passage of each link: links beside one another, directly or through others.
std::vector<std::uint32_t> group(const std::vector<Link>& links) {
  std::vector<std::uint32_t> parent(links.size());
  std::iota(parent.begin(), parent.end(), 0U);
  const auto root = [&](std::uint32_t x) {
    while (parent[x] != x) x = parent[x] = parent[parent[x]];
    return x;
  };
  for (std::uint32_t x = 0; x < links.size(); ++x) {
    for (std::uint32_t y = x + 1; y < links.size() && links[y].i - links[x].i <= kNear; ++y) {
      if (distance(links[x].j, links[y].j) <= kNear) parent[root(y)] = root(x);
    }
  }
  for (std::uint32_t x = 0; x < links.size(); ++x) parent[x] = root(x);
  return parent;
}

struct Weighted {
  SentencePassage passage;
  float weight;  // Σ relatedness · words of its links
  float words;
};

std::vector<Weighted> collect(const std::vector<Link>& links) {
  std::unordered_map<std::uint32_t, std::size_t> place;
  std::vector<Weighted> out;
  const auto passage_of = group(links);
  for (std::size_t x = 0; x < links.size(); ++x) {
    const Link& link = links[x];
    const auto [it, fresh] = place.emplace(passage_of[x], out.size());
    if (fresh) out.push_back({{link.i, link.i + 1, link.j, link.j + 1, 0}, 0, 0});
    auto& [passage, weight, words] = out[it->second];
    passage.a_first = std::min(passage.a_first, link.i);
    passage.a_last = std::max(passage.a_last, link.i + 1);
    passage.b_first = std::min(passage.b_first, link.j);
    passage.b_last = std::max(passage.b_last, link.j + 1);
    weight += link.relatedness * link.words;
    words += link.words;
  }
  for (Weighted& w : out) w.passage.relatedness = w.weight / w.words;
  return out;
}

/// Cuts [first, last) so that it keeps clear of what is taken: the longest free run in it. False when none is left.
bool cut_to_free(const std::vector<bool>& taken, std::uint32_t& first, std::uint32_t& last) {
  std::uint32_t best_first = first;
  std::uint32_t best_last = first;
  for (std::uint32_t i = first; i < last;) {
    std::uint32_t end = i;
    while (end < last && !taken[end]) ++end;
    if (end - i > best_last - best_first) std::tie(best_first, best_last) = std::pair(i, end);
    i = end + 1;
  }
  std::tie(first, last) = std::pair(best_first, best_last);
  return first < last;
}

float words_in(const Units& sentences, std::uint32_t first, std::uint32_t last) {
  return std::accumulate(sentences.words.begin() + first, sentences.words.begin() + last, 0.0F);
}

std::vector<SentencePassage> without_overlaps(const Article& a, const Article& b, std::vector<Weighted> found) {
  std::sort(found.begin(), found.end(), [](const Weighted& x, const Weighted& y) {
    if (x.weight != y.weight) return x.weight > y.weight;
    return std::tie(x.passage.a_first, x.passage.b_first) < std::tie(y.passage.a_first, y.passage.b_first);
  });
  std::vector<bool> taken_a(a.sentences.size());
  std::vector<bool> taken_b(b.sentences.size());
  std::vector<SentencePassage> out;
  for (const Weighted& w : found) {
    SentencePassage p = w.passage;
    if (!cut_to_free(taken_a, p.a_first, p.a_last) || !cut_to_free(taken_b, p.b_first, p.b_last)) continue;
    const bool alone = p.a_last - p.a_first == 1 && p.b_last - p.b_first == 1;
    if (alone && p.relatedness < kAlone) continue;
    if (words_in(a.sentences, p.a_first, p.a_last) < kLeastWords) continue;
    if (words_in(b.sentences, p.b_first, p.b_last) < kLeastWords) continue;
    std::fill(taken_a.begin() + p.a_first, taken_a.begin() + p.a_last, true);
    std::fill(taken_b.begin() + p.b_first, taken_b.begin() + p.b_last, true);
    out.push_back(p);
  }
  std::sort(out.begin(), out.end(),
            [](const SentencePassage& x, const SentencePassage& y) { return x.a_first < y.a_first; });
  return out;
}

text::Span bytes_of(const Units& sentences, std::uint32_t first, std::uint32_t last) {
  return {sentences.units[first].bytes.begin, sentences.units[last - 1].bytes.end};
}

/// Hashes of the words (marks left out) of some sentences.
std::vector<std::uint64_t> words_of(const Article& article, std::uint32_t first, std::uint32_t last) {
  std::vector<std::uint64_t> words;
  for (std::uint32_t t = article.sentences.units[first].first; t < article.sentences.units[last - 1].last; ++t) {
    if (!article.prose.tokens[t].mark) words.push_back(article.prose.tokens[t].word);
  }
  return words;
}

std::vector<std::uint64_t> word_pairs(const std::vector<std::uint64_t>& words) {
  std::vector<std::uint64_t> pairs;
  for (std::size_t i = 1; i < words.size(); ++i) pairs.push_back(base::hash64_of_16(words[i - 1], words[i]));
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

/// Sørensen–Dice coefficient of the multisets of neighbouring words.
double shared_pairs(const std::vector<std::uint64_t>& x, const std::vector<std::uint64_t>& y) {
  const auto pairs_x = word_pairs(x);
  const auto pairs_y = word_pairs(y);
  if (pairs_x.empty() || pairs_y.empty()) return x == y ? 1 : 0;
  std::vector<std::uint64_t> both;
  std::set_intersection(pairs_x.begin(), pairs_x.end(), pairs_y.begin(), pairs_y.end(), std::back_inserter(both));
  return 2.0 * static_cast<double>(both.size()) / static_cast<double>(pairs_x.size() + pairs_y.size());
}

bool has(const Vocabulary& vocabulary, std::uint64_t hash) {
  return std::binary_search(vocabulary.hashes.begin(), vocabulary.hashes.end(), hash);
}

}  // namespace

std::vector<SentencePassage> align_passages(const Article& a, const Article& b, const Comparison& comparison) {
  return without_overlaps(a, b, collect(find_links(a, b, comparison)));
}

std::vector<unspin::Passage> to_bytes(const Article& a, const Article& b,
                                      const std::vector<SentencePassage>& passages) {
  std::vector<unspin::Passage> out;
  for (const SentencePassage& p : passages) {
    const text::Span in_a = bytes_of(a.sentences, p.a_first, p.a_last);
    const text::Span in_b = bytes_of(b.sentences, p.b_first, p.b_last);
    const auto words_a = words_of(a, p.a_first, p.a_last);
    const auto words_b = words_of(b, p.b_first, p.b_last);
    const double pairs = shared_pairs(words_a, words_b);
    const PassageKind kind = words_a == words_b ? PassageKind::Identical
                             : pairs >= kEdited ? PassageKind::Edited
                                                : PassageKind::Paraphrased;
    const double similarity =
        kind == PassageKind::Identical ? 1 : std::min(0.999, std::max<double>(p.relatedness / 1.5, pairs));
    out.push_back({{in_a.begin, in_a.end}, {in_b.begin, in_b.end}, kind, similarity});
  }
  return out;
}

Coverage coverage(const Article& a, const Article& b, const std::vector<SentencePassage>& passages,
                  const std::vector<unspin::Passage>& in_bytes) {
  struct Side {
    double words = 0;
    double quoted = 0;
    double verbatim = 0;
    void add(const Units& sentences, std::uint32_t first, std::uint32_t last, PassageKind kind) {
      for (std::uint32_t i = first; i < last; ++i) {
        words += sentences.words[i];
        quoted += sentences.words[i] * sentences.quoted[i];
        verbatim += kind == PassageKind::Paraphrased ? 0 : sentences.words[i];
      }
    }
  };
  Side side_a;
  Side side_b;
  for (std::size_t i = 0; i < passages.size(); ++i) {
    side_a.add(a.sentences, passages[i].a_first, passages[i].a_last, in_bytes[i].kind);
    side_b.add(b.sentences, passages[i].b_first, passages[i].b_last, in_bytes[i].kind);
  }
  const double all_a = words_in(a.sentences, 0, a.sentences.size());
  const double all_b = words_in(b.sentences, 0, b.sentences.size());
  const auto share = [](double part, double of) { return of > 0 ? part / of : 0; };
  return {share(side_a.words, all_a),
          share(side_b.words, all_b),
          share(side_a.quoted, side_a.words),
          share(side_b.quoted, side_b.words),
          std::min(share(side_a.verbatim, side_a.words), share(side_b.verbatim, side_b.words)),
          static_cast<std::uint32_t>(side_a.words),
          static_cast<std::uint32_t>(side_b.words)};
}

std::vector<std::string> anchors(const Article& of, const Article& other, bool shared, std::string_view text,
                                 std::size_t most) {
  std::vector<std::string> out;
  std::vector<std::uint64_t> seen;
  for (const text::Token& token : of.prose.tokens) {
    if (out.size() == most) break;
    if (token.anchor == 0 || has(other.anchors, token.anchor) != shared) continue;
    if (std::find(seen.begin(), seen.end(), token.anchor) != seen.end()) continue;
    seen.push_back(token.anchor);
    out.emplace_back(text.substr(token.bytes.begin, token.bytes.end - token.bytes.begin));
  }
  return out;
}

std::size_t count_anchors(const Article& of, const Article& other, bool shared) {
  return static_cast<std::size_t>(std::count_if(of.anchors.hashes.begin(), of.anchors.hashes.end(),
                                                [&](std::uint64_t h) { return has(other.anchors, h) == shared; }));
}

}  // namespace unspin::verify
