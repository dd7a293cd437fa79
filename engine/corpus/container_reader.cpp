#include "engine/corpus/container_reader.h"

#include <algorithm>

#include "engine/corpus/blocks.h"

namespace unspin::corpus {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;
constexpr std::size_t kLookBehind = std::size_t{1} << 14;  // as much as any header that find() looks for; tar blocks
constexpr std::size_t kLeastPiece = std::size_t{1} << 16;  // enough to see what a member begins with
constexpr std::string_view kBroken = "its compressed data break off";
constexpr std::string_view kNoRecord = "no record begins here";

}  // namespace

Result<ContainerReader> ContainerReader::open(const InputFile& file) {
  const Container& container = container_of(file.format);
  auto source = MemberReader::open(file.path, container.begins);
  if (!source) return pass_on(source);
  return ContainerReader(std::move(*source), container);
}

Result<void> ContainerReader::fill(std::size_t target) {
  while (!source_ended_ && window_.size() < target) {
    const std::size_t before = window_.size();
    const auto piece = source_.read(window_, std::max(target - before, kLeastPiece));
    if (!piece) return tl::unexpected(piece.error());
    source_ended_ = piece->last;
    const bool begins = container_.begins(std::string_view(window_).substr(before));
    // A member that breaks at once is not to be blamed on the record in front of it.
    if (piece->first_of_member && (begins || piece->broken)) seams_.push_back({window_begin_ + before, false});
    if (piece->broken) seams_.push_back({window_begin_ + window_.size(), true});
  }
  return {};
}

/// Where the window has its first seam; its size without one.
std::size_t ContainerReader::limit() const noexcept {
  return seams_.empty() ? window_.size() : static_cast<std::size_t>(seams_.front().at - window_begin_);
}

/// Forgets the seams up to `at`. A break that no record was blamed for is a record of its own.
void ContainerReader::pass_seams(Block& block, std::size_t at) {
  while (!seams_.empty() && seams_.front().at <= window_begin_ + at) {
    if (seams_.front().broken) {
      const auto here = static_cast<std::uint32_t>(at);
      block.records.push_back({here, here, false, window_begin_ + at, false, kBroken});
    }
    seams_.pop_front();
  }
}

void ContainerReader::add(Block& block, std::size_t at, const Cut& cut) {
  std::string_view flaw = cut.flaw;
  if (!seams_.empty() && seams_.front().broken && at + cut.next == limit()) {
    seams_.front().broken = false;
    flaw = kBroken;
  }
  const std::size_t bytes = cut.end - cut.begin;
  block.records.push_back({static_cast<std::uint32_t>(at + cut.begin), static_cast<std::uint32_t>(at + cut.end),
                           bytes > kMaxRecordBytes, window_begin_ + at + cut.begin, false, flaw});
}

/// Cuts what is whole → where the rest begins.
std::size_t ContainerReader::cut_records(Block& block, Cut::Kind& stopped_by) {
  std::size_t at = 0;
  stopped_by = Cut::Kind::Blank;
  while (true) {
    pass_seams(block, at);
    if (at == window_.size()) return at;
    const bool complete = !seams_.empty() || source_ended_;
    const Cut cut = container_.cut(std::string_view(window_).substr(at, limit() - at), complete);
    if (cut.kind == Cut::Kind::Record) {
      add(block, at, cut);
    } else if (cut.kind != Cut::Kind::Blank) {
      stopped_by = cut.kind;
      return at;
    }
    at += cut.next;
  }
}

Result<void> ContainerReader::next(Block& block) {
  std::size_t target = kBlockBytes;
  while (!ended()) {
    if (auto ok = fill(target); !ok) return ok;
    Cut::Kind stopped_by{};
    const std::size_t used = cut_records(block, stopped_by);
    if (used > 0 || !block.records.empty()) {
      std::string rest = window_.substr(used);
      window_.resize(used);
      block.bytes.swap(window_);
      window_.swap(rest);
      window_begin_ += used;
      if (!block.records.empty()) return {};
      block.bytes.clear();
      continue;
    }
    const bool endless = stopped_by == Cut::Kind::More && window_.size() > kMaxRecordBytes + kBlockBytes;
    if (endless || stopped_by == Cut::Kind::Skip || stopped_by == Cut::Kind::TooLong)
      return skip(block, endless ? Cut::Kind::TooLong : stopped_by);
    target = std::max(kBlockBytes, window_.size() * 2);
  }
  return {};
}

void ContainerReader::drop(std::size_t bytes) {
  window_.erase(0, bytes);
  window_begin_ += bytes;
}

/// What the window begins with is no record that can be used: reads past it without keeping it.
Result<void> ContainerReader::skip(Block& block, Cut::Kind why) {
  const bool too_long = why == Cut::Kind::TooLong;
  block.records.push_back({0, 0, too_long, window_begin_, false, too_long ? std::string_view() : kNoRecord});
  while (true) {
    const std::size_t end = limit();
    const std::size_t found = container_.find(std::string_view(window_).substr(0, end), 1);
    if (found != std::string_view::npos) {
      drop(found);
      return {};
    }
    if (!seams_.empty() || source_ended_) {
      if (!seams_.empty()) seams_.front().broken = false;  // said already
      drop(end);
      return {};
    }
    if (end > kLookBehind) drop((end - kLookBehind) / kLookBehind * kLookBehind);
    if (auto ok = fill(kBlockBytes); !ok) return ok;
  }
}

}  // namespace unspin::corpus
