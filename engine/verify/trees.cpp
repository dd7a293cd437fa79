#include "engine/verify/trees.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>
#include <simdjson.h>

namespace unspin::verify {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

std::optional<double> number(const element& value) {
  double out = 0;
  if (value.get(out) != simdjson::SUCCESS || !std::isfinite(out)) return std::nullopt;
  return out;
}

/// A whole number from `from` to below `below`.
std::optional<std::uint32_t> index(const element& value, std::size_t from, std::size_t below) {
  std::uint64_t out = 0;
  if (value.get(out) != simdjson::SUCCESS || out < from || out >= below) return std::nullopt;
  return static_cast<std::uint32_t>(out);
}

}  // namespace

/// Fills Trees from JSON; the first thing that is wrong is in error().
class Trees::Parser {
 public:
  Parser(std::span<const std::string> known, Trees& trees) : known_(known), trees_(trees) {}

  bool parse(std::string_view json, std::string_view set) {
    simdjson::dom::parser parser;
    object sets;
    object root;
    const simdjson::padded_string padded(json);
    if (parser.parse(padded).get(sets) != simdjson::SUCCESS) return fail("not a JSON object");
    if (sets[set].get(root) != simdjson::SUCCESS) return fail(fmt::format("no set of trees \"{}\"", set));
    return add_features(root) && add_bags(root) && add_trees(root) && add_calibration(root) && add_cuts(root);
  }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  bool fail(std::string what) {
    error_ = std::move(what);
    return false;
  }

  bool add_features(const object& root) {
    array names;
    if (root["features"].get(names) != simdjson::SUCCESS) return fail("\"features\": a list of names was expected");
    for (const element name : names) {
      std::string_view text;
      if (name.get(text) != simdjson::SUCCESS) return fail("\"features\": a name was expected");
      const auto at = std::find(known_.begin(), known_.end(), text);
      if (at == known_.end())
        return fail(fmt::format("the feature \"{}\" is not one that this program measures", text));
      places_.push_back(static_cast<std::int32_t>(at - known_.begin()));
    }
    return true;
  }

  bool add_bags(const object& root) {
    element value;
    const auto bags = root["bags"].get(value) == simdjson::SUCCESS ? number(value) : std::nullopt;
    if (!bags || *bags < 1) return fail("\"bags\": a number from 1 was expected");
    trees_.bags_ = *bags;
    return true;
  }

  bool add_trees(const object& root) {
    array trees;
    if (root["trees"].get(trees) != simdjson::SUCCESS) return fail("\"trees\": a list of trees was expected");
    std::size_t tree = 0;
    for (const element nodes : trees) {
      array list;
      if (nodes.get(list) != simdjson::SUCCESS || list.size() == 0 || !add_nodes(list))
        return fail(
            fmt::format("tree {}: nodes [feature, threshold, left, right] or [value] were expected, children "
                        "behind their parent",
                        tree));
      ++tree;
    }
    return true;
  }

  bool add_nodes(const array& list) {
    const std::size_t first = trees_.nodes_.size();
    const std::size_t count = list.size();
    trees_.roots_.push_back(static_cast<std::uint32_t>(first));
    std::size_t at = 0;
    for (const element parts : list) {
      array node;
      if (parts.get(node) != simdjson::SUCCESS || !add_node(node, at++, first, count)) return false;
    }
    return true;
  }

  /// Children lie behind their parent: no walk through a tree goes round.
  bool add_node(const array& node, std::size_t at, std::size_t first, std::size_t count) {
    if (node.size() == 1) {
      const auto value = number(node.at(0).value());
      if (value) trees_.nodes_.push_back({static_cast<float>(*value), -1, 0, 0});
      return value.has_value();
    }
    if (node.size() != 4) return false;
    const auto feature = index(node.at(0).value(), 0, places_.size());
    const auto threshold = number(node.at(1).value());
    const auto left = index(node.at(2).value(), at + 1, count);
    const auto right = index(node.at(3).value(), at + 1, count);
    if (!feature || !threshold || !left || !right) return false;
    const auto base = static_cast<std::uint32_t>(first);
    trees_.nodes_.push_back({below_or_equal(*threshold), places_[*feature], base + *left, base + *right});
    return true;
  }

  /// The greatest float that is not above: values are floats, so that no comparison comes out differently.
  static float below_or_equal(double threshold) {
    const auto rounded = static_cast<float>(threshold);
    return rounded <= threshold ? rounded : std::nextafter(rounded, -std::numeric_limits<float>::infinity());
  }

  bool add_calibration(const object& root) {
    array pair;
    if (root["calibration"].get(pair) != simdjson::SUCCESS || pair.size() != 2)
      return fail("\"calibration\": two numbers were expected");
    const auto slope = number(pair.at(0).value());
    const auto offset = number(pair.at(1).value());
    if (!slope || !offset) return fail("\"calibration\": two numbers were expected");
    trees_.slope_ = *slope;
    trees_.offset_ = *offset;
    return true;
  }

  bool add_cuts(const object& root) {
    object cuts;
    if (root["cuts"].get(cuts) != simdjson::SUCCESS) return fail("\"cuts\": an object of numbers was expected");
    for (const auto& [share, value] : cuts) {
      const auto cut = number(value);
      if (!cut) return fail("\"cuts\": an object of numbers was expected");
      trees_.cuts_.emplace_back(share, *cut);
    }
    return true;
  }

  std::span<const std::string> known_;
  Trees& trees_;
  std::vector<std::int32_t> places_;  // of each feature of the file among the values
  std::string error_;
};

Result<Trees> Trees::parse(std::string_view json, std::string_view set, std::span<const std::string> known,
                           std::string_view where) {
  Trees trees;
  Parser parser(known, trees);
  if (!parser.parse(json, set))
    return failure(Error::Code::CorruptFile, fmt::format("{}: not a scorer: {}", where, parser.error()));
  return trees;
}

double Trees::score(std::span<const float> values) const noexcept {
  double sum = 0;
  for (const std::uint32_t root : roots_) {
    const Node* node = &nodes_[root];
    while (node->feature >= 0)
      node = &nodes_[values[static_cast<std::size_t>(node->feature)] <= node->threshold ? node->left : node->right];
    sum += node->threshold;
  }
  return sum / bags_;
}

double Trees::probability(double score) const noexcept { return 1 / (1 + std::exp(-(slope_ * score + offset_))); }

double Trees::cut(std::string_view share) const noexcept {
  const auto at = std::find_if(cuts_.begin(), cuts_.end(), [&](const auto& cut) { return cut.first == share; });
  return at == cuts_.end() ? 0 : at->second;
}

}  // namespace unspin::verify
