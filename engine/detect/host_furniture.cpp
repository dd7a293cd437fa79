#include "engine/detect/host_furniture.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "engine/base/doc_subset.h"
#include "engine/detect/chunk_file.h"
#include "engine/detect/line_chunks.h"
#include "engine/detect/reading.h"
#include "engine/detect/recurring_lines.h"
#include "engine/lsh/band_keys.h"
#include "engine/sketch/minhash.h"

namespace unspin::detect {
namespace {

constexpr std::uint32_t kLeastPaths = 5;                      // of a host that show one text
constexpr std::size_t kLeastRun = shingle::kWordsPerShingle;  // words: fewer make no shingle of their own
constexpr std::size_t kLeastOwn = 20;      // words: fewer, of a page with furniture, are a heading or an address
constexpr std::size_t kMostOfReply = 100;  // words besides furniture of what a host says instead of a page

/// Calls visit(page) for each different page, on many threads.
template <typename Visit>
Result<void> for_each_page(const Context& context, const Scan& scan, const Documents& docs, Visit visit) {
  struct Nothing {};
  return for_each_chunk<Nothing>(
      context, ChunkFiles(scan.line_files, context.fingerprint()),
      [&](const Chunk& chunk) {
        LineChunk pages(chunk);
        while (pages.next()) {
          if (docs.searched(pages.doc())) visit(pages.lines());
        }
        return Nothing{};
      },
      [](Nothing&) { return Result<void>(); });
}

/// One of several pages with the same text.
struct Copy {
  std::uint32_t representative;
  std::uint64_t host;
  std::uint64_t path;

  friend bool operator<(const Copy& a, const Copy& b) noexcept {
    return std::tie(a.representative, a.host, a.path) < std::tie(b.representative, b.host, b.path);
  }
};

/// The texts that a host shows at kLeastPaths paths and more, by representative.
Result<base::DocSubset> find_replies(const Context& context, const Scan& scan, const Documents& docs) {
  base::DocSubset repeated(docs.size());
  for (std::uint32_t doc = 0; doc < docs.size(); ++doc) {
    if (docs.representative[doc] != doc) repeated.add(docs.representative[doc]);
  }
  base::ExternalSorter<Copy> sorter(context.scratch("copies"), context.memory_bytes() / 4);
  auto read = sort_of_pages(context, scan.line_files, sorter, [&](const LineChunk& page, std::vector<Copy>& copies) {
    const std::uint32_t representative = docs.representative[page.doc()];
    if (!docs.refused(page.doc()) && repeated.contains(representative))
      copies.push_back({representative, page.head().host, page.head().path});
  });
  if (!read) return pass_on(read);
  base::DocSubset replies(docs.size());
  Copy last{};
  std::uint32_t paths = 0;
  auto drained = sorter.drain([&](const Copy& copy) -> Result<void> {
    const bool same = copy.representative == last.representative && copy.host == last.host;
    paths = same ? paths + 1 : 1;
    last = copy;
    if (paths == kLeastPaths) replies.add(copy.representative);
    return {};
  });
  if (!drained) return pass_on(drained);
  replies.index();
  return replies;
}

/// Of one chunk.
struct OwnText {
  std::vector<std::uint32_t> docs;  // that have furniture, and words enough besides
  std::vector<std::vector<std::uint64_t>> keys;
  std::vector<std::uint32_t> without;  // that have too few
  FurnitureCounts counts;
};

/// Pages → their own text, sketched.
class OwnSketcher {
 public:
  OwnSketcher(const HostFurniture& furniture, const base::DocSubset& replies, const lsh::Banding& banding,
              postings::ShingleCounts* counts)
      : furniture_(furniture),
        replies_(replies),
        banding_(banding),
        counts_(counts),
        hasher_(std::max(1, banding.num_minima())),
        keys_(static_cast<std::size_t>(banding.bands)) {}

  void add(std::uint32_t doc, const PageLines& lines, OwnText& out) {
    const std::size_t left_out = furniture_.own_words(lines, own_);
    const bool says_nothing =
        replies_.contains(doc) ? own_.size() < kMostOfReply : left_out > 0 && own_.size() < kLeastOwn;
    if (left_out > 0) ++out.counts.documents;
    out.counts.words += left_out;
    if (says_nothing) {
      ++out.counts.without_own_text;
      out.without.push_back(doc);
      return;
    }
    if (left_out == 0) return;
    shingle::shingles_of(own_, shingles_);
    if (counts_ != nullptr) {
      shingle::make_set(shingles_, scratch_);
      counts_->add(shingles_);
    }
    if (keys_.empty()) return;
    lsh::band_keys(banding_, hasher_(shingles_), keys_);
    out.docs.push_back(doc);
    for (std::size_t b = 0; b < keys_.size(); ++b) out.keys[b].push_back(keys_[b]);
  }

