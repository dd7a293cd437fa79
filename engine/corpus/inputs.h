#pragma once

// From what the user named (files, folders, globs, "-") to a list of files with their formats, in a fixed order.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <unspin/result.h>

#include "engine/corpus/document_store.h"
#include "engine/corpus/record_fields.h"

namespace unspin::corpus {

/// Unreadable: a file in a folder that cannot be read; it is one record, which is refused.
/// Memory: no file, but documents that a program hands over.
enum class Format : std::uint8_t { Jsonl, Csv, Tsv, Text, Html, Warc, Arc, Tar, Parquet, Unreadable, Memory };

/// Whether the first line names the columns.
[[nodiscard]] constexpr bool has_header(Format format) noexcept {
  return format == Format::Csv || format == Format::Tsv;
}

/// Whether a file is one record, as a whole.
[[nodiscard]] constexpr bool is_one_record(Format format) noexcept {
  return format == Format::Text || format == Format::Html || format == Format::Unreadable;
}

enum class Compression : std::uint8_t { None, Gzip, Zstd };

struct InputFile {
  std::filesystem::path path;
  std::string name;  // relative, unique: the id of a text file, and the name under kept/
  Format format = Format::Text;
  Compression compression = Compression::None;
  std::uint64_t bytes = 0;  // on disk
  std::string state;        // changes when the content does: time of the last change, or the digest of standard input
  bool against = false;     // of the second collection, which the first is compared with
  std::string flaw;         // of an unreadable file: what it is, and what to do
  bool has_text = true;     // false: an unreadable file without text, which is nothing to complain of
  std::shared_ptr<const DocumentStore> documents;  // Format::Memory
};

/// The input that documents in memory are. `name`: unique among the inputs.
[[nodiscard]] InputFile input_of(std::string name, std::shared_ptr<const DocumentStore> documents);

/// Where to put and what to leave out while looking for inputs.
struct InputSearch {
  std::filesystem::path spool;                 // for standard input
  std::vector<std::filesystem::path> results;  // of the run: passed over in folders, refused when named
  const std::atomic<bool>* stop = nullptr;     // ends the wait for standard input
  Fields fields{};                             // what Parquet files must have
};

/// Folders are walked in the order of their paths, hidden files left out; globs pass over folders. "-" is standard
/// input, copied to `search.spool` first, because the input is read more than once. Formats go by content, then by
/// name. Io: a path that does not exist, a glob without a match. InvalidOptions: no input at all, the same file twice,
/// a result of the run itself. Interrupted. A file of a format that is not read, and a Parquet file that cannot be, are
/// an error when they are named; in a folder, they are refused one by one.
[[nodiscard]] Result<std::vector<InputFile>> find_inputs(const std::vector<std::string>& paths,
                                                         const InputSearch& search);

}  // namespace unspin::corpus
