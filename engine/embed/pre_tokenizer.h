#pragma once

// The "pre_tokenizer" of a tokenizer.json: normalised text → stretches that the model splits one by one.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

#include "engine/embed/json.h"

namespace unspin::embed {

class PreTokenizer {
 public:
  /// Leaves text in one stretch.
  PreTokenizer() = default;
  /// BertPreTokenizer, Whitespace, WhitespaceSplit, Punctuation (isolated), Metaspace, and Sequences of them;
  /// UnsupportedVersion for others. `description` is the member "pre_tokenizer".
  [[nodiscard]] static Result<PreTokenizer> parse(Json description, std::string_view where);

  /// The stretches of `text` in order, none empty. `first`: the text begins here. O(n) for each step.
  [[nodiscard]] std::vector<std::string> cut(std::string text, bool first) const;
  /// White space always separates, and leaves nothing behind.
  [[nodiscard]] bool splits_at_white_space() const noexcept { return splits_at_white_space_; }

 private:
  /// Appends the stretches of one stretch.
  using Step = std::function<void(std::string_view, bool first, std::vector<std::string>&)>;
  [[nodiscard]] Result<void> add(Json description, std::string_view where);

  std::vector<Step> steps_;
  bool splits_at_white_space_ = false;
};

}  // namespace unspin::embed
