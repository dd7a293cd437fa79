#pragma once

// Revisit records of WARC: a page that was seen before, without its body.

#include <string>
#include <string_view>

namespace unspin::corpus {

/// What a revisit record says of the record that has the page.
struct Original {
  std::string id;  // with its angle brackets
  std::string url;
  std::string date;
  std::string payload_digest;  // may be empty
};

/// Of a WARC record.
[[nodiscard]] Original original_of(std::string_view record);

/// The record without its body, as a revisit of `original`, with id, address, date and HTTP header that it had. Its
/// profile is that of the standard where both have the same payload digest, else `profile`.
[[nodiscard]] std::string revisit_record(std::string_view record, const Original& original, std::string_view profile);

}  // namespace unspin::corpus
