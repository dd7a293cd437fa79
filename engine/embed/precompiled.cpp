#include "engine/embed/precompiled.h"

#include <array>
#include <cstddef>
#include <cstring>

#include "engine/embed/json.h"
#include "engine/text/code_points.h"
#include "engine/text/unicode.h"

namespace unspin::embed {
namespace {

constexpr std::size_t kLongestGrapheme = 5;  // bytes, as the reference implementation has it

/// RFC 4648 with padding; false: something else.
bool decode_base64(std::string_view text, std::string& bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint8_t, 256> values{};
  values.fill(64);
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  while (text.ends_with('=')) text.remove_suffix(1);
  std::uint32_t bits = 0;
  int num_bits = 0;
  for (const char c : text) {
    const std::uint32_t value = values[static_cast<unsigned char>(c)];
    if (value == 64) return false;
    bits = (bits << 6 | value) & 0xFFFF;
    num_bits += 6;
    if (num_bits < 8) continue;
    num_bits -= 8;
    bytes += static_cast<char>(bits >> num_bits & 0xFF);
  }
  return true;
}

// The fields of a unit of the trie, as the darts-clone library packs them.
bool has_leaf(std::uint32_t unit) { return (unit >> 8 & 1) != 0; }
std::uint32_t value(std::uint32_t unit) { return unit & 0x7FFFFFFF; }
std::uint32_t label(std::uint32_t unit) { return unit & 0x800000FF; }
std::uint32_t offset(std::uint32_t unit) { return (unit >> 10) << ((unit & 0x200) >> 6); }

}  // namespace

Result<Precompiled> Precompiled::parse(std::string_view base64, std::string_view where) {
  std::string bytes;
  std::uint32_t trie_bytes = 0;
  if (!decode_base64(base64, bytes)) return corrupt(where, "precompiled_charsmap is not base64");
  if (bytes.size() >= sizeof trie_bytes) std::memcpy(&trie_bytes, bytes.data(), sizeof trie_bytes);
  if (trie_bytes == 0 || trie_bytes % 4 != 0 || trie_bytes > bytes.size() - sizeof trie_bytes) {
    return corrupt(where, fmt::format("precompiled_charsmap has no trie of {} bytes", trie_bytes));
  }
  Precompiled table;
  table.trie_.resize(trie_bytes / 4);
  std::memcpy(table.trie_.data(), bytes.data() + sizeof trie_bytes, trie_bytes);
  table.pool_ = bytes.substr(sizeof trie_bytes + trie_bytes);
  return table;
}

bool Precompiled::append_replacement(std::string& out, std::string_view text) const {
  std::uint32_t node = offset(trie_[0]);
  for (const char c : text) {
    const auto byte = static_cast<std::uint32_t>(static_cast<unsigned char>(c));
    node ^= byte;
    if (byte == 0 || node >= trie_.size() || label(trie_[node]) != byte) return false;
    const bool ends = has_leaf(trie_[node]);
    node ^= offset(trie_[node]);
    if (!ends) continue;
    if (node >= trie_.size() || value(trie_[node]) > pool_.size()) return false;
    out += pool_.c_str() + value(trie_[node]);  // up to its zero, or to the end of the pool
    return true;
  }
  return false;
}

void Precompiled::operator()(std::string& utf8) const {
  std::string out;
  std::size_t begin = 0;
  for (const std::size_t end : text::grapheme_ends(utf8)) {
    const std::string_view grapheme = std::string_view(utf8).substr(begin, end - begin);
    begin = end;
    if (grapheme.size() <= kLongestGrapheme && append_replacement(out, grapheme)) continue;
    for (const char *at = grapheme.data(), *const stop = at + grapheme.size(); at < stop;) {
      const char* const character = at;
      (void)text::decode(at, stop);
      const std::string_view alone(character, static_cast<std::size_t>(at - character));
      if (!append_replacement(out, alone)) out += alone;
    }
  }
  utf8 = std::move(out);
}

}  // namespace unspin::embed