 private:
  const HostFurniture& furniture_;
  const base::DocSubset& replies_;
  const lsh::Banding& banding_;
  postings::ShingleCounts* counts_;
  sketch::MinHasher hasher_;
  std::vector<std::uint64_t> own_;
  std::vector<std::uint64_t> shingles_;
  std::vector<std::uint64_t> scratch_;
  std::vector<std::uint64_t> keys_;
};

void append(OwnText& to, const OwnText& part) {
  const auto join = [](auto& list, const auto& more) { list.insert(list.end(), more.begin(), more.end()); };
  join(to.docs, part.docs);
  join(to.without, part.without);
  for (std::size_t b = 0; b < to.keys.size(); ++b) join(to.keys[b], part.keys[b]);
}

/// The keys of one segment's pages, beside it.
Result<void> write_keys(const Context& context, const OwnText& own, Scan& scan, std::size_t segment) {
  if (own.docs.empty()) return {};
  const auto path = context.scratch(fmt::format("own-keys-{:05}", segment));
  std::vector<lsh::Column> columns{{sizeof(std::uint32_t), own.docs.data()}};
  for (const auto& keys : own.keys) columns.push_back({sizeof(std::uint64_t), keys.data()});
  auto written = lsh::write_segment(path, context.fingerprint(), own.docs.front(), own.docs.size(), columns);
  if (!written) return written;
  auto opened = lsh::Segment::open(path, context.fingerprint());
  if (!opened) return pass_on(opened);
  scan.own_keys.emplace(segment, std::move(*opened));
  return {};
}

Result<void> sketch_own_text(const Context& context, Scan& scan, Documents& docs, const base::DocSubset& replies,
                             HostFurniture& furniture, const lsh::Banding& banding, postings::ShingleCounts* counts) {
  FurnitureCounts& sum = furniture.counts;
  const auto bands = static_cast<std::size_t>(banding.bands);
  PerThread<OwnSketcher> sketchers([&] { return std::make_unique<OwnSketcher>(furniture, replies, banding, counts); });
  std::vector<std::uint32_t> without;
  for (const auto& file : scan.line_files) {
    OwnText of_segment{{}, std::vector<std::vector<std::uint64_t>>(bands), {}, {}};
    auto read = for_each_chunk<OwnText>(
        context, ChunkFiles({file}, context.fingerprint()),
        [&](const Chunk& chunk) {
          OwnText out{{}, std::vector<std::vector<std::uint64_t>>(bands), {}, {}};
          auto sketcher = sketchers.borrow();
          LineChunk pages(chunk);
          while (pages.next()) {
            if (docs.searched(pages.doc())) sketcher->add(pages.doc(), pages.lines(), out);
          }
          return out;
        },
        [&](OwnText& part) -> Result<void> {
          append(of_segment, part);
          sum.documents += part.counts.documents;
          sum.words += part.counts.words;
          sum.without_own_text += part.counts.without_own_text;
          return {};
        });
    if (!read) return read;
    without.insert(without.end(), of_segment.without.begin(), of_segment.without.end());
    if (of_segment.docs.empty()) continue;
    const auto segment = std::find_if(scan.segments.begin(), scan.segments.end(), [&](const lsh::Segment& s) {
      return of_segment.docs.front() - s.first_doc() < s.num_docs();
    });
    const auto place = static_cast<std::size_t>(segment - scan.segments.begin());
    if (auto ok = write_keys(context, of_segment, scan, place); !ok) return ok;
  }
  for (const std::uint32_t doc : without) docs.flags[doc] |= kNoOwnText;
  return {};
}

}  // namespace

bool HostFurniture::contains(std::uint64_t line_key) const noexcept {
  return std::binary_search(keys_.begin(), keys_.end(), line_key);
}

void HostFurniture::take_away(const SentenceLines& sentences, std::vector<bool>& own) const {
  if (empty() || sentences.keys.empty()) return;
  std::vector<bool> is_furniture;
  for (const std::uint64_t key : sentences.keys) is_furniture.push_back(contains(key));
  std::vector<bool> rest = own;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const auto first = is_furniture.begin() + sentences.first[i];
    const auto end = is_furniture.begin() + sentences.last[i] + 1;
    if (std::find(first, end, false) == end) rest[i] = false;
  }
  if (std::find(rest.begin(), rest.end(), true) != rest.end()) own = std::move(rest);
}

std::size_t HostFurniture::own_words(const PageLines& lines, std::vector<std::uint64_t>& own) const {
  own.clear();
  const auto take = [&](std::uint32_t from, std::uint32_t to) {
    own.insert(own.end(), lines.words.begin() + from, lines.words.begin() + to);
  };
  for (std::size_t i = 0; i < lines.size();) {
    const std::uint32_t from = lines.begin(i);
    const bool is_furniture = contains(lines.keys[i]);
    do ++i;
    while (is_furniture && i < lines.size() && contains(lines.keys[i]));
    if (!is_furniture || lines.begin(i) - from < kLeastRun) take(from, lines.begin(i));
  }
  return lines.words.size() - own.size();
}

Result<HostFurniture> find_host_furniture(Context& context, Scan& scan, Documents& docs, const lsh::Banding& banding,
                                          postings::ShingleCounts* counts) {
  HostFurniture furniture;
  if (scan.line_files.empty()) return furniture;
  context.begin_stage("furniture");
  const auto replies = find_replies(context, scan, docs);
  if (!replies) return tl::unexpected(replies.error());
  auto lines = RecurringLines::count(context, scan, docs);
  if (!lines) return pass_on(lines);
  if (lines->size() > 0) {
    auto voted = for_each_page(context, scan, docs, [&](const PageLines& page) { lines->vote(page); });
    if (!voted) return pass_on(voted);
    furniture = HostFurniture(lines->furniture());
  }
  if (!furniture.empty() || replies->size() > 0) {
    auto sketched = sketch_own_text(context, scan, docs, *replies, furniture, banding, counts);
    if (!sketched) return pass_on(sketched);
  }
  context.end_stage();
  return furniture;
}

const shingle::ShingleSet& OwnShingles::operator()(std::uint64_t host, std::string_view text) {
  if (host == 0 || furniture_.empty()) return set_of_(text);
  furniture_.own_words(lines_(host, text), own_);
  return set_of_(std::span<const std::uint64_t>(own_));
}

}  // namespace unspin::detect
