#pragma once

// Where is the 1,000th character? PAN counts code points, the engine counts bytes; the texts tell.

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <unspin/options.h>
#include <unspin/result.h>

#include "engine/detect/eval_ids.h"
#include "engine/detect/eval_passages.h"

namespace unspin::detect {

class Offsets {
 public:
  explicit Offsets(const IdTable& ids) : ids_(ids) {}

  /// A span in code points, to be turned; it must outlive the next call.
  void add(DocNumber doc, Span& span);

  /// Reads the documents of `corpus` once and turns every span into bytes of the text with its id. O(corpus).
  /// InvalidOptions: a document that is not in the corpus, a span beyond the end of its text. Io.
  [[nodiscard]] Result<void> to_bytes(const Input& corpus);

 private:
  Result<void> turn(std::string_view id, std::string_view text);
  Result<void> check_all_found() const;

  const IdTable& ids_;
  std::unordered_map<std::string_view, std::vector<std::uint64_t*>> wanted_;  // by id
};

}  // namespace unspin::detect
