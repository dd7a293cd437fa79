#include "engine/extract/page.h"

#include "engine/extract/blocks.h"
#include "engine/extract/encoding.h"
#include "engine/extract/guard.h"
#include "engine/extract/json_ld.h"
#include "engine/extract/language.h"
#include "engine/extract/main_text.h"
#include "engine/extract/marks.h"
#include "engine/extract/metadata.h"
#include "engine/extract/tree.h"

namespace unspin::extract {

struct Extractor::State {
  Decoder decode;
  Guard guard;
  TreeBuilder build;
  Marks marks;
  Blocks blocks;

  /// A text that may hold markup and entities, as articleBody often does, sometimes twice: without them. Uses guard
  /// and tree anew.
  std::string plain(std::string text) {
    for (int times = 0; times < 2 && text.find_first_of("<&") != std::string::npos; ++times) {
      const auto tree = build(guard(text).html);
      if (!tree) return {};
      find_blocks(**tree, std::vector<std::uint8_t>((*tree)->nodes.size()), blocks);
      text = all_text(blocks);
    }
    return text;
  }
};

Extractor::Extractor() : state_(std::make_unique<State>()) {}
Extractor::Extractor(Extractor&&) noexcept = default;
Extractor& Extractor::operator=(Extractor&&) noexcept = default;
Extractor::~Extractor() = default;

namespace {

std::vector<LinkedObject> linked_objects(const Guarded& guarded) {
  std::vector<LinkedObject> all;
  for (const std::string_view script : guarded.json_ld) {
    std::vector<LinkedObject> objects = read_json_ld(script);
    std::move(objects.begin(), objects.end(), std::back_inserter(all));
  }
  return all;
}

/// A canonical address that leaves out the host, or the scheme, as seen from where the page was found.
std::string absolute(std::string address, std::string_view found_at) {
  const std::size_t scheme = found_at.find("://");
  if (!address.starts_with('/') || scheme == std::string_view::npos) return address;
  if (address.starts_with("//")) return std::string(found_at.substr(0, scheme + 1)) + address;
  const std::size_t path = found_at.find('/', scheme + 3);
  return std::string(found_at.substr(0, path)) + address;
}

}  // namespace

Result<Page> Extractor::extract(std::string_view bytes, const PageHints& hints) {
  State& s = *state_;
  const bool too_large = bytes.size() > kMaxPageBytes;
  auto decoded = s.decode(bytes.substr(0, kMaxPageBytes), hints.content_type);
  if (!decoded) return pass_on(decoded);
  const Guarded guarded = s.guard(decoded->utf8);
  std::vector<LinkedObject> objects = linked_objects(guarded);
  const auto tree = s.build(guarded.html);
  if (!tree) return tl::unexpected(tree.error());
  Metadata data = read_metadata(**tree, objects);
  mark(**tree, s.marks);
  find_blocks(**tree, s.marks.hidden, s.blocks);
  MainText main = main_text(**tree, s.marks, s.blocks, data.title);
  if (main.text.empty()) {
    // Nothing is shown: what would be, with scripts at work.
    find_blocks(**tree, s.marks.no_text, s.blocks);
    main = {all_text(s.blocks), true};
  }
  if (2 * data.body.size() > 3 * main.text.size()) {
    // The page shows a part of the article, and holds all of it.
    std::string body = s.plain(data.body);
    if (body.size() > main.text.size()) main = {std::move(body), false};
  }

  Page page;
  page.language = detect_language(main.text, data.language);
  if (page.language.empty()) page.language = std::move(data.language);
  page.text = std::move(main.text);
  page.title = std::move(data.title);
  page.byline = std::move(data.byline);
  page.date = std::move(data.date);
  page.canonical = absolute(std::move(data.canonical), hints.url);
  page.site = std::move(data.site);
  page.encoding = decoded->encoding;
  page.whole_text = main.whole;
  page.cut = too_large || guarded.cut;
  return page;
}

}  // namespace unspin::extract
