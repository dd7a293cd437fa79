#pragma once

#include <string>
#include <string_view>

namespace unspin::corpus {

/// Appends `text` as a JSON string, quotes included. UTF-8 stays as it is; control characters, quotes and backslashes
/// are escaped, and so are U+2028 and U+2029, which end lines in JavaScript. Malformed UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// The same, but bytes that are no UTF-8 stay as they are, and make the string no JSON.
void append_json_bytes(std::string& out, std::string_view text);

}  // namespace unspin::corpus
