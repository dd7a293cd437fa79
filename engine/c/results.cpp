#include "engine/c/results.h"

#include <string>
#include <vector>

#include "engine/c/arrow_writer.h"

namespace unspin::c {
namespace {

constexpr std::int64_t kBatchRows = 8192;
constexpr std::size_t kBatchBytes = std::size_t{64} << 20;  // offsets have 31 bits, and no id is longer than this

ColumnWriter rows_of(std::vector<ColumnWriter> columns) { return {"", Type::Struct, false, std::move(columns)}; }

ColumnWriter text_list(std::string name) { return {std::move(name), Type::List, false, {{"item", Type::Text}}}; }

void add_optional(ColumnWriter& column, bool present, const auto& value) {
  if (present) {
    column.add(value);
  } else {
    column.add_null();
  }
}

void add_texts(ColumnWriter& column, const auto& texts) {
  for (const auto& text : texts) column.field(0).add(std::string_view(text));
  column.end_list();
}

/// The rows of a list, batch by batch. Takes what it reads with it.
template <typename Row, typename AddRow>
FillBatch fill_from(std::vector<Row> list, std::shared_ptr<const void> owner, AddRow add_row) {
  return
      [list = std::move(list), owner = std::move(owner), add_row, next = std::size_t{0}](ColumnWriter& rows) mutable {
        if (next == list.size()) return false;
        while (next < list.size() && rows.length() < kBatchRows && rows.bytes() < kBatchBytes) {
          add_row(rows, list[next++]);
          rows.add_struct();
        }
        return true;
      };
}

ColumnWriter fate_columns() {
  return rows_of({{"id", Type::Text},
                  {"kept", Type::Flag},
                  {"kept_id", Type::Text, true},
                  {"verdict", Type::Text, true},
                  {"jaccard", Type::Number, true},
                  {"containment", Type::Number, true},
                  {"kept_containment", Type::Number, true},
                  {"cluster", Type::Text, true},
                  {"refused", Type::Text, true}});
}

/// A fate, and why it is one of a refused document.
struct FateRow {
  DocumentFate fate;
  std::string refused;
};

void add_fate(ColumnWriter& rows, const FateRow& row) {
  const DocumentFate& fate = row.fate;
  const bool removed = fate.fate == Fate::Removed;
  std::size_t column = 0;
  const auto next = [&]() -> ColumnWriter& { return rows.field(column++); };
  next().add(fate.id);
  next().add(fate.fate == Fate::Kept);
  add_optional(next(), removed, fate.kept_id);
  add_optional(next(), removed, name_of(fate.verdict));
  add_optional(next(), removed, fate.jaccard);
  add_optional(next(), removed, fate.containment);
  add_optional(next(), removed, fate.kept_containment);
  add_optional(next(), !fate.cluster.empty(), fate.cluster);
  add_optional(next(), fate.fate == Fate::Refused, std::string_view(row.refused));
}

ColumnWriter pair_columns() {
  const ColumnWriter passage{"item",
                             Type::Struct,
                             false,
                             {{"a_begin", Type::Uint32},
                              {"a_end", Type::Uint32},
                              {"b_begin", Type::Uint32},
                              {"b_end", Type::Uint32},
                              {"kind", Type::Text},
                              {"similarity", Type::Number}}};
  return rows_of({{"a", Type::Text},
                  {"b", Type::Text},
                  {"verdict", Type::Text},
                  {"probability", Type::Number, true},
                  {"jaccard", Type::Number},
                  {"containment_a", Type::Number},
                  {"containment_b", Type::Number},
                  {"coverage_a", Type::Number},
                  {"coverage_b", Type::Number},
                  text_list("anchors_shared"),
                  text_list("anchors_only_a"),
                  text_list("anchors_only_b"),
                  {"likely_source", Type::Text},
                  text_list("reasons"),
                  {"passages", Type::List, false, {passage}},
                  text_list("found_by"),
                  {"common_source", Type::Text, true}});
}

void add_passages(ColumnWriter& column, const std::vector<Passage>& passages) {
  ColumnWriter& items = column.field(0);
  for (const Passage& passage : passages) {
    items.field(0).add(passage.a.begin);
    items.field(1).add(passage.a.end);
    items.field(2).add(passage.b.begin);
    items.field(3).add(passage.b.end);
    items.field(4).add(name_of(passage.kind));
    items.field(5).add(passage.similarity);
    items.add_struct();
  }
  column.end_list();
}

void add_pair(ColumnWriter& rows, const MatchedPair& pair) {
  const Match& match = pair.match;
  std::size_t column = 0;
  const auto next = [&]() -> ColumnWriter& { return rows.field(column++); };
  next().add(pair.a);
  next().add(pair.b);
  next().add(name_of(match.verdict));
  add_optional(next(), match.probability.has_value(), match.probability.value_or(0));
  for (const double value :
       {match.jaccard, match.containment_a, match.containment_b, match.coverage_a, match.coverage_b})
    next().add(value);
  add_texts(next(), match.anchors_shared);
  add_texts(next(), match.anchors_only_a);
  add_texts(next(), match.anchors_only_b);
  next().add(name_of(match.likely_source));
  add_texts(next(), match.reasons);
  add_passages(next(), match.passages);
  add_texts(next(), pair.found_by);
  add_optional(next(), !pair.common_source.empty(), pair.common_source);
}

}  // namespace

void write_fates(DedupResult result, std::shared_ptr<const void> owner, ArrowArrayStream& stream) {
  std::vector<FateRow> rows;
  rows.reserve(result.documents.size());
  for (const DocumentFate& fate : result.documents) rows.push_back({fate, {}});
  for (RefusedDocument& refused : result.refused) rows[refused.position].refused = std::move(refused.reason);
  write_stream(fate_columns(), fill_from(std::move(rows), std::move(owner), add_fate), stream);
}

void write_pairs(MatchResult result, std::shared_ptr<const void> owner, ArrowArrayStream& stream) {
  write_stream(pair_columns(), fill_from(std::move(result.pairs), std::move(owner), add_pair), stream);
}

}  // namespace unspin::c
