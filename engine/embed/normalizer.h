#pragma once

// The "normalizer" of a tokenizer.json: text → text, before it is cut.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

#include "engine/embed/json.h"

namespace unspin::embed {

class Normalizer {
 public:
  /// Leaves text as it is.
  Normalizer() = default;
  /// BertNormalizer, Lowercase, StripAccents, NFC, NFD, NFKC, NFKD, Precompiled, Strip, Prepend, Replace of a
  /// string or of runs of blanks, and Sequences of them; UnsupportedVersion for others. `description` is the member
  /// "normalizer".
  [[nodiscard]] static Result<Normalizer> parse(Json description, std::string_view where);

  /// Malformed UTF-8 becomes U+FFFD where a step looks at code points. O(n) for each step.
  void apply(std::string& text) const;
  /// Each stretch between blanks gives what it gives alone.
  [[nodiscard]] bool is_local() const noexcept { return local_; }

 private:
  using Step = std::function<void(std::string&)>;
  [[nodiscard]] Result<void> add(Json description, std::string_view where);
  [[nodiscard]] Result<void> add_replace(Json description, std::string_view where);

  std::vector<Step> steps_;
  bool local_ = true;
};

}  // namespace unspin::embed
