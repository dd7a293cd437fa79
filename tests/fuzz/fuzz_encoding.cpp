// Any bytes as a page in any encoding: what comes out is valid UTF-8 without control characters, what was read before
// changes nothing, and valid UTF-8 that says nothing else comes out as it went in. The first line is the HTTP header's
// content type.

#include <algorithm>

#include <simdjson.h>

#include "engine/extract/encoding.h"
#include "engine/extract/utf8.h"
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace unspin;
  static extract::Decoder used;
  const std::string_view all = fuzz::view(data, size);
  const std::string_view header = all.substr(0, all.find('\n'));
  const std::string_view page = all.substr(std::min(all.size(), header.size() + 1));

  const auto decoded = used(page, header);
  extract::Decoder fresh;
  const auto again = fresh(page, header);
  UNSPIN_MUST(decoded.has_value() == again.has_value(), "what went before changes nothing");
  if (!decoded) return 0;
  UNSPIN_MUST(decoded->utf8 == again->utf8 && decoded->encoding == again->encoding, "what went before changes nothing");
  UNSPIN_MUST(simdjson::validate_utf8(decoded->utf8.data(), decoded->utf8.size()), "valid UTF-8 comes out");
  UNSPIN_MUST(!extract::has_controls(decoded->utf8), "without control characters");
  UNSPIN_MUST(extract::iconv_name(decoded->encoding) != nullptr, "an encoding of the standard");
  const extract::Utf8Count count = extract::count_utf8(decoded->utf8);
  UNSPIN_MUST(count.malformed == 0, "both validators agree");
  const auto twice = fresh(decoded->utf8, "text/html; charset=utf-8");
  if (twice && twice->encoding == "utf-8" && !decoded->utf8.starts_with("\uFEFF"))
    UNSPIN_MUST(twice->utf8 == used(page, header)->utf8, "UTF-8 comes out as it went in");
  return 0;
}
