#pragma once

// A stream of chunks on scratch, each with a number and a checksum: what is too large to be held, written once and read
// in order. Layout: docs/formats/segment.md.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

#include "engine/base/file.h"
#include "engine/base/parallel.h"
#include "engine/detect/context.h"

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
  struct Item {
    Chunk chunk;
    std::optional<Output> output;
  };
  std::mutex error_mutex;
  std::optional<Error> error;
  std::atomic<bool> failed{false};
  const auto fail = [&](Error reason) {
    const std::lock_guard lock(error_mutex);
    if (!error) error = std::move(reason);
    failed = true;
  };
  base::ordered_pipeline<Item>(
      context.threads(),
      [&]() -> std::optional<Item> {
        if (failed) return std::nullopt;
        if (auto go_on = context.check_stop(); !go_on) {
          fail(go_on.error());
          return std::nullopt;
        }
        auto chunk = files.next();
        if (!chunk) fail(chunk.error());
        if (!chunk || !*chunk) return std::nullopt;
        return Item{std::move(**chunk), {}};
      },
      [&](Item& item) {
        if (!failed) item.output.emplace(work(item.chunk));
      },
      [&](Item& item) {
        if (failed || !item.output) return;
        if (auto ok = consume(*item.output); !ok) fail(ok.error());
      });
  if (error) return tl::unexpected(*error);
  return {};
}

}  // namespace unspin::detect
