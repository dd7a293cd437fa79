#include "engine/corpus/blocks.h"

#include <algorithm>
#include <cstring>

#include "engine/corpus/byte_order_mark.h"
#include "engine/corpus/csv.h"

namespace unspin::corpus {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;
constexpr int kMaxOpenQuotes = 64;

bool blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

std::uint64_t BlockReader::bytes_read() const noexcept {
  if (container_) return closed_bytes_ + container_->source().file_bytes_read();
  if (parquet_) return closed_bytes_ + parquet_->file_bytes_read();
  if (documents_) return closed_bytes_ + batch_bytes_;
  return closed_bytes_ + (source_ ? source_->file_bytes_read() : 0);
}

Result<std::optional<Block>> BlockReader::next() {
  const bool first_of_file = !source_ && !container_ && !parquet_ && !documents_;
  if (first_of_file) {
    if (next_input_ == inputs_.size()) return std::optional<Block>();
    if (auto ok = open_file(); !ok) return pass_on(ok);
  }
  if (container_ || parquet_ || documents_ || is_one_record(file_->input.format)) {
    auto block = container_   ? container_block()
                 : parquet_   ? Result<Block>(parquet_block())
                 : documents_ ? memory_block()
                              : text_block();
    if (!block) return pass_on(block);
    block->first_of_file = first_of_file;
    return std::optional<Block>(std::move(*block));
  }
  if (auto ok = fill(); !ok) return pass_on(ok);
  Block block;
  block.file = file_;
  block.first_of_file = first_of_file;
  block.first_record = next_record_;
  if (carry_.size() > kMaxRecordBytes && !source_ended_ && physical_line_end(0) == std::string::npos) {
    if (auto ok = skip_long_record(block); !ok) return pass_on(ok);
  } else {
    cut_lines(block);
  }
  next_record_ += block.records.size();
  block.bytes.append(kPadding, '\0');
  if (source_ended_ && carry_.empty()) finish_file(block);
  return std::optional<Block>(std::move(block));
}

Result<void> BlockReader::open_file() {
  const InputFile& input = inputs_[next_input_];
  if (input.format == Format::Memory) {
    documents_ = input.documents;
    next_batch_ = batch_bytes_ = 0;
  } else if (is_container(input.format)) {
    auto container = ContainerReader::open(input);
    if (!container) return pass_on(container);
    container_.emplace(std::move(*container));
  } else if (input.format == Format::Parquet) {
    auto parquet = ParquetSource::open(input, fields_);
    if (!parquet) return pass_on(parquet);
    parquet_.emplace(std::move(*parquet));
  } else {
    auto source = ByteSource::open(input.path);
    if (!source) return pass_on(source);
    source_.emplace(std::move(*source));
  }
  file_ = std::make_shared<FileInfo>();
  file_->input = input;
  file_->index = static_cast<std::uint32_t>(next_input_++);
  carry_.clear();
  carry_offset_ = 0;
  source_ended_ = false;
  return has_header(file_->input.format) ? read_header() : Result<void>();
}

/// Reads on until a block is full or the file ends. A record that is longer than a block makes the block grow.
Result<void> BlockReader::fill() {
  std::size_t target = kBlockBytes;
  while (!source_ended_) {
    const std::size_t have = carry_.size();
    if (have < target) {
      carry_.resize(target);
      const auto n = source_->read(carry_.data() + have, target - have);
      if (!n) return tl::unexpected(n.error());
      carry_.resize(have + *n);
      source_ended_ = carry_.size() < target;
    }
    if (source_ended_ || line_end(0) != std::string::npos || carry_.size() > kMaxRecordBytes) return {};
    target = carry_.size() * 2;
  }
  return {};
}

bool BlockReader::quoted() const { return file_->input.format == Format::Csv && file_->delimiter != '\t'; }

/// The line break that ends the record at `from`, or npos. In CSV, line breaks inside quotes do not.
std::size_t BlockReader::line_end(std::size_t from) const {
  return quoted() ? csv_record_end(carry_, from, file_->delimiter) : physical_line_end(from);
}

std::size_t BlockReader::physical_line_end(std::size_t from) const {
  const void* found = std::memchr(carry_.data() + from, '\n', carry_.size() - from);
  return found == nullptr ? std::string::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - carry_.data());
}

void BlockReader::cut_lines(Block& block) {
  std::size_t at = 0;
  int open_quotes = 0;
  while (at < carry_.size()) {
    // Each search for the end of an open quote reads all that is there; after many, quotes mean nothing here.
    const bool plain = open_quotes >= kMaxOpenQuotes;
    std::size_t end = plain ? physical_line_end(at) : line_end(at);
    bool open_quote = false;
    if (end == std::string::npos) {
      const std::size_t line = physical_line_end(at);
      const bool never = quoted() && line != std::string::npos && carry_.size() - at > kMaxRecordBytes;
      if (!source_ended_ && !never) break;  // its end is still to be read
      end = std::min(line, carry_.size());
      const std::string closed = carry_.substr(at, end - at) + '\n';
      open_quote = quoted() && csv_record_end(closed, 0, file_->delimiter) == std::string::npos;
      open_quotes += open_quote ? 1 : 0;
    }
    add_line(block, at, end, open_quote);
    at = std::min(end + 1, carry_.size());
  }
  // The cut bytes become the block; what is left over is short.
  std::string rest = carry_.substr(at);
  carry_.resize(at);
  block.bytes.swap(carry_);
  carry_.swap(rest);
  carry_offset_ += at;
}

