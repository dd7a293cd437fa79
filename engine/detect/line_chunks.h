#pragma once

// Pages' lines ⇄ chunks on scratch. Layout: docs/formats/segment.md.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/external_sort.h"
#include "engine/detect/chunk_file.h"
#include "engine/detect/packing.h"
#include "engine/detect/page_lines.h"

namespace unspin::detect {

/// A page, by numbers.
struct PageHead {
  std::uint64_t place;  // of the document, behind the first of the chunk
  std::uint64_t host;
  std::uint64_t address;
  std::uint64_t path;
};

/// Appends a page to a chunk.
inline void pack_page(const PageHead& head, const PageLines& lines, std::string& chunk) {
  pack(std::vector<PageHead>{head}, chunk);
  pack(lines.ends, chunk);
  pack(lines.keys, chunk);
  pack(lines.words, chunk);
}

/// The pages of a chunk, one after the other. Where they end in their text is not kept.
class LineChunk {
 public:
  explicit LineChunk(const Chunk& chunk) : first_(chunk.first), rest_(chunk.bytes) {}

  /// Goes to the next page; false behind the last.
  [[nodiscard]] bool next() {
    if (!unpack(rest_, head_) || head_.size() != 1) return false;
    lines_.host = head_[0].host;
    return unpack(rest_, lines_.ends) && unpack(rest_, lines_.keys) && unpack(rest_, lines_.words);
  }
  [[nodiscard]] std::uint32_t doc() const noexcept { return static_cast<std::uint32_t>(first_ + head_[0].place); }
  [[nodiscard]] const PageHead& head() const noexcept { return head_[0]; }
  [[nodiscard]] const PageLines& lines() const noexcept { return lines_; }

 private:
  std::uint64_t first_;
  std::string_view rest_;
  std::vector<PageHead> head_;
  PageLines lines_;
};

/// Gives `sorter` what `collect(page, list)` appends to a list for every page, on many threads.
template <typename T, typename Collect>
[[nodiscard]] Result<void> sort_of_pages(const Context& context, const std::vector<std::filesystem::path>& files,
                                         base::ExternalSorter<T>& sorter, Collect collect) {
  using List = std::vector<T>;
  return for_each_chunk<List>(
      context, ChunkFiles(files, context.fingerprint()),
      [&](const Chunk& chunk) {
        List list;
        LineChunk pages(chunk);
        while (pages.next()) collect(pages, list);
        return list;
      },
      [&](List& list) -> Result<void> {
        for (const T& value : list) {
          if (auto ok = sorter.add(value); !ok) return ok;
        }
        return {};
      });
}

}  // namespace unspin::detect
