#pragma once

// Where the readers of single layouts put what they find; finish() checks it as a whole.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/detect/eval_files.h"
#include "engine/detect/eval_truth.h"

namespace unspin::detect {

enum class TruthLayout { Similarities, Labels, Relations, Edges, Clusters, OwnClusters, Core, Articles };

[[nodiscard]] std::string_view name_of(TruthLayout layout);

/// A line of a file, or an element of a JSON file that is one value. The path must outlive the builder: contradictions
/// show only at the end.
struct Place {
  const std::filesystem::path* path;
  std::uint64_t number;  // from 1
  bool is_line;

  [[nodiscard]] tl::unexpected<Error> error(std::string_view what) const;
  [[nodiscard]] std::string text() const;
};

/// No layout of ours: says which are known.
[[nodiscard]] tl::unexpected<Error> unknown_layout(const Place& place);

class TruthBuilder {
 public:
  TruthBuilder(IdTable& ids, double threshold) : ids_(ids), threshold_(threshold) {}

  /// Files of different layouts do not mix, but for articles, which go with everything.
  [[nodiscard]] Result<void> begin(TruthLayout layout, const Place& place);
  void add_document(std::string_view id);
  void add_pair(const Place& place, std::string_view a, std::string_view b, Judgement judgement,
                std::string_view label = {}, std::string_view kind = {});
  void add_similarity(const Place& place, std::string_view a, std::string_view b, double jaccard,
                      std::string_view kind = {});
  /// An empty cluster: the document is alone.
  [[nodiscard]] Result<void> add_member(const Place& place, std::string_view id, std::string_view cluster);
  [[nodiscard]] Result<void> add_set(const Place& place, std::string_view id,
                                     const std::vector<std::string>& duplicates, std::string category);

  [[nodiscard]] Result<Truth> finish();

 private:
  struct Listed {
    TruthPair pair;
    Place place;
  };
  static constexpr cluster::Label kAlone = 0xFFFFFFFF;

  DocNumber name(std::string_view id);
  std::uint32_t group(std::string_view label, std::string_view kind);
  Result<void> settle_pairs();
  void settle_clusters();
  void label_by_pairs();
  void count_facts();

  IdTable& ids_;
  double threshold_;
  std::optional<TruthLayout> layout_;
  bool articles_ = false;
  Truth truth_;
  std::vector<Listed> listed_;
  IdTable clusters_;
  std::vector<std::optional<cluster::Label>> member_of_;  // by document
  std::vector<bool> has_set_;
};

/// One file into the builder; `path` must outlive it (see Place).
[[nodiscard]] Result<void> read_truth_tsv(const std::filesystem::path& path, LineReader& lines,
                                          std::string_view first_line, TruthBuilder& builder);
[[nodiscard]] Result<void> read_truth_json(const std::filesystem::path& path, TruthBuilder& builder);

}  // namespace unspin::detect
