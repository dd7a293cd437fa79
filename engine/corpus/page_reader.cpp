#include "engine/corpus/page_reader.h"

namespace unspin::corpus {

PageReader page_reader() {
  return [](std::string_view, std::string_view, std::string_view) -> tl::expected<PageText, Refusal> {
    return refuse("unknown-format", "this version does not read HTML pages");
  };
}

}  // namespace unspin::corpus
