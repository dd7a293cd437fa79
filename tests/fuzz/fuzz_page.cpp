// Any bytes through guard, parser and rules: the guarded page is harmless (short tags, shallow, not much longer), every
// field is valid UTF-8, a page with text has a text, and what was read before changes nothing.

#include <simdjson.h>

#include "engine/extract/guard.h"
#include "engine/extract/page.h"
#include "tests/fuzz/target.h"

namespace {

using namespace unspin;

bool is_utf8(const std::string& text) { return simdjson::validate_utf8(text.data(), text.size()); }

void check_guard(std::string_view utf8) {
  static extract::Guard guard;
  const extract::Guarded guarded = guard(utf8);
  UNSPIN_MUST(guarded.html.size() <= 8 * utf8.size() + 64, "a guarded page is not much longer");
  UNSPIN_MUST(simdjson::validate_utf8(guarded.html.data(), guarded.html.size()), "UTF-8 stays UTF-8");
  for (std::size_t at = 0; (at = guarded.html.find('<', at)) != std::string_view::npos;) {
    const std::size_t end = guarded.html.find('>', at);
    UNSPIN_MUST(end != std::string_view::npos, "every tag ends");
    UNSPIN_MUST(end - at <= extract::kMaxTagBytes, "no tag is long");
    at = end;
  }
  for (const std::string_view script : guarded.json_ld)
    UNSPIN_MUST(script.data() >= utf8.data() && script.data() + script.size() <= utf8.data() + utf8.size(),
                "scripts lie in the page");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static extract::Extractor used;
  const std::string_view bytes = fuzz::view(data, size);
  if (simdjson::validate_utf8(bytes.data(), bytes.size())) check_guard(bytes);

  const auto page = used.extract(bytes, {});
  const auto again = extract::Extractor().extract(bytes, {});
  UNSPIN_MUST(page.has_value() == again.has_value(), "what went before changes nothing");
  if (!page) return 0;
  UNSPIN_MUST(page->text == again->text && page->title == again->title && page->language == again->language,
              "what went before changes nothing");
  for (const std::string* field :
       {&page->text, &page->title, &page->byline, &page->date, &page->language, &page->canonical, &page->site})
    UNSPIN_MUST(is_utf8(*field), "valid UTF-8");
  UNSPIN_MUST(page->text.empty() || (page->text.front() != '\n' && page->text.back() != '\n'),
              "no empty line at the ends");
  return 0;
}
