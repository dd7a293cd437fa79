#include "engine/corpus/header_fields.h"

#include <algorithm>

namespace unspin::corpus {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_folded(std::string_view line) noexcept { return line.front() == ' ' || line.front() == '\t'; }

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  return begin == std::string_view::npos ? std::string_view()
                                         : text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

bool same_name(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool starts_with_name(std::string_view text, std::string_view name) noexcept {
  return same_name(text.substr(0, name.size()), name);
}

bool contains_name(std::string_view text, std::string_view name) noexcept {
  const auto same = [](char x, char y) { return lower(x) == lower(y); };
  return std::search(text.begin(), text.end(), name.begin(), name.end(), same) != text.end();
}

std::optional<std::size_t> HeaderFields::read(std::string_view bytes) {
  fields_.clear();
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = bytes.find('\n', at);
    const std::size_t next = end == std::string_view::npos ? bytes.size() : end + 1;
    const std::string_view line = bytes.substr(at, next - at);
    if (line == "\n" || line == "\r\n") return next;
    const std::size_t colon = line.find(':');
    if (is_folded(line) && !fields_.empty()) {
      std::string_view& value = fields_.back().second;
      const char* folded = value.empty() ? line.data() : value.data();
      value = trimmed({folded, static_cast<std::size_t>(line.data() + line.size() - folded)});
    } else if (colon != std::string_view::npos) {
      fields_.emplace_back(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    }
    at = next;
  }
  return std::nullopt;
}

std::string_view HeaderFields::operator[](std::string_view name) const noexcept {
  const auto found =
      std::find_if(fields_.begin(), fields_.end(), [&](const auto& f) { return same_name(f.first, name); });
  return found == fields_.end() ? std::string_view() : found->second;
}

bool HeaderFields::has(std::string_view name) const noexcept {
  return std::any_of(fields_.begin(), fields_.end(), [&](const auto& f) { return same_name(f.first, name); });
}

}  // namespace unspin::corpus
