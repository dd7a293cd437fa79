#include "engine/corpus/page_store.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace unspin::corpus {
namespace {

/// In front of url, canonical address and text.
struct Head {
  double date;  // NaN: none
  std::uint32_t url_bytes;
  std::uint32_t canonical_bytes;
  std::uint64_t crawled;
};

}  // namespace

std::string encode_page(const Record& record) {
  const Head head{record.date.value_or(std::numeric_limits<double>::quiet_NaN()),
                  static_cast<std::uint32_t>(record.url.size()), static_cast<std::uint32_t>(record.canonical.size()),
                  record.crawled};
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof head);
  bytes.append(record.url).append(record.canonical).append(record.text);
  return bytes;
}

Result<PageStore> PageStore::create(const std::filesystem::path& path) {
  auto file = base::File::create(path);
  if (!file) return pass_on(file);
  return PageStore(std::move(*file));
}

Result<void> PageStore::add(std::string_view encoded) {
  ends_.push_back((ends_.empty() ? 0 : ends_.back()) + encoded.size());
  return file_.write(encoded);
}

Result<Page> PageStore::get(std::uint32_t index) const {
  const std::uint64_t begin = index == 0 ? 0 : ends_[index - 1];
  Page page;
  page.bytes.resize(ends_[index] - begin);
  if (auto ok = file_.read_at(page.bytes.data(), page.bytes.size(), begin); !ok) return pass_on(ok);
  Head head{};
  std::memcpy(&head, page.bytes.data(), sizeof head);
  const std::string_view rest = std::string_view(page.bytes.data(), page.bytes.size()).substr(sizeof head);
  page.url = rest.substr(0, head.url_bytes);
  page.canonical = rest.substr(head.url_bytes, head.canonical_bytes);
  page.text = rest.substr(head.url_bytes + head.canonical_bytes);
  page.crawled = head.crawled != 0;
  if (!std::isnan(head.date)) page.date = head.date;
  return page;
}

}  // namespace unspin::corpus
