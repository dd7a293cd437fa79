#pragma once

// The bytes of a file, decompressed as they come: plain, gzip (one member or many), zstd (one frame or many).

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include <unspin/result.h>

#include "engine/base/file.h"
#include "engine/base/hash.h"
#include "engine/corpus/inputs.h"

namespace unspin::corpus {

class ByteSource {
 public:
  [[nodiscard]] static Result<ByteSource> open(const std::filesystem::path& path);
  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;
  ~ByteSource();

  /// Up to `size` bytes; fewer only at the end. A damaged or truncated stream ends where it breaks, and damage()
  /// tells: what came before is good and is used.
  [[nodiscard]] Result<std::size_t> read(char* out, std::size_t size);

  [[nodiscard]] Compression compression() const noexcept;
  /// Empty, or why the stream ended early: "truncated gzip data after byte 1234 of the file".
  [[nodiscard]] const std::string& damage() const noexcept;
  [[nodiscard]] std::uint64_t file_bytes_read() const noexcept;
  /// Of the bytes on disk read so far; of the whole file once read() has returned fewer bytes than asked.
  [[nodiscard]] base::Hash128 digest() const;

 private:
  struct State;
  explicit ByteSource(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace unspin::corpus
