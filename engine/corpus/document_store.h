#pragma once

// Documents that a program hands over, in batches of about a block each: held where they are, or copied to scratch once
// they take too much memory.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/compare.h>
#include <unspin/result.h>

#include "engine/base/file.h"

namespace unspin::corpus {

struct GivenDocument {
  Document document;
  bool id_generated;
};

/// What the documents view lives as long as their batch and the store.
struct DocumentBatch {
  std::uint64_t first = 0;  // how many documents come before
  std::vector<GivenDocument> documents;
  std::vector<std::shared_ptr<const void>> owners;
};

class DocumentStore {
 public:
  /// Texts with an owner above `budget_bytes` go to the file `spool`, which is made when needed, with its folder.
  DocumentStore(std::filesystem::path spool, std::uint64_t budget_bytes)
      : spool_path_(std::move(spool)), budget_bytes_(budget_bytes) {}

  /// Without an owner, what is viewed outlives the store and is left where it is. Ids are copied; an empty one becomes
  /// a digest of url and text. Io.
  [[nodiscard]] Result<void> add(std::span<const Document> documents, const std::shared_ptr<const void>& owner);
  /// Adds a copy.
  [[nodiscard]] Result<void> add(const Document& document);

  [[nodiscard]] std::uint64_t size() const noexcept { return ids_.size(); }
  /// Lives as long as the store.
  [[nodiscard]] std::string_view id(std::uint64_t position) const noexcept { return ids_[position]; }
  /// Of texts, for progress.
  [[nodiscard]] std::uint64_t text_bytes() const noexcept { return text_bytes_; }
  /// Memory taken by texts of owners, at most the budget and a batch.
  [[nodiscard]] std::uint64_t held_bytes() const noexcept { return held_bytes_; }

  [[nodiscard]] std::size_t num_batches() const noexcept { return batches_.size(); }
  /// From memory, or read from scratch. Io.
  [[nodiscard]] Result<std::shared_ptr<const DocumentBatch>> batch(std::size_t index) const;

 private:
  struct Stored {
    std::shared_ptr<DocumentBatch> held;  // null: on scratch
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::uint64_t first = 0;
  };

  std::string_view keep_id(std::string_view id);
  Result<void> close_batch();
  Result<void> spool(Stored& stored);

  std::filesystem::path spool_path_;
  std::uint64_t budget_bytes_;
  std::vector<Stored> batches_;
  std::uint64_t open_bytes_ = 0;       // of the last batch
  std::uint64_t open_held_bytes_ = 0;  // of those, with an owner
  bool open_ = false;                  // whether the last batch takes more documents
  std::uint64_t held_bytes_ = 0;
  std::uint64_t text_bytes_ = 0;
  std::vector<std::unique_ptr<std::string>> id_bytes_;  // none grows beyond what it reserved: views stay
  std::vector<std::string_view> ids_;
  std::optional<base::File> spool_;
  std::uint64_t spool_bytes_ = 0;
};

}  // namespace unspin::corpus
