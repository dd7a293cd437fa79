// CMake gives the folder of the files and the digests of two of them.

#include "engine/report/assets.h"

#include <cstdint>

#include <fmt/format.h>

#include "engine/base/include_file.h"

UNSPIN_INCLUDE_FILE(kUnspinPageTemplate, UNSPIN_PAGE_FOLDER "/page.mustache");
UNSPIN_INCLUDE_FILE(kUnspinPageStyle, UNSPIN_PAGE_FOLDER "/page.css");
UNSPIN_INCLUDE_FILE(kUnspinPageScript, UNSPIN_PAGE_FOLDER "/page.mjs");

extern "C" {
extern const char kUnspinPageTemplate[];
extern const char kUnspinPageTemplateEnd[];
extern const char kUnspinPageStyle[];
extern const char kUnspinPageStyleEnd[];
extern const char kUnspinPageScript[];
extern const char kUnspinPageScriptEnd[];
}

namespace unspin::report {

std::string_view page_template() noexcept { return base::included_file(kUnspinPageTemplate, kUnspinPageTemplateEnd); }
std::string_view page_style() noexcept { return base::included_file(kUnspinPageStyle, kUnspinPageStyleEnd); }
std::string_view page_script() noexcept { return base::included_file(kUnspinPageScript, kUnspinPageScriptEnd); }

std::string page_policy() {
  return fmt::format("default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
                     policy_source(UNSPIN_PAGE_SCRIPT_SHA256), policy_source(UNSPIN_PAGE_STYLE_SHA256));
}

std::string policy_source(std::string_view sha256_hex) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string base64;
  std::uint32_t bits = 0;
  int count = 0;
  const auto take_six = [&] {
    count -= 6;
    base64 += kDigits[(bits >> count) & 63];
  };
  for (const char c : sha256_hex) {
    bits = bits << 4 | static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    count += 4;
    if (count >= 6) take_six();
  }
  if (count > 0) {
    bits <<= 6 - count;
    count = 6;
    take_six();
  }
  while (base64.size() % 4 != 0) base64 += '=';
  return "sha256-" + base64;
}

}  // namespace unspin::report
