#include "engine/detect/chunk_file.h"

#include "engine/base/hash.h"

namespace unspin::detect {
namespace {

struct ChunkHead {
  std::uint64_t first;
  std::uint64_t bytes;
  std::uint64_t checksum;
};

/// Behind the last chunk stands the head of none: a file cut off between two chunks lacks it.
constexpr ChunkHead kEnd{~std::uint64_t{0}, 0, 0x646E656B6E756863U};  // "chunkend"

}  // namespace

Result<ChunkWriter> ChunkWriter::create(const std::filesystem::path& path, std::uint64_t run) {
  ChunkWriter writer;
  auto file = base::StagedFile::create(path);
  if (!file) return pass_on(file);
  writer.file_ = std::move(*file);
  if (auto ok = writer.file_.write(base::bytes_of(run)); !ok) return pass_on(ok);
  return writer;
}

Result<void> ChunkWriter::add(std::uint64_t first, std::string_view bytes) {
  const ChunkHead head{first, bytes.size(), base::hash64(bytes, first)};
  if (auto ok = file_.write(base::bytes_of(head)); !ok) return ok;
  return file_.write(bytes);
}

Result<void> ChunkWriter::commit() {
  if (auto ok = file_.write(base::bytes_of(kEnd)); !ok) return ok;
  return file_.commit();
}

Result<ChunkReader> ChunkReader::open(const std::filesystem::path& path, std::uint64_t run) {
  auto file = base::File::open(path);
  if (!file) return pass_on(file);
  std::uint64_t found = 0;
  const auto got = file->read(&found, sizeof found);
  if (!got) return tl::unexpected(got.error());
  if (*got != sizeof found || found != run)
    return tl::unexpected(base::scratch_damage(path, "it belongs to a run with other options or inputs"));
  return ChunkReader(std::move(*file));
}

Result<std::optional<Chunk>> ChunkReader::next() {
  ChunkHead head{};
  auto got = file_.read(&head, sizeof head);
  if (!got) return pass_on(got);
  if (base::bytes_of(head) == base::bytes_of(kEnd)) {
    char more = 0;
    got = file_.read(&more, 1);
    if (!got) return pass_on(got);
    if (*got != 0) return tl::unexpected(base::scratch_damage(file_.path(), "something follows its end"));
    return std::nullopt;
  }
  const auto size = file_.size();
  if (!size) return tl::unexpected(size.error());
  if (*got != sizeof head || head.bytes > *size)
    return tl::unexpected(base::scratch_damage(file_.path(), "it is cut off"));
  Chunk chunk{head.first, std::string(head.bytes, '\0')};
  got = file_.read(chunk.bytes.data(), chunk.bytes.size());
  if (!got) return pass_on(got);
  if (*got != chunk.bytes.size()) return tl::unexpected(base::scratch_damage(file_.path(), "it is cut off"));
  if (base::hash64(chunk.bytes, head.first) != head.checksum)
    return tl::unexpected(base::scratch_damage(file_.path(), "its checksum is wrong"));
  return chunk;
}

Result<std::optional<Chunk>> ChunkFiles::next() {
  while (reader_ || opened_ < paths_.size()) {
    if (!reader_) {
      auto reader = ChunkReader::open(paths_[opened_++], run_);
      if (!reader) return pass_on(reader);
      reader_.emplace(std::move(*reader));
    }
    auto chunk = reader_->next();
    if (!chunk || *chunk) return chunk;
    reader_.reset();
  }
  return std::nullopt;
}

}  // namespace unspin::detect
