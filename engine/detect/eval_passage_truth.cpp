// Passages in JSON lines; what is XML goes to PAN's reader.

#include <algorithm>

#include <fmt/format.h>

#include "engine/detect/eval_pan.h"
#include "engine/detect/eval_passages.h"

namespace unspin::detect {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWanted =
    R"(expected {"a", "b", "passages": [{"a": [begin, end], "b": [begin, end]}]}, in bytes, begin before end)";

std::optional<Span> span_of(const Json& passage, const char* side) {
  const auto ends = passage.find(side);
  if (ends == passage.end() || !ends->is_array() || ends->size() != 2) return std::nullopt;
  if (!(*ends)[0].is_number_unsigned() || !(*ends)[1].is_number_unsigned()) return std::nullopt;
  const Span span{(*ends)[0].get<std::uint64_t>(), (*ends)[1].get<std::uint64_t>()};
  if (span.begin >= span.end) return std::nullopt;
  return span;
}

class TruthReader {
 public:
  explicit TruthReader(IdTable& ids) : ids_(ids) {}

  Result<void> read_json(const fs::path& path) {
    auto lines = LineReader::open(path);
    if (!lines) return pass_on(lines);
    for (std::string_view text;;) {
      auto more = lines->next(text);
      if (!more) return pass_on(more);
      if (!*more) return {};
      auto line = parse_json(text, path, lines->number());
      if (!line) return pass_on(line);
      if (auto ok = add_line(*line, *lines); !ok) return ok;
    }
  }

  std::vector<PassagePair>& pairs() { return pairs_; }

 private:
  Result<void> add_line(const Json& line, const LineReader& lines) {
    const auto refuse = [&](std::string_view what) { return bad_line(lines.path(), lines.number(), what); };
    if (!line.is_object() || !line.contains("passages")) return refuse(kWanted);
    const std::string a = id_member(line, "a");
    const std::string b = id_member(line, "b");
    if (a.empty() || b.empty() || a == b) return refuse("a and b must be two ids");
    const DocNumber first = ids_.number(a);
    const DocNumber second = ids_.number(b);
    auto passages = passages_of(line, first > second);
    if (!passages) return refuse(passages.error());
    const auto kind = line.find("kind");
    const bool named = kind != line.end() && kind->is_string();
    pairs_.push_back({ordered(first, second), named ? kind->get<std::string>() : "", std::move(*passages)});
    return {};
  }

  IdTable& ids_;
  std::vector<PassagePair> pairs_;
};

Result<bool> is_xml(const fs::path& path) {
  auto lines = LineReader::open(path);
  if (!lines) return pass_on(lines);
  std::string_view first;
  auto any = lines->next(first);
  if (!any) return pass_on(any);
  if (!*any) return bad_line(path, 1, "no passages: the file is empty");
  return first[first.find_first_not_of(" \t")] == '<';
}

std::string layout_name(bool json, bool pan) {
  if (json && pan) return "passages, and PAN";
  return pan ? "PAN" : "passages";
}

std::string offsets_name(bool pan, const Input& corpus) {
  if (!pan) return "bytes";
  return corpus.paths.empty() ? "characters, taken for bytes" : "characters, turned into bytes";
}

}  // namespace

tl::expected<std::vector<Passage>, std::string> passages_of(const Json& line, bool swapped) {
  std::vector<Passage> passages;
  const auto list = line.find("passages");
  if (list == line.end()) return passages;
  if (!list->is_array()) return tl::unexpected(std::string(kWanted));
  for (const Json& passage : *list) {
    const auto a = passage.is_object() ? span_of(passage, "a") : std::nullopt;
    const auto b = passage.is_object() ? span_of(passage, "b") : std::nullopt;
    if (!a || !b) return tl::unexpected(std::string(kWanted));
    passages.push_back(swapped ? Passage{*b, *a} : Passage{*a, *b});
  }
  return passages;
}

Result<PassageTruth> read_passage_truth(const std::vector<fs::path>& paths, const Input& corpus, IdTable& ids) {
  PassageTruth truth;
  TruthReader json(ids);
  PanReader pan(ids);
  bool any_json = false;
  for (const fs::path& path : paths) {
    std::error_code ignored;
    const bool folder = fs::is_directory(path, ignored);
    auto xml = folder ? Result<bool>(true) : is_xml(path);
    if (!xml) return pass_on(xml);
    any_json |= !*xml;
    auto ok = folder ? pan.read_folder(path) : *xml ? pan.read_file(path) : json.read_json(path);
    if (!ok) return pass_on(ok);
  }
  truth.layout = layout_name(any_json, !pan.empty());
  truth.offsets = offsets_name(!pan.empty(), corpus);
  truth.complete = pan.documents();
  auto pairs = pan.finish(corpus);
  if (!pairs) return pass_on(pairs);
  truth.pairs = std::move(json.pairs());
  truth.pairs.insert(truth.pairs.end(), pairs->begin(), pairs->end());
  for (PassagePair& pair : truth.pairs) sort_passages(pair.passages);
  std::sort(truth.pairs.begin(), truth.pairs.end(),
            [](const PassagePair& x, const PassagePair& y) { return x.docs < y.docs; });
  const auto twice = std::adjacent_find(truth.pairs.begin(), truth.pairs.end(),
                                        [](const auto& x, const auto& y) { return x.docs == y.docs; });
  if (twice != truth.pairs.end()) {
    return failure(Error::Code::InvalidOptions, fmt::format("the passages of {} and {} were listed before",
                                                            ids.id(twice->docs.first), ids.id(twice->docs.second)));
  }
  return truth;
}

}  // namespace unspin::detect