void BlockReader::add_line(Block& block, std::size_t begin, std::size_t end, bool open_quote) {
  if (blank(std::string_view(carry_).substr(begin, end - begin))) return;
  const bool too_long = end - begin > kMaxRecordBytes;
  block.records.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), too_long,
                           carry_offset_ + begin, open_quote});
}

/// The record at the start of `carry_` is longer than allowed: reads past it without keeping it.
Result<void> BlockReader::skip_long_record(Block& block) {
  const std::uint64_t offset = carry_offset_;
  while (true) {
    const std::size_t end = physical_line_end(0);
    const std::size_t drop = end == std::string::npos ? carry_.size() : end + 1;
    carry_.erase(0, drop);
    carry_offset_ += drop;
    if (end != std::string::npos || source_ended_) break;
    carry_.resize(kBlockBytes);
    const auto n = source_->read(carry_.data(), kBlockBytes);
    if (!n) return tl::unexpected(n.error());
    carry_.resize(*n);
    source_ended_ = *n < kBlockBytes;
  }
  block.records.push_back({0, 0, true, offset});
  return {};
}

Result<void> BlockReader::read_header() {
  file_->delimiter = ',';
  if (auto ok = fill(); !ok) return ok;
  const std::size_t end = std::min(line_end(0), carry_.size());
  file_->header = carry_.substr(0, end);
  file_->delimiter = file_->input.format == Format::Tsv ? '\t' : guess_delimiter(file_->header);
  file_->columns = split_csv_record(without_mark(file_->header), file_->delimiter);
  const std::size_t used = std::min(carry_.size(), end + 1);
  carry_.erase(0, used);
  carry_offset_ += used;
  return {};
}

/// A text file is one record.
Result<Block> BlockReader::text_block() {
  Block block;
  block.file = file_;
  block.first_record = next_record_++;
  bool too_long = false;
  std::size_t step = kBlockBytes;
  while (true) {
    const std::size_t have = block.bytes.size();
    block.bytes.resize(have + step);
    const auto n = source_->read(block.bytes.data() + have, step);
    if (!n) return tl::unexpected(n.error());
    block.bytes.resize(have + *n);
    if (*n < step) break;
    if (block.bytes.size() > kMaxRecordBytes) {
      too_long = true;
      block.bytes.clear();
    }
    step = std::max(kBlockBytes, block.bytes.size());
  }
  too_long |= block.bytes.size() > kMaxRecordBytes;
  if (too_long) block.bytes.clear();
  block.records.push_back({0, static_cast<std::uint32_t>(block.bytes.size()), too_long, 0});
  block.bytes.append(kPadding, '\0');
  finish_file(block);
  return block;
}

Result<Block> BlockReader::container_block() {
  Block block;
  block.file = file_;
  block.first_record = next_record_;
  if (auto ok = container_->next(block); !ok) return pass_on(ok);
  next_record_ += block.records.size();
  block.bytes.append(kPadding, '\0');
  if (container_->ended()) finish_file(block);
  return block;
}

Block BlockReader::parquet_block() {
  Block block;
  block.file = file_;
  block.first_record = next_record_;
  parquet_->next(block);
  next_record_ += block.records.size();
  block.bytes.append(kPadding, '\0');
  if (parquet_->ended()) finish_file(block);
  return block;
}

Result<Block> BlockReader::memory_block() {
  Block block;
  block.file = file_;
  block.first_record = next_record_;
  if (next_batch_ < documents_->num_batches()) {
    auto batch = documents_->batch(next_batch_++);
    if (!batch) return pass_on(batch);
    block.batch = std::move(*batch);
    const auto& documents = block.batch->documents;
    for (std::uint32_t i = 0; i < documents.size(); ++i) {
      const std::size_t text_bytes = documents[i].document.text.size();
      block.records.push_back({i, i, text_bytes > kMaxRecordBytes, block.batch->first + i});
      batch_bytes_ += text_bytes;
    }
    next_record_ += block.records.size();
  }
  if (next_batch_ == documents_->num_batches()) finish_file(block);
  return block;
}

void BlockReader::finish_file(Block& block) {
  const auto finish = [&](const auto& source) {
    block.damage = source.damage();
    digests_.push_back(source.digest());
    closed_bytes_ += source.file_bytes_read();
  };
  if (documents_) {
    digests_.emplace_back();
    closed_bytes_ += batch_bytes_;
  } else if (container_) {
    finish(container_->source());
  } else if (parquet_) {
    finish(*parquet_);
  } else {
    finish(*source_);
  }
  block.last_of_file = true;
  source_.reset();
  container_.reset();
  parquet_.reset();
  documents_.reset();
}

}  // namespace unspin::corpus
