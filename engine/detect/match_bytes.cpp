#include "engine/detect/match_bytes.h"

#include <vector>

#include "engine/detect/packing.h"

namespace unspin::detect {
namespace {

/// What has a fixed size.
struct Head {
  double probability;
  double jaccard;
  double containment_a;
  double containment_b;
  double coverage_a;
  double coverage_b;
  std::uint32_t channels;
  Verdict verdict;
  LikelySource likely_source;
  bool has_probability;
  bool unused;  // no byte without a value
};
static_assert(sizeof(Head) == 6 * sizeof(double) + 8);

struct PackedPassage {
  double similarity;
  ByteSpan a;
  ByteSpan b;
  std::uint64_t kind;
};

void pack_texts(const std::vector<std::string>& texts, std::string& bytes) {
  std::vector<std::uint32_t> ends;
  std::vector<char> letters;
  for (const std::string& text : texts) {
    letters.insert(letters.end(), text.begin(), text.end());
    ends.push_back(static_cast<std::uint32_t>(letters.size()));
  }
  pack(ends, bytes);
  pack(letters, bytes);
}

bool unpack_texts(std::string_view& bytes, std::vector<std::string>& texts) {
  std::vector<std::uint32_t> ends;
  std::vector<char> letters;
  if (!unpack(bytes, ends) || !unpack(bytes, letters)) return false;
  std::uint32_t begin = 0;
  for (const std::uint32_t end : ends) {
    if (end < begin || end > letters.size()) return false;
    texts.emplace_back(letters.data() + begin, end - begin);
    begin = end;
  }
  return true;
}

}  // namespace

void pack(const Match& match, std::uint32_t channels, std::string& bytes) {
  pack(std::vector<Head>{{match.probability.value_or(0), match.jaccard, match.containment_a, match.containment_b,
                          match.coverage_a, match.coverage_b, channels, match.verdict, match.likely_source,
                          match.probability.has_value(), false}},
       bytes);
  for (const auto* texts : {&match.anchors_shared, &match.anchors_only_a, &match.anchors_only_b, &match.reasons})
    pack_texts(*texts, bytes);
  std::vector<PackedPassage> passages;
  passages.reserve(match.passages.size());
  for (const Passage& p : match.passages)
    passages.push_back({p.similarity, p.a, p.b, static_cast<std::uint64_t>(p.kind)});
  pack(passages, bytes);
}

bool unpack(std::string_view bytes, PackedMatch& packed) {
  std::vector<Head> heads;
  if (!unpack(bytes, heads) || heads.size() != 1) return false;
  const Head& head = heads.front();
  Match& match = packed.match;
  packed.channels = head.channels;
  match.verdict = head.verdict;
  match.likely_source = head.likely_source;
  if (head.has_probability) match.probability = head.probability;
  match.jaccard = head.jaccard;
  match.containment_a = head.containment_a;
  match.containment_b = head.containment_b;
  match.coverage_a = head.coverage_a;
  match.coverage_b = head.coverage_b;
  for (auto* texts : {&match.anchors_shared, &match.anchors_only_a, &match.anchors_only_b, &match.reasons}) {
    if (!unpack_texts(bytes, *texts)) return false;
  }
  std::vector<PackedPassage> passages;
  if (!unpack(bytes, passages)) return false;
  for (const PackedPassage& p : passages)
    match.passages.push_back({p.a, p.b, static_cast<PassageKind>(p.kind), p.similarity});
  return bytes.empty();
}

}  // namespace unspin::detect
