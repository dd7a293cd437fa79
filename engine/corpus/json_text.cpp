#include "engine/corpus/json_text.h"

#include <algorithm>
#include <array>

#include <simdjson.h>

namespace unspin::corpus {
namespace {

bool utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

/// Bytes that are no part of a character become U+FFFD. Only names of files can hold any.
std::string repaired(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t length = 1;
    while (length <= 4 && !utf8(text.substr(0, length))) ++length;
    out += length <= 4 ? text.substr(0, length) : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(length <= 4 ? std::min(length, text.size()) : 1);
  }
  return out;
}

/// Bytes that may have to be escaped.
constexpr std::array<bool, 256> kSpecial = [] {
  std::array<bool, 256> special{};
  for (std::size_t c = 0; c < 0x20; ++c) special[c] = true;
  for (const char c : {'"', '\\', '\xE2'}) special[static_cast<unsigned char>(c)] = true;
  return special;
}();

/// Escapes the byte or line separator that a text begins with → its length.
std::size_t append_special(std::string& out, std::string_view text) {
  const char c = text[0];
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (text.starts_with("\xE2\x80\xA8") || text.starts_with("\xE2\x80\xA9")) {
    out += text[2] == '\xA8' ? "\\u2028" : "\\u2029";
    return 3;
  } else if (static_cast<unsigned char>(c) < 0x20) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += c < 0x10 ? "\\u000" : "\\u001";
    out += kDigits[static_cast<unsigned char>(c) & 15U];
  } else {
    out += c;
  }
  return 1;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  append_json_bytes(out, utf8(text) ? text : std::string_view(repaired(text)));
}

void append_json_bytes(std::string& out, std::string_view text) {
  out += '"';
  while (true) {
    std::size_t plain = 0;
    while (plain < text.size() && !kSpecial[static_cast<unsigned char>(text[plain])]) ++plain;
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    text.remove_prefix(append_special(out, text));
  }
  out += '"';
}

}  // namespace unspin::corpus
