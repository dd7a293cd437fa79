#pragma once

// From what the user named (files, folders, globs, "-") to a list of files with their formats, in a fixed order.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <unspin/result.h>

namespace unspin::corpus {

enum class Format : std::uint8_t { Jsonl, Csv, Text };
enum class Compression : std::uint8_t { None, Gzip, Zstd };

struct InputFile {
  std::filesystem::path path;
  std::string name;  // relative, unique: the id of a text file, and the name under kept/
  Format format = Format::Text;
  Compression compression = Compression::None;
  std::uint64_t bytes = 0;  // on disk
};

/// Folders are walked in the order of their paths, hidden files left out; globs pass over folders. "-" is standard
/// input, copied to `spool` first, because the input is read more than once. Formats go by content, then by name. Io: a
/// path that does not exist, a glob without a match. InvalidOptions: no input at all, the same file twice, a format
/// that this version does not read.
[[nodiscard]] Result<std::vector<InputFile>> find_inputs(const std::vector<std::string>& paths,
                                                         const std::filesystem::path& spool);

}  // namespace unspin::corpus
