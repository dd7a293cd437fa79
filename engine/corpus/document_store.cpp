#include "engine/corpus/document_store.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "engine/corpus/record_parser.h"

namespace unspin::corpus {
namespace {

constexpr std::uint64_t kBatchBytes = std::uint64_t{1} << 20;
constexpr std::size_t kIdBlockBytes = std::size_t{1} << 16;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// In front of a document on scratch.
struct Head {
  double date;   // NaN: none
  double score;  // likewise
  std::uint64_t text_bytes;
  std::uint64_t url_bytes;
  std::uint64_t canonical_bytes;
  std::uint32_t has_text;
  std::uint32_t id_generated;
};

std::uint64_t bytes_of(const Document& document) {
  return document.text.size() + document.url.size() + document.canonical.size() + sizeof(GivenDocument);
}

void encode(const GivenDocument& given, std::string& bytes) {
  const Document& d = given.document;
  const Head head{d.date.value_or(kNone), d.score.value_or(kNone),  d.text.size(),     d.url.size(),
                  d.canonical.size(),     d.text.data() != nullptr, given.id_generated};
  bytes.append(base::bytes_of(head)).append(d.text).append(d.url).append(d.canonical);
}

/// Takes a document off the front of `bytes`, and leaves its id to the caller.
GivenDocument decode(std::string_view& bytes) {
  Head head{};
  std::memcpy(&head, bytes.data(), sizeof head);
  bytes.remove_prefix(sizeof head);
  const auto take = [&](std::uint64_t size) {
    const std::string_view taken = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return taken;
  };
  GivenDocument given{{}, head.id_generated != 0};
  const std::string_view text = take(head.text_bytes);
  if (head.has_text != 0) given.document.text = text;
  given.document.url = take(head.url_bytes);
  given.document.canonical = take(head.canonical_bytes);
  if (!std::isnan(head.date)) given.document.date = head.date;
  if (!std::isnan(head.score)) given.document.score = head.score;
  return given;
}

}  // namespace

Result<void> DocumentStore::add(std::span<const Document> documents, const std::shared_ptr<const void>& owner) {
  for (const Document& document : documents) {
    if (!open_) {
      batches_.push_back({std::make_shared<DocumentBatch>()});
      batches_.back().first = batches_.back().held->first = size();
      open_ = true;
    }
    DocumentBatch& batch = *batches_.back().held;
    const bool generated = document.id.empty();
    GivenDocument given{document, generated};
    given.document.id = generated ? keep_id(generated_id(document.url, document.text)) : keep_id(document.id);
    batch.documents.push_back(given);
    if (owner && (batch.owners.empty() || batch.owners.back() != owner)) batch.owners.push_back(owner);
    open_bytes_ += bytes_of(document);
    if (owner) open_held_bytes_ += bytes_of(document);
    text_bytes_ += document.text.size();
    if (open_bytes_ < kBatchBytes) continue;
    if (auto ok = close_batch(); !ok) return ok;
  }
  return {};
}

Result<void> DocumentStore::add(const Document& document) {
  Document copy = document;
  auto bytes = std::make_shared<std::string>();
  bytes->reserve(document.text.size() + document.url.size() + document.canonical.size() + 1);
  bytes->append(document.text).append(document.url).append(document.canonical);
  const std::string_view all = *bytes;
  if (document.text.data() != nullptr) copy.text = all.substr(0, document.text.size());
  copy.url = all.substr(document.text.size(), document.url.size());
  copy.canonical = all.substr(document.text.size() + document.url.size());
  return add(std::span(&copy, 1), bytes);
}

std::string_view DocumentStore::keep_id(std::string_view id) {
  if (id_bytes_.empty() || id_bytes_.back()->capacity() - id_bytes_.back()->size() < id.size()) {
    id_bytes_.push_back(std::make_unique<std::string>());
    id_bytes_.back()->reserve(std::max(kIdBlockBytes, id.size()));
  }
  std::string& block = *id_bytes_.back();
  const std::size_t begin = block.size();
  block += id;
  ids_.push_back(std::string_view(block).substr(begin));
  return ids_.back();
}

/// The last batch is full: it stays, or goes to scratch.
Result<void> DocumentStore::close_batch() {
  Stored& last = batches_.back();
  held_bytes_ += open_held_bytes_;
  if (open_held_bytes_ > 0 && held_bytes_ > budget_bytes_) {
    if (auto ok = spool(last); !ok) return ok;
    held_bytes_ -= open_held_bytes_;
  }
  open_ = false;
  open_bytes_ = open_held_bytes_ = 0;
  return {};
}

Result<void> DocumentStore::spool(Stored& stored) {
  if (!spool_) {
    if (auto made = base::make_directories(spool_path_.parent_path()); !made) return made;
    auto file = base::File::create(spool_path_);
    if (!file) return pass_on(file);
    spool_.emplace(std::move(*file));
  }
  std::string bytes;
  for (const GivenDocument& given : stored.held->documents) encode(given, bytes);
  if (auto ok = spool_->write(bytes); !ok) return ok;
  stored.held.reset();
  stored.offset = spool_bytes_;
  stored.bytes = bytes.size();
  spool_bytes_ += bytes.size();
  return {};
}

Result<std::shared_ptr<const DocumentBatch>> DocumentStore::batch(std::size_t index) const {
  const Stored& stored = batches_[index];
  if (stored.held) return std::shared_ptr<const DocumentBatch>(stored.held);
  const auto bytes = std::make_shared<std::string>(stored.bytes, '\0');
  if (auto ok = spool_->read_at(bytes->data(), bytes->size(), stored.offset); !ok) return pass_on(ok);
  auto batch = std::make_shared<DocumentBatch>();
  batch->first = stored.first;
  batch->owners.push_back(bytes);
  for (std::string_view rest = *bytes; !rest.empty();) {
    batch->documents.push_back(decode(rest));
    batch->documents.back().document.id = ids_[stored.first + batch->documents.size() - 1];
  }
  return std::shared_ptr<const DocumentBatch>(std::move(batch));
}

}  // namespace unspin::corpus
