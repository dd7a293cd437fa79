#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace unspin::corpus {

/// Why a record is no document: a fixed word for counting, and details for people.
struct Refusal {
  std::string reason;
  std::string detail;
  bool skipped = false;  // nothing is wrong with it: it holds something else than a page
};

[[nodiscard]] inline tl::unexpected<Refusal> refuse(std::string reason, std::string detail) {
  return tl::unexpected(Refusal{std::move(reason), std::move(detail)});
}

[[nodiscard]] inline tl::unexpected<Refusal> skip(std::string reason, std::string detail = {}) {
  return tl::unexpected(Refusal{std::move(reason), std::move(detail), true});
}

}  // namespace unspin::corpus
