#pragma once

// The texts of many documents, and what else a verdict wants to know of them, on scratch.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

#include "engine/base/file.h"
#include "engine/corpus/record_parser.h"

namespace unspin::corpus {

/// A document taken back from the store. Views live as long as the page.
struct Page {
  std::vector<char> bytes;
  std::string_view text;
  std::string_view url;
  std::string_view canonical;
  std::optional<double> date;  // seconds since 1970
  bool crawled = false;        // Record::crawled
};

class PageStore {
 public:
  [[nodiscard]] static Result<PageStore> create(const std::filesystem::path& path);

  /// Appends the next page, already encoded; the first has number 0.
  [[nodiscard]] Result<void> add(std::string_view encoded);
  /// Page number `index`. Safe from many threads once all pages are added.
  [[nodiscard]] Result<Page> get(std::uint32_t index) const;
  [[nodiscard]] std::uint32_t num_pages() const noexcept { return static_cast<std::uint32_t>(ends_.size()); }

 private:
  explicit PageStore(base::File file) : file_(std::move(file)) {}
  base::File file_;
  std::vector<std::uint64_t> ends_;
};

/// What add() takes: so that many threads can encode and one can write.
[[nodiscard]] std::string encode_page(const Record& record);

}  // namespace unspin::corpus
