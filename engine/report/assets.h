#pragma once

// The files that every page is made of, compiled in: page.mustache, page.css, page.mjs.

#include <string>
#include <string_view>

namespace unspin::report {

[[nodiscard]] std::string_view page_template() noexcept;
[[nodiscard]] std::string_view page_style() noexcept;
[[nodiscard]] std::string_view page_script() noexcept;

/// The content security policy of a page: nothing is loaded, and of scripts and styles only those two files are run.
[[nodiscard]] std::string page_policy();

/// "sha256-…" as a policy writes it, of a digest in hex digits.
[[nodiscard]] std::string policy_source(std::string_view sha256_hex);

}  // namespace unspin::report
