#pragma once

// Lines that recur from page to page of one host (menus, notices, teasers, consent texts) say nothing about a page, and
// are left out before pages are compared: two pages of one template must not be copies for their template, and one
// article in two templates must be. No page shows this alone; a crawl does.
//
// A line is furniture of its host when at least five times as many addresses of the host have it as have the rarest
// twentieth of its page, in most of the pages that have it. So a page in many versions keeps its text, as all of it
// recurs alike; a notice longer than the pages that it stands on goes, as something on each of them is rarer. How rare
// a line is is asked of its first and its last words, too, so that a word edited here and there makes no line rare.
// Exact copies are one page, and so are pages of one address (page_lines.h).
//
// What is left of a page is compared. A page of which fewer than twenty words are left, and a text of fewer than a
// hundred that a host shows at five paths and more (not found, please consent, please log in), have no text of their
// own: they are exact copies of their equals, and match nothing else.

#include <cstdint>
#include <string_view>
#include <vector>

#include <unspin/dedup.h>
#include <unspin/result.h>

#include "engine/detect/context.h"
#include "engine/detect/exact.h"
#include "engine/detect/page_lines.h"
#include "engine/detect/scan.h"
#include "engine/lsh/s_curve.h"
#include "engine/postings/prefix_join.h"
#include "engine/shingle/shingles.h"

namespace unspin::detect {

class HostFurniture {
 public:
  FurnitureCounts counts;

  HostFurniture() = default;
  /// `keys`: of the lines, ascending.
  explicit HostFurniture(std::vector<std::uint64_t> keys) : keys_(std::move(keys)) { counts.lines = keys_.size(); }

  [[nodiscard]] bool empty() const noexcept { return keys_.empty(); }
  /// Whether a line is furniture. O(log n).
  [[nodiscard]] bool contains(std::uint64_t line_key) const noexcept;
  /// Clears those of a page's sentences of which all lines are furniture; not when none would remain.
  void take_away(const SentenceLines& sentences, std::vector<bool>& own) const;
  /// Replaces `own` by the words of a page without its furniture; a run of such lines of fewer than five words stays,
  /// as a heading may be one. Returns the number of words left out.
  std::size_t own_words(const PageLines& lines, std::vector<std::uint64_t>& own) const;

 private:
  std::vector<std::uint64_t> keys_;
};

/// Finds the furniture of every host among the lines that the scan left on scratch. Pages that have some get other band
/// keys (Scan::own_keys), and their shingles are counted, if `counts` is not null; those with too few words of their
/// own are marked as such in `docs`. Io, Interrupted, CorruptFile; InvalidOptions: it does not fit in memory.
[[nodiscard]] Result<HostFurniture> find_host_furniture(Context& context, Scan& scan, Documents& docs,
                                                        const lsh::Banding& banding, postings::ShingleCounts* counts);

/// Records → shingle sets of what counts of their texts. Keeps its buffers: make one a thread.
class OwnShingles {
 public:
  explicit OwnShingles(const HostFurniture& furniture) : furniture_(furniture) {}
  /// `host`: host_key(). Valid until the next call.
  [[nodiscard]] const shingle::ShingleSet& operator()(std::uint64_t host, std::string_view text);

 private:
  const HostFurniture& furniture_;
  LineReader lines_;
  std::vector<std::uint64_t> own_;
  shingle::SetMaker set_of_;
};

}  // namespace unspin::detect
