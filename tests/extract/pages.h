#pragma once

// Made-up pages, for tests of rules: one paragraph of running text after another, and what stands around it.

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "engine/extract/page.h"

namespace unspin::extract {

/// Sentences that no other number has.
inline std::string sentences(int number) {
  const std::string n = std::to_string(number);
  return "In the year " + n + " the harbour of the town was closed, and the boats lay on the sand for " + n +
         " weeks. Nobody knew why the water had gone, nor when it would come back. The mayor, who owned two boats, "
         "wrote letters to the capital; they were not answered.";
}

inline std::string paragraphs(int from, int to, std::string_view tag = "p") {
  std::string html;
  for (int i = from; i <= to; ++i) html += "<" + std::string(tag) + ">" + sentences(i) + "</" + std::string(tag) + ">";
  return html;
}

inline Page page_of(std::string_view html, const PageHints& hints = {}) {
  Extractor extractor;
  auto page = extractor.extract(html, hints);
  EXPECT_TRUE(page) << (page ? "" : page.error().message);
  return page ? std::move(*page) : Page{};
}

inline bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace unspin::extract
