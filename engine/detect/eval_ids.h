#pragma once

// The ids of matches and truth as numbers 0 … n-1, so that pairs are two integers.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace unspin::detect {

using DocNumber = std::uint32_t;
using DocPair = std::pair<DocNumber, DocNumber>;  // the smaller number first

[[nodiscard]] inline DocPair ordered(DocNumber a, DocNumber b) { return {a < b ? a : b, a < b ? b : a}; }

class IdTable {
 public:
  [[nodiscard]] DocNumber number(std::string_view id) {
    if (const auto known = numbers_.find(id); known != numbers_.end()) return known->second;
    ids_.emplace_back(id);
    const auto number = static_cast<DocNumber>(ids_.size() - 1);
    numbers_.emplace(ids_.back(), number);
    return number;
  }

  [[nodiscard]] std::string_view id(DocNumber number) const { return ids_[number]; }
  [[nodiscard]] std::size_t size() const noexcept { return ids_.size(); }

 private:
  std::deque<std::string> ids_;  // a deque: the keys below view what must not move
  std::unordered_map<std::string_view, DocNumber> numbers_;
};

}  // namespace unspin::detect
