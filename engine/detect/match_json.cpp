#include <unspin/compare.h>
#include <unspin/detector.h>

#include <fmt/format.h>

#include "engine/corpus/json_text.h"

namespace unspin {
namespace {

template <typename Text>
void append_list(std::string& out, std::string_view name, const std::vector<Text>& values) {
  out += fmt::format("\"{}\":[", name);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    corpus::append_json_string(out, values[i]);
  }
  out += ']';
}

/// `,"name":{"a":…,"b":…}`
std::string both_sides(std::string_view name, double a, double b) {
  return fmt::format(",\"{}\":{{\"a\":{:.6g},\"b\":{:.6g}}}", name, a, b);
}

}  // namespace

std::string_view name_of(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::Exact: return "exact";
    case Verdict::NearDuplicate: return "near-duplicate";
    case Verdict::Excerpt: return "excerpt";
    case Verdict::Rewrite: return "rewrite";
    case Verdict::PartialRewrite: return "partial-rewrite";
    case Verdict::Updated: return "updated";
    case Verdict::Inconclusive: return "inconclusive";
    case Verdict::SameTopic: return "same-topic";
    case Verdict::Unrelated: break;
  }
  return "unrelated";
}

std::string_view name_of(PassageKind kind) noexcept {
  switch (kind) {
    case PassageKind::Identical: return "identical";
    case PassageKind::Edited: return "edited";
    case PassageKind::Paraphrased: break;
  }
  return "paraphrased";
}

std::string_view name_of(LikelySource source) noexcept {
  switch (source) {
    case LikelySource::A: return "a";
    case LikelySource::B: return "b";
    case LikelySource::Undecided: break;
  }
  return "undecided";
}

namespace {

/// The fields of a match behind its ids, without braces.
std::string to_json_fields(const Match& match) {
  std::string out = fmt::format("\"verdict\":\"{}\"", name_of(match.verdict));
  if (match.probability) out += fmt::format(",\"probability\":{:.4f}", *match.probability);
  out += fmt::format(",\"jaccard\":{:.6g}", match.jaccard);
  out += both_sides("containment", match.containment_a, match.containment_b);
  out += both_sides("coverage", match.coverage_a, match.coverage_b);
  out += ",\"anchors\":{";
  append_list(out, "shared", match.anchors_shared);
  out += ',';
  append_list(out, "only_a", match.anchors_only_a);
  out += ',';
  append_list(out, "only_b", match.anchors_only_b);
  out += fmt::format("}},\"likely_source\":\"{}\",", name_of(match.likely_source));
  append_list(out, "reasons", match.reasons);
  out += ",\"passages\":[";
  for (std::size_t i = 0; i < match.passages.size(); ++i) {
    const Passage& p = match.passages[i];
    out += fmt::format("{}{{\"a\":[{},{}],\"b\":[{},{}],\"kind\":\"{}\",\"similarity\":{:.3f}}}", i == 0 ? "" : ",",
                       p.a.begin, p.a.end, p.b.begin, p.b.end, name_of(p.kind), p.similarity);
  }
  return out + ']';
}

std::string begin_json(std::string_view id_a, std::string_view id_b, const Match& match) {
  std::string out = "{\"a\":";
  corpus::append_json_string(out, id_a);
  out += ",\"b\":";
  corpus::append_json_string(out, id_b);
  return out + ',' + to_json_fields(match);
}

}  // namespace

std::string to_json(std::string_view id_a, std::string_view id_b, const Match& match) {
  return begin_json(id_a, id_b, match) + '}';
}

std::string to_json(const MatchedPair& pair) {
  std::string out = begin_json(pair.a, pair.b, pair.match);
  out += ',';
  append_list(out, "found_by", pair.found_by);
  if (!pair.common_source.empty()) {
    out += ",\"common_source\":";
    corpus::append_json_string(out, pair.common_source);
  }
  return out + '}';
}

}  // namespace unspin
