// Truth in lines of tab-separated fields. The header says which layout it is, or the first line does: two fields are
// id and cluster; of three or more, the third is a similarity, a label or a relation.

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "engine/detect/eval_truth_builder.h"

namespace unspin::detect {
namespace {

using Fields = std::vector<std::string_view>;

std::optional<Judgement> label_judgement(std::string_view label) {
  if (label == "1") return Judgement::Copy;
  if (label == "0") return Judgement::Different;
  if (label == "P" || label == "S") return Judgement::Neither;  // shares a part only; nobody has labelled it
  return std::nullopt;
}

std::optional<Judgement> relation_judgement(std::string_view relation) {
  if (relation == "copy" || relation == "partial") return Judgement::Copy;
  if (relation == "independent" || relation == "twin") return Judgement::Different;
  if (relation == "sibling" || relation == "loose") return Judgement::Neither;
  return std::nullopt;
}

std::optional<double> similarity_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || !(value >= 0 && value <= 1)) return std::nullopt;
  return value;
}

std::optional<TruthLayout> layout_of_header(const Fields& header) {
  if (header.size() >= 2 && header[0] == "id" && header[1] == "cluster") return TruthLayout::Clusters;
  if (header.size() < 2 || header[0] != "id_a" || header[1] != "id_b") return std::nullopt;
  if (header.size() == 2) return TruthLayout::Edges;
  if (header[2] == "jaccard") return TruthLayout::Similarities;
  if (header[2] == "label") return TruthLayout::Labels;
  if (header[2] == "relation") return TruthLayout::Relations;
  return std::nullopt;
}

std::optional<TruthLayout> layout_of_line(const Fields& fields) {
  if (fields.size() < 2) return std::nullopt;
  if (fields.size() == 2) return TruthLayout::Clusters;
  if (label_judgement(fields[2])) return TruthLayout::Labels;
  if (relation_judgement(fields[2])) return TruthLayout::Relations;
  if (similarity_of(fields[2])) return TruthLayout::Similarities;
  return std::nullopt;
}

Result<void> add_line(TruthLayout layout, const Fields& fields, const Place& place, TruthBuilder& builder) {
  const std::size_t needed = layout == TruthLayout::Clusters || layout == TruthLayout::Edges ? 2 : 3;
  if (fields.size() < needed || fields[0].empty()) return place.error("too few tab-separated fields");
  if (layout == TruthLayout::Clusters) return builder.add_member(place, fields[0], fields[1]);
  if (fields[1].empty()) return place.error("id_b is empty");
  const std::string_view fourth = fields.size() > 3 ? fields[3] : std::string_view();
  if (layout == TruthLayout::Edges) {
    builder.add_pair(place, fields[0], fields[1], Judgement::Copy);
    return {};
  }
  if (layout == TruthLayout::Similarities) {
    const auto jaccard = similarity_of(fields[2]);
    if (!jaccard) return place.error(fmt::format("'{}' is no similarity from 0 to 1", fields[2]));
    builder.add_similarity(place, fields[0], fields[1], *jaccard,
                           similarity_of(fourth) ? std::string_view() : fourth);  // a number is the containment
    return {};
  }
  const bool labels = layout == TruthLayout::Labels;
  const auto judgement = labels ? label_judgement(fields[2]) : relation_judgement(fields[2]);
  if (!judgement) {
    return place.error(fmt::format(
        "'{}' is none of {}", fields[2],
        labels ? "1, 0, P, S (a file of similarities that begins with 1 or 0 needs the header id_a id_b jaccard)"
               : "copy, partial, sibling, loose, independent, twin"));
  }
  builder.add_pair(place, fields[0], fields[1], *judgement, fields[2], fourth);
  return {};
}

}  // namespace

Result<void> read_truth_tsv(const std::filesystem::path& path, LineReader& lines, std::string_view first_line,
                            TruthBuilder& builder) {
  const auto place = [&] { return Place{&path, lines.number(), true}; };
  Fields fields = split_tabs(first_line);
  const auto header = layout_of_header(fields);
  const auto layout = header ? header : layout_of_line(fields);
  if (!layout) return unknown_layout(place());
  if (auto ok = builder.begin(*layout, place()); !ok) return ok;
  if (!header) {
    if (auto ok = add_line(*layout, fields, place(), builder); !ok) return ok;
  }
  for (std::string_view line;;) {
    auto more = lines.next(line);
    if (!more) return pass_on(more);
    if (!*more) return {};
    if (auto ok = add_line(*layout, split_tabs(line), place(), builder); !ok) return ok;
  }
}

}  // namespace unspin::detect
