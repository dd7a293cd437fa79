#pragma once

// What a model is fitted on: features of labelled pairs and word counts of a background, written by the same code that
// uses them, so that training and use cannot differ. The fitting itself: data/models/README.md.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <unspin/options.h>
#include <unspin/result.h>

namespace [[gnu::visibility("default")]] unspin {

struct FeatureInfo {
  std::string name;
  std::string unit;
  std::string meaning;
  int direction;  // a greater value may speak only for (+1) or against (-1) the one text's having been made from the
                  // other, or for either (0)
};
/// In the order of the columns of a feature table: of the two texts, of the best passage of the first against the whole
/// second text ("pa."), of the best passage of the second against the whole first text ("pb.").
[[nodiscard]] std::vector<FeatureInfo> model_features();

struct FeatureTableOptions {
  Input input;
  Run run;
  std::filesystem::path pairs;  // tab-separated with a header; the first two columns are ids, others are copied
  std::filesystem::path out;    // tab-separated: the columns of `pairs`, then one for each feature
  std::filesystem::path model;  // a folder; empty: the one that is built in. Its scorer is not used
};

/// Returns the number of pairs written. InvalidOptions: a pair names an id that no document has. Io.
[[nodiscard]] Result<std::uint64_t> write_feature_table(const FeatureTableOptions& options);

struct BackgroundOptions {
  Input input;
  Run run;
  std::filesystem::path out;
  std::uint32_t min_texts = 2;  // terms of fewer texts are left out
};

/// Counts in how many texts each stem, name and number occurs. Returns the number of texts. Format:
/// docs/formats/background.md. Io.
[[nodiscard]] Result<std::uint64_t> write_background(const BackgroundOptions& options);

}  // namespace unspin
