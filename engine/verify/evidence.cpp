#include "engine/verify/evidence.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "engine/base/hash.h"
#include "engine/verify/measures.h"

namespace unspin::verify {
namespace {

constexpr float kAlone = 0.6F;            // relatedness of a passage of one sentence
constexpr float kBeside = 0.36F;          // … of a sentence beside a related one, to go with it
constexpr float kSure = 1.0F;             // of a passage that may stand where nothing around it is linked
constexpr std::uint32_t kAround = 4;      // sentences
constexpr float kSparse = 0.35F;          // share of them that are linked
constexpr std::uint32_t kLeastWords = 6;  // of a passage, in either text
constexpr double kEdited = 0.5;           // share of word pairs in common

/// Sentence i of a and sentence j of b say the same.
struct Link {
  std::uint32_t i;
  std::uint32_t j;
  float relatedness;
  float words;

  [[nodiscard]] bool strong() const noexcept { return relatedness >= kRelated; }
};

std::vector<Link> find_links(const Article& a, const Article& b, const Comparison& comparison) {
  std::vector<Link> links;
  for (std::uint32_t i = 0; i < a.sentences.size(); ++i) {
    if (comparison.a.relatedness[i] >= kBeside)
      links.push_back({i, comparison.a.nearest[i], comparison.a.relatedness[i], a.sentences.words[i]});
  }
  for (std::uint32_t j = 0; j < b.sentences.size(); ++j) {
    if (comparison.b.relatedness[j] >= kBeside)
      links.push_back({comparison.b.nearest[j], j, comparison.b.relatedness[j], b.sentences.words[j]});
  }
  std::sort(links.begin(), links.end(),
            [](const Link& x, const Link& y) { return std::tie(x.i, x.j) < std::tie(y.i, y.j); });
  return links;
}

/// Whether `y` goes on where `x` stops, in both texts: one sentence further in either or both.
bool follows(const Link& x, const Link& y) { return y.i - x.i <= 1 && y.j >= x.j && y.j - x.j <= 1; }

/// The number of the run of each link: strong links that follow one another, directly or through others, and weak ones
/// beside a strong one.
std::vector<std::uint32_t> group(const std::vector<Link>& links) {
  std::vector<std::uint32_t> parent(links.size());
  std::iota(parent.begin(), parent.end(), 0U);
  const auto root = [&](std::uint32_t x) {
    while (parent[x] != x) x = parent[x] = parent[parent[x]];
    return x;
  };
  for (std::uint32_t x = 0; x < links.size(); ++x) {
    for (std::uint32_t y = x + 1; y < links.size() && links[y].i - links[x].i <= 1; ++y) {
      if ((links[x].strong() || links[y].strong()) && follows(links[x], links[y])) parent[root(y)] = root(x);
    }
  }
  for (std::uint32_t x = 0; x < links.size(); ++x) parent[x] = root(x);
  return parent;
}

/// The sentences of some links.
SentencePassage around(const std::vector<Link>& links) {
  SentencePassage p{links[0].i, links[0].i + 1, links[0].j, links[0].j + 1, 0, PassageKind::Paraphrased};
  float words = 0;
  for (const Link& link : links) {
    p.a_first = std::min(p.a_first, link.i);
    p.a_last = std::max(p.a_last, link.i + 1);
    p.b_first = std::min(p.b_first, link.j);
    p.b_last = std::max(p.b_last, link.j + 1);
    p.relatedness += link.relatedness * link.words;
    words += link.words;
  }
  p.relatedness /= words;
  return p;
}

/// Links that go on side by side, and the sentences that they hold.
struct LinkRun {
  std::vector<Link> links;
  SentencePassage passage;
  float weight = 0;  // Σ relatedness · words
};

std::vector<LinkRun> find_runs(const std::vector<Link>& links) {
  std::unordered_map<std::uint32_t, std::size_t> place;
  std::vector<LinkRun> runs;
  const auto run_of = group(links);
  for (std::size_t x = 0; x < links.size(); ++x) {
    const auto [it, fresh] = place.emplace(run_of[x], runs.size());
    if (fresh) runs.emplace_back();
    runs[it->second].links.push_back(links[x]);
  }
  std::erase_if(runs, [](const LinkRun& run) {
    return std::none_of(run.links.begin(), run.links.end(), [](const Link& link) { return link.strong(); });
  });
  for (LinkRun& run : runs) {
    run.passage = around(run.links);
    for (const Link& link : run.links) run.weight += link.relatedness * link.words;
  }
  return runs;
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

PassageKind kind_of(const Article& a, const Article& b, const SentencePassage& p) {
  const auto words_a = words_of(a, p.a_first, p.a_last);
  const auto words_b = words_of(b, p.b_first, p.b_last);
  if (words_a == words_b) return PassageKind::Identical;
  return shared_pairs(words_a, words_b) >= kEdited ? PassageKind::Edited : PassageKind::Paraphrased;
}

/// What was taken over word by word, or nearly, is one passage; sentences in other words stay apart, for the reader.
std::vector<SentencePassage> merge_verbatim(const std::vector<SentencePassage>& passages) {
  std::vector<SentencePassage> out;
  for (const SentencePassage& p : passages) {
    const bool goes_on = !out.empty() && p.kind != PassageKind::Paraphrased && out.back().kind == p.kind &&
                         out.back().a_last == p.a_first && out.back().b_last == p.b_first;
    if (!goes_on) {
      out.push_back(p);
      continue;
    }
    out.back().a_last = p.a_last;
    out.back().b_last = p.b_last;
    out.back().relatedness = std::min(out.back().relatedness, p.relatedness);
  }
  return out;
}

/// Share of the sentences within kAround of [first, last), itself left out, that are linked.
float linked_around(const std::vector<bool>& linked, std::uint32_t first, std::uint32_t last) {
  const std::uint32_t begin = first > kAround ? first - kAround : 0;
  const std::uint32_t end = std::min(static_cast<std::uint32_t>(linked.size()), last + kAround);
  std::uint32_t count = 0;
  for (std::uint32_t i = begin; i < end; ++i) count += linked[i] && (i < first || i >= last) ? 1 : 0;
  const std::uint32_t others = end - begin - (last - first);
  return others == 0 ? 1 : static_cast<float>(count) / static_cast<float>(others);
}

/// A sentence or two that resemble one another while nothing around them does: chance, unless they are very much alike.
void drop_strays(const Article& a, const Article& b, std::vector<LinkRun>& runs) {
  std::vector<bool> linked_a(a.sentences.size());
  std::vector<bool> linked_b(b.sentences.size());
  for (const LinkRun& run : runs) {
    for (const Link& link : run.links) {
      if (!link.strong()) continue;
      linked_a[link.i] = true;
      linked_b[link.j] = true;
    }
  }
  std::erase_if(runs, [&](const LinkRun& run) {
    const SentencePassage& p = run.passage;
    if (p.relatedness >= kSure || std::min(p.a_last - p.a_first, p.b_last - p.b_first) > 2) return false;
    return std::min(linked_around(linked_a, p.a_first, p.a_last), linked_around(linked_b, p.b_first, p.b_last)) <
           kSparse;
  });
}

bool inside(const Link& link, const SentencePassage& p) {
  return link.i >= p.a_first && link.i < p.a_last && link.j >= p.b_first && link.j < p.b_last;
}

/// A run in its smallest parts: sentences that are linked with each other and with no others.
void add_parts(const std::vector<Link>& links, std::vector<SentencePassage>& out) {
  std::vector<std::uint32_t> least_behind(links.size() + 1, ~std::uint32_t{0});  // j of links from here on
  for (std::size_t x = links.size(); x-- > 0;) least_behind[x] = std::min(least_behind[x + 1], links[x].j);
  std::vector<Link> part;
  std::uint32_t j_last = 0;
  for (std::size_t x = 0; x < links.size(); ++x) {  // ascending by (i, j)
    if (!part.empty() && links[x].i > part.back().i && least_behind[x] > j_last) {
      out.push_back(around(part));
      part.clear();
    }
    j_last = part.empty() ? links[x].j : std::max(j_last, links[x].j);
    part.push_back(links[x]);
  }
  if (!part.empty()) out.push_back(around(part));
}

/// Heavier runs first; a later one keeps what is still free.
std::vector<SentencePassage> without_overlaps(const Article& a, const Article& b, std::vector<LinkRun> runs) {
  std::sort(runs.begin(), runs.end(), [](const LinkRun& x, const LinkRun& y) {
    if (x.weight != y.weight) return x.weight > y.weight;
    return std::tie(x.passage.a_first, x.passage.b_first) < std::tie(y.passage.a_first, y.passage.b_first);
  });
  std::vector<bool> taken_a(a.sentences.size());
  std::vector<bool> taken_b(b.sentences.size());
  std::vector<SentencePassage> out;
  for (LinkRun& run : runs) {
    SentencePassage p = run.passage;
    if (!cut_to_free(taken_a, p.a_first, p.a_last) || !cut_to_free(taken_b, p.b_first, p.b_last)) continue;
    std::erase_if(run.links, [&](const Link& link) { return !inside(link, p); });
    if (run.links.empty()) continue;
    p = around(run.links);
    const bool alone = p.a_last - p.a_first == 1 && p.b_last - p.b_first == 1;
    if (alone && p.relatedness < kAlone) continue;
    if (words_in(a.sentences, p.a_first, p.a_last) < kLeastWords) continue;
    if (words_in(b.sentences, p.b_first, p.b_last) < kLeastWords) continue;
    std::fill(taken_a.begin() + p.a_first, taken_a.begin() + p.a_last, true);
    std::fill(taken_b.begin() + p.b_first, taken_b.begin() + p.b_last, true);
    add_parts(run.links, out);
  }
  for (SentencePassage& p : out) p.kind = kind_of(a, b, p);
  std::sort(out.begin(), out.end(),
            [](const SentencePassage& x, const SentencePassage& y) { return x.a_first < y.a_first; });
  return out;
}

bool has(const Vocabulary& vocabulary, std::uint64_t hash) {
  return std::binary_search(vocabulary.hashes.begin(), vocabulary.hashes.end(), hash);
}

bool has(const Article& article, std::uint64_t anchor) {
  const std::vector<std::uint64_t>& words = article.forms.names;
  return has(article.anchors, anchor) || std::find(words.begin(), words.end(), anchor) != words.end();
}

}  // namespace

std::vector<SentencePassage> align_passages(const Article& a, const Article& b, const Comparison& comparison) {
  auto runs = find_runs(find_links(a, b, comparison));
  drop_strays(a, b, runs);
  return merge_verbatim(without_overlaps(a, b, std::move(runs)));
}

std::vector<unspin::Passage> to_bytes(const Article& a, const Article& b,
                                      const std::vector<SentencePassage>& passages) {
  std::vector<unspin::Passage> out;
  for (const SentencePassage& p : passages) {
    const text::Span in_a = bytes_of(a.sentences, p.a_first, p.a_last);
    const text::Span in_b = bytes_of(b.sentences, p.b_first, p.b_last);
    const double similarity = p.kind == PassageKind::Identical ? 1 : std::min(0.999, p.relatedness / 1.5);
    out.push_back({{in_a.begin, in_a.end}, {in_b.begin, in_b.end}, p.kind, similarity});
  }
  return out;
}

Coverage coverage(const Article& a, const Article& b, const std::vector<SentencePassage>& passages) {
  struct Side {
    const Article& article;
    const Article& other;
    double words = 0;
    double quoted = 0;
    double verbatim = 0;
    std::vector<std::uint32_t> anchors{};
    void add(std::uint32_t first, std::uint32_t last, PassageKind kind) {
      const Units& sentences = article.sentences;
      for (std::uint32_t i = first; i < last; ++i) {
        words += sentences.words[i];
        quoted += sentences.words[i] * sentences.quoted[i];
        verbatim += kind == PassageKind::Paraphrased ? 0 : sentences.words[i];
        anchors.insert(anchors.end(), sentences.anchors[i].begin(), sentences.anchors[i].end());
      }
    }
    /// Weight of the distinct anchors, and the share of it that the other text has: of names in any case.
    std::pair<double, double> agreement() {
      std::sort(anchors.begin(), anchors.end());
      anchors.erase(std::unique(anchors.begin(), anchors.end()), anchors.end());
      double all = 0;
      double shared = 0;
      for (const std::uint32_t id : anchors) {
        const double weight = article.anchors.weights[id];
        all += weight;
        if (has(other, article.anchors.hashes[id])) shared += weight;
      }
      return {all, all > 0 ? shared / all : 0};
    }
  };
  Side side_a{a, b};
  Side side_b{b, a};
  for (const SentencePassage& p : passages) {
    side_a.add(p.a_first, p.a_last, p.kind);
    side_b.add(p.b_first, p.b_last, p.kind);
  }
  const double all_a = words_in(a.sentences, 0, a.sentences.size());
  const double all_b = words_in(b.sentences, 0, b.sentences.size());
  const auto [anchors_a, agreed_a] = side_a.agreement();
  const auto [anchors_b, agreed_b] = side_b.agreement();
  const auto share = [](double part, double of) { return of > 0 ? part / of : 0; };
  return {share(side_a.words, all_a),
          share(side_b.words, all_b),
          share(side_a.quoted, side_a.words),
          share(side_b.quoted, side_b.words),
          std::min(share(side_a.verbatim, side_a.words), share(side_b.verbatim, side_b.words)),
          static_cast<std::uint32_t>(side_a.words),
          static_cast<std::uint32_t>(side_b.words),
          anchors_a,
          anchors_b,
          agreed_a,
          agreed_b};
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
