#pragma once

// A file of many records (containers.h) → blocks of whole records. Memory: a block, and the longest record that is
// read; longer ones are read past.

#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

#include "engine/corpus/containers.h"
#include "engine/corpus/member_reader.h"

namespace unspin::corpus {

struct Block;

class ContainerReader {
 public:
  [[nodiscard]] static Result<ContainerReader> open(const InputFile& file);

  /// Fills bytes (without padding) and records of a block. Without records only at the end of the file.
  [[nodiscard]] Result<void> next(Block& block);
  [[nodiscard]] bool ended() const noexcept { return source_ended_ && window_.empty() && seams_.empty(); }
  [[nodiscard]] const MemberReader& source() const noexcept { return source_; }

 private:
  /// A place in the decompressed file that no record reaches across.
  struct Seam {
    std::uint64_t at;
    bool broken;  // what lies in front of it broke off
  };

  ContainerReader(MemberReader source, const Container& container)
      : source_(std::move(source)), container_(container) {}
  [[nodiscard]] Result<void> fill(std::size_t target);
  [[nodiscard]] std::size_t cut_records(Block& block, Cut::Kind& stopped_by);
  [[nodiscard]] Result<void> skip(Block& block, Cut::Kind why);
  [[nodiscard]] std::size_t limit() const noexcept;
  void add(Block& block, std::size_t at, const Cut& cut);
  void pass_seams(Block& block, std::size_t at);
  void drop(std::size_t bytes);

  MemberReader source_;
  const Container& container_;
  bool source_ended_ = false;
  std::string window_;              // bytes read and not yet handed out
  std::uint64_t window_begin_ = 0;  // in the decompressed file
  std::deque<Seam> seams_;
};

}  // namespace unspin::corpus
