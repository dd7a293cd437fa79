#pragma once

// Files of labels and matches: line by line or whole, compressed or not, with errors that name file and line.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <unspin/result.h>

#include "engine/corpus/byte_source.h"

namespace unspin::detect {

using Json = nlohmann::json;

/// "FILE:LINE: what is wrong", as InvalidOptions: the file is not what it was given for.
[[nodiscard]] tl::unexpected<Error> bad_line(const std::filesystem::path& path, std::uint64_t line,
                                             std::string_view what);

class LineReader {
 public:
  [[nodiscard]] static Result<LineReader> open(const std::filesystem::path& path);

  /// The next line that is not blank, without its line break; false at the end. It is viewed until the next call.
  [[nodiscard]] Result<bool> next(std::string_view& line);
  /// The last line given back by next(), counted from 1.
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  LineReader(std::filesystem::path path, corpus::ByteSource source)
      : path_(std::move(path)), source_(std::move(source)) {}
  Result<void> fill();

  std::filesystem::path path_;
  corpus::ByteSource source_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::uint64_t number_ = 0;
  bool ended_ = false;
};

/// The whole file, decompressed.
[[nodiscard]] Result<std::string> read_text(const std::filesystem::path& path);

/// `text` starts at `line` of the file; a syntax error is reported where it is.
[[nodiscard]] Result<Json> parse_json(std::string_view text, const std::filesystem::path& path, std::uint64_t line);

[[nodiscard]] std::vector<std::string_view> split_tabs(std::string_view line);

/// An id as a string or a whole number; empty for anything else.
[[nodiscard]] std::string id_of(const Json& value);
/// Likewise of a member, empty when there is none.
[[nodiscard]] std::string id_member(const Json& object, const char* name);

}  // namespace unspin::detect
