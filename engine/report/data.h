#pragma once

// The data of a page, as JSON that may stand in a script element. page.mjs reads it: `index` at once, `texts` and
// `details` part by part, when they are looked at.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

#include "engine/report/marks.h"
#include "engine/report/report.h"

namespace unspin::report {

enum class Mode : std::uint8_t {
  Whole,    // everything in one page
  Index,    // the overview of a folder; texts and details are in other pages
  Cluster,  // one of these
  Compare,  // one pair
};

/// Where the details of a pair are, in a folder.
struct Place {
  std::uint32_t page;   // clusters/000001.html is 1
  std::uint32_t index;  // of the pair, there
};

/// What a page is about: some pairs of a report and their documents.
struct Selection {
  Mode mode = Mode::Whole;
  std::vector<std::uint32_t> pairs;  // in the order of the page
  std::vector<Place> places;         // Index: beside `pairs`
};

/// What is known of every document before any page is written.
struct Survey {
  std::vector<std::uint32_t> words;  // by document
  RecurringSentences recurring;

  /// `cluster`: of each document. O(text).
  Survey(const Report& report, const std::vector<std::uint32_t>& cluster);
};

/// Whether both texts are there, but the passages of the pair do not lie in them: they are of another corpus.
[[nodiscard]] bool is_misfit(const Report& report, const Pair& pair) noexcept;

/// JSON that holds no character which means something to HTML, or ends a line for JavaScript. O(n).
[[nodiscard]] std::string script_safe(std::string json);

/// Calls put(name, json) for each part of the data, `index` last. Details are measured here: O(texts of the pairs).
[[nodiscard]] Result<void> write_data(const Report& report, const Survey& survey, const Selection& selection,
                                      const std::function<Result<void>(std::string_view, std::string_view)>& put);

}  // namespace unspin::report
