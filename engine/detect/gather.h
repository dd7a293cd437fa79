#pragma once

// A second reading of the inputs: the shingle sets of some documents and the ids of others.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

#include "engine/base/doc_subset.h"
#include "engine/corpus/page_store.h"
#include "engine/corpus/record_parser.h"
#include "engine/detect/context.h"
#include "engine/detect/host_furniture.h"
#include "engine/detect/scan.h"
#include "engine/shingle/set_store.h"

namespace unspin::detect {

/// Ids of the documents of a subset, by rank.
class IdsByRank {
 public:
  void add(std::string_view id) {
    bytes_.append(id);
    ends_.push_back(bytes_.size());
  }
  [[nodiscard]] std::string_view operator[](std::uint32_t rank) const noexcept {
    const std::uint64_t begin = rank == 0 ? 0 : ends_[rank - 1];
    return std::string_view(bytes_).substr(begin, ends_[rank] - begin);
  }
  [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(ends_.size()); }

 private:
  std::string bytes_;
  std::vector<std::uint64_t> ends_;
};

/// Record → text → distinct shingles, with the buffers of one thread.
struct Shingler {
  Shingler(const corpus::Fields& fields, const HostFurniture& furniture) : parser(fields), shingles(furniture) {}

  [[nodiscard]] const shingle::ShingleSet& set_of(const corpus::Record& record) {
    return shingles(host_key(record.crawled, record.url, record.canonical), record.text);
  }

  corpus::RecordParser parser;
  OwnShingles shingles;
};

/// Which documents to look at again: each of the others is a part of the first.
struct GatherPlan {
  explicit GatherPlan(std::uint32_t num_docs)
      : named(num_docs), compared(num_docs), read(num_docs), repeated(num_docs) {}

  base::DocSubset named;     // their ids are wanted
  base::DocSubset compared;  // their sets are wanted
  base::DocSubset read;      // their texts are wanted
  base::DocSubset repeated;  // refused because of their ids: a line for rejects.jsonl is wanted
};

/// What a second reading brought, each in the order of its ranks.
struct Gathered {
  IdsByRank ids;
  shingle::SetStore sets;
  corpus::PageStore pages;
};

/// Reads all inputs once. Io when an input is not what it was.
[[nodiscard]] Result<Gathered> gather(Context& context, const corpus::Fields& fields, const HostFurniture& furniture,
                                      Scan& scan, const GatherPlan& plan);

}  // namespace unspin::detect
