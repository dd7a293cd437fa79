#include "engine/corpus/json_text.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
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

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  if (!utf8(text)) return append_json_string(out, repaired(text));
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const std::string_view rest = text.substr(i);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<int>(c));
    } else if (rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9")) {
      out += rest[2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace unspin::corpus
