#pragma once

// Inputs → blocks of whole records: lines, whole files, rows of Parquet, or what container_reader.h cuts. This is the
// serial part of reading: it finds where records begin and end and numbers them, nothing else; blocks are parsed on
// many threads (record_parser.h).
//
// Record numbers count every record of every input, refused ones too, so that a second reading of the same inputs
// gives the same numbers. Block boundaries depend on nothing but the bytes.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <unspin/result.h>

#include "engine/corpus/byte_source.h"
#include "engine/corpus/container_reader.h"
#include "engine/corpus/inputs.h"
#include "engine/corpus/parquet_source.h"
#include "engine/corpus/record_fields.h"

namespace unspin::corpus {

/// Longer records are refused: they are damage more often than documents, and they would not fit in memory.
constexpr std::size_t kMaxRecordBytes = std::size_t{64} << 20;
/// Readable zero bytes behind a block's records, as simdjson asks for.
constexpr std::size_t kPadding = 64;

struct RawRecord {
  std::uint32_t begin;  // in the block's bytes; the line break is not part of it. In memory: which of the batch
  std::uint32_t end;
  bool too_long = false;  // its bytes were skipped
  std::uint64_t offset;   // of its first byte in the decompressed file; Parquet: the number of the row; in memory: how
                          // many documents come before
  bool open_quote = false;  // CSV: the first line of a record whose quote is never closed; what follows is read anew
  std::string_view
      flaw;  // WARC, ARC, tar, Parquet: not empty where the record is not whole, and says why; lives for ever
};

/// What records of one file share.
struct FileInfo {
  InputFile input;
  std::uint32_t index;               // in the list of inputs
  std::string header;                // CSV: the first line
  char delimiter = ',';              // CSV
  std::vector<std::string> columns;  // CSV
};

struct Block {
  std::shared_ptr<const FileInfo> file;  // all records are of one file
  std::uint64_t first_record = 0;
  std::string bytes;  // with kPadding zero bytes behind the last record
  std::vector<RawRecord> records;
  std::shared_ptr<const DocumentBatch> batch;  // Format::Memory: instead of bytes
  std::string damage;                          // not empty: the file broke off after these records, and why
  bool first_of_file = false;
  bool last_of_file = false;

  [[nodiscard]] std::string_view raw(const RawRecord& r) const noexcept {
    return std::string_view(bytes).substr(r.begin, r.end - r.begin);
  }
};

class BlockReader {
 public:
  /// `fields`: what Parquet files are read for; nothing: their rows are only counted, and parse as empty objects.
  explicit BlockReader(std::vector<InputFile> inputs, std::optional<Fields> fields = Fields())
      : inputs_(std::move(inputs)), fields_(std::move(fields)) {}

  /// The next block, or nothing at the end. Every file ends with a block (perhaps without records) that says so.
  [[nodiscard]] Result<std::optional<Block>> next();

  /// Bytes on disk read so far, for progress.
  [[nodiscard]] std::uint64_t bytes_read() const noexcept;
  /// Digests of the files that were read to their end, in order.
  [[nodiscard]] const std::vector<base::Hash128>& digests() const noexcept { return digests_; }

 private:
  Result<void> open_file();
  Result<void> fill();
  Result<void> read_header();
  void cut_lines(Block& block);
  void add_line(Block& block, std::size_t begin, std::size_t end, bool open_quote = false);
  bool quoted() const;
  std::size_t physical_line_end(std::size_t from) const;
  std::size_t line_end(std::size_t from) const;
  Result<void> skip_long_record(Block& block);
  Result<Block> text_block();
  Result<Block> container_block();
  Block parquet_block();
  Result<Block> memory_block();
  void finish_file(Block& block);

  std::vector<InputFile> inputs_;
  std::optional<Fields> fields_;
  std::size_t next_input_ = 0;
  std::uint64_t next_record_ = 0;
  std::uint64_t closed_bytes_ = 0;
  std::vector<base::Hash128> digests_;

  // Of the open input: one of the four.
  std::optional<ByteSource> source_;
  std::optional<ContainerReader> container_;
  std::optional<ParquetSource> parquet_;
  std::shared_ptr<const DocumentStore> documents_;
  std::shared_ptr<FileInfo> file_;
  std::string carry_;  // bytes read and not yet handed out
  std::uint64_t carry_offset_ = 0;
  bool source_ended_ = false;
  std::size_t next_batch_ = 0;
  std::uint64_t batch_bytes_ = 0;  // of the texts of the batches before
};

}  // namespace unspin::corpus
