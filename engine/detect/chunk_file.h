#pragma once

// A stream of chunks on scratch, each with a number and a checksum: what is too large to be held, written once and read
// in order. Layout: docs/formats/segment.md.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

#include "engine/base/file.h"
#include "engine/detect/context.h"
#include "engine/detect/ordered_work.h"

namespace unspin::detect {

struct Chunk {
  std::uint64_t first;  // by the writer: the number of its first document
  std::string bytes;
};

class ChunkWriter {
 public:
  [[nodiscard]] static Result<ChunkWriter> create(const std::filesystem::path& path, std::uint64_t run);
  [[nodiscard]] Result<void> add(std::uint64_t first, std::string_view bytes);
  /// The file appears, whole.
  [[nodiscard]] Result<void> commit();

 private:
  base::StagedFile file_;
};

class ChunkReader {
 public:
  /// CorruptFile when it belongs to another run. Io.
  [[nodiscard]] static Result<ChunkReader> open(const std::filesystem::path& path, std::uint64_t run);
  /// The next chunk, nothing at the end; not to be called behind it. CorruptFile, Io.
  [[nodiscard]] Result<std::optional<Chunk>> next();

 private:
  explicit ChunkReader(base::File file) : file_(std::move(file)) {}
  base::File file_;
};

/// The chunks of several files, one file after the other.
class ChunkFiles {
 public:
  ChunkFiles(std::vector<std::filesystem::path> paths, std::uint64_t run) : paths_(std::move(paths)), run_(run) {}
  [[nodiscard]] Result<std::optional<Chunk>> next();

 private:
  std::vector<std::filesystem::path> paths_;
  std::uint64_t run_;
  std::size_t opened_ = 0;
  std::optional<ChunkReader> reader_;
};

/// `work(chunk)` on many threads, `consume(its result)` in the order of the files. Stops at the first error, and when
/// the run is to stop.
template <typename Output>
[[nodiscard]] Result<void> for_each_chunk(const Context& context, ChunkFiles files,
                                          const std::function<Output(const Chunk&)>& work,
                                          const std::function<Result<void>(Output&)>& consume) {
  return work_in_order<Chunk, Output>(
      context, [&] { return files.next(); }, work, [&](const Chunk&, Output& output) { return consume(output); });
}

}  // namespace unspin::detect
