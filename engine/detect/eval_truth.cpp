#include "engine/detect/eval_truth.h"

#include <algorithm>

#include <fmt/format.h>

#include "engine/detect/eval_truth_builder.h"

namespace unspin::detect {
namespace {

Result<void> read_one(const std::filesystem::path& path, TruthBuilder& builder) {
  auto lines = LineReader::open(path);
  if (!lines) return pass_on(lines);
  std::string_view first;
  auto any = lines->next(first);
  if (!any) return pass_on(any);
  if (!*any) return bad_line(path, 1, "no truth: the file is empty");
  const char begin = first[first.find_first_not_of(" \t")];
  if (begin == '{' || begin == '[') return read_truth_json(path, builder);
  return read_truth_tsv(path, *lines, first, builder);
}

}  // namespace

Judgement Truth::judge(DocPair docs) const {
  if (clustering) {
    if (!named[docs.first] || !named[docs.second]) return Judgement::Unlisted;
    return labels[docs.first] == labels[docs.second] ? Judgement::Copy : Judgement::Different;
  }
  const auto found = std::lower_bound(pairs.begin(), pairs.end(), docs,
                                      [](const TruthPair& pair, const DocPair& key) { return pair.docs < key; });
  return found != pairs.end() && found->docs == docs ? found->judgement : Judgement::Unlisted;
}

Result<Truth> read_truth(const std::vector<std::filesystem::path>& paths, double threshold, IdTable& ids) {
  TruthBuilder builder(ids, threshold);
  for (const std::filesystem::path& path : paths) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
      return failure(Error::Code::InvalidOptions, fmt::format("{} is a folder: name a file of labels", path.string()));
    if (auto ok = read_one(path, builder); !ok) return pass_on(ok);
  }
  return builder.finish();
}

}  // namespace unspin::detect
