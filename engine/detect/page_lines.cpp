#include "engine/detect/page_lines.h"

#include <algorithm>
#include <string>

#include "engine/base/hash.h"
#include "engine/verify/source.h"

namespace unspin::detect {

std::uint64_t host_key(bool crawled, std::string_view url, std::string_view canonical) {
  if (!crawled) return 0;
  std::string host = verify::host_of(url);
  if (host.empty()) host = verify::host_of(canonical);
  return host.empty() ? 0 : base::hash64(host) | 1;
}

std::uint64_t address_key(std::string_view url, std::string_view canonical) {
  return base::hash64(canonical.empty() ? url : canonical);
}

std::uint64_t path_key(std::string_view url) { return base::hash64(url.substr(0, url.find_first_of("?#;"))); }

const PageLines& LineReader::operator()(std::uint64_t host, std::string_view text) {
  lines_.host = host;
  lines_.words.clear();
  lines_.ends.clear();
  lines_.keys.clear();
  lines_.text_ends.clear();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const auto words = words_(text.substr(at, end - at));
    at = end + 1;
    if (words.empty()) continue;
    lines_.words.insert(lines_.words.end(), words.begin(), words.end());
    lines_.ends.push_back(static_cast<std::uint32_t>(lines_.words.size()));
    lines_.keys.push_back(base::hash64(words.data(), words.size_bytes(), host));
    lines_.text_ends.push_back(static_cast<std::uint32_t>(end));
  }
  return lines_;
}

SentenceLines lines_of_sentences(const PageLines& lines, const text::Prose& prose) {
  SentenceLines found{lines.keys, {}, {}};
  if (lines.size() == 0) return found;
  for (const text::Unit& sentence : prose.sentences) {
    const auto line_at = [&](std::uint32_t byte) {
      const auto end = std::upper_bound(lines.text_ends.begin(), lines.text_ends.end() - 1, byte);
      return static_cast<std::uint32_t>(end - lines.text_ends.begin());
    };
    found.first.push_back(line_at(sentence.bytes.begin));
    found.last.push_back(line_at(sentence.bytes.end - 1));
  }
  return found;
}

}  // namespace unspin::detect
