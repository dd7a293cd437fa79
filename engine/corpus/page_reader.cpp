#include "engine/corpus/page_reader.h"

#include <memory>

namespace unspin::corpus {

PageReader page_reader() {
  const auto extractor = std::make_shared<extract::Extractor>();
  return [extractor](std::string_view bytes, const extract::PageHints& hints) -> tl::expected<extract::Page, Refusal> {
    auto page = extractor->extract(bytes, hints);
    if (!page) return refuse("no-page", page.error().message);
    return std::move(*page);
  };
}

}  // namespace unspin::corpus
