#pragma once

// What the names that a page gives its elements (class, id, data-testid) tell: rules about words, in the languages
// that authors of pages use, never about a site.
//
// A name is split into words where a letter meets something else and at capitals: "relatedPosts--wide" is related,
// posts, wide. Lists in class_words.cpp say which words, or beginnings of words, mean what.

#include <cstdint>
#include <string_view>

namespace unspin::extract {

enum Hint : std::uint8_t {
  kNoHint = 0,
  kFurniture = 1,  // menus, teasers, sharing, advertising, footers
  kComments = 2,   // what readers wrote below
  kContent = 4,    // where a text may be: "content", "main", "post"
  kBody = 8,       // where the text itself is: "article-body", "entry-content"
  kHidden = 16,    // not shown: "visually-hidden", "sr-only"
  kByline = 32,    // author, date
  kCaption = 64,   // of pictures
};

/// All hints of a class, id or similar attribute, or'ed. O(n).
[[nodiscard]] std::uint8_t hints_of(std::string_view names) noexcept;

}  // namespace unspin::extract
