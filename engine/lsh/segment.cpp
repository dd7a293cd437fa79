#include "engine/lsh/segment.h"

#include <cassert>

#include <fmt/format.h>

#include "engine/base/hash.h"

namespace unspin::lsh {
namespace {

// Eight 64-bit little-endian numbers, then for each column its width and its checksum, then the columns.
enum HeaderField { kMagic, kVersion, kRun, kFirstDoc, kNumDocs, kNumColumns, kHeaderChecksum, kReserved, kFields };
constexpr std::uint64_t kSegmentMagic = 0x6765736E6970736EU;  // "nspinseg"
constexpr std::uint64_t kSegmentVersion = 2;
constexpr std::uint64_t kMaxColumns = 4096;

std::uint64_t header_checksum(std::vector<std::uint64_t> header) {
  header[kHeaderChecksum] = 0;
  return base::hash64(header.data(), header.size() * sizeof(std::uint64_t));
}

}  // namespace

Result<void> write_segment(const std::filesystem::path& path, std::uint64_t run, std::uint64_t first_doc,
                           std::uint64_t num_docs, std::span<const Column> columns) {
  std::vector<std::uint64_t> header{kSegmentMagic, kSegmentVersion, run, first_doc, num_docs, columns.size(), 0, 0};
  for (const Column& column : columns) {
    header.push_back(column.width);
    header.push_back(base::hash64(column.data, column.width * num_docs));
  }
  header[kHeaderChecksum] = header_checksum(header);
  const std::filesystem::path unfinished = path.string() + ".partial";
  auto file = base::File::create(unfinished);
  if (!file) return pass_on(file);
  if (auto ok = file->write(header.data(), header.size() * sizeof(std::uint64_t)); !ok) return ok;
  for (const Column& column : columns) {
    if (auto ok = file->write(column.data, column.width * num_docs); !ok) return ok;
  }
  if (auto ok = file->close(); !ok) return ok;
  std::error_code error;
  std::filesystem::rename(unfinished, path, error);
  if (error) return tl::unexpected(base::io_error("rename to", path, error.value()));
  return {};
}

Result<Segment> Segment::open(const std::filesystem::path& path, std::uint64_t run) {
  auto file = base::File::open(path);
  if (!file) return pass_on(file);
  std::vector<std::uint64_t> header(kFields);
  if (auto ok = file->read_at(header.data(), kFields * sizeof(std::uint64_t), 0); !ok) return pass_on(ok);
  if (header[kMagic] != kSegmentMagic) return tl::unexpected(base::scratch_damage(path, "not a segment"));
  if (header[kVersion] != kSegmentVersion) {
    return failure(Error::Code::UnsupportedVersion,
                   fmt::format("{} has version {}, this program reads {}; run again without --resume", path.string(),
                               header[kVersion], kSegmentVersion));
  }
  if (header[kNumColumns] > kMaxColumns) return tl::unexpected(base::scratch_damage(path, "its header is damaged"));
  header.resize(kFields + 2 * header[kNumColumns]);
  if (auto ok = file->read_at(header.data(), header.size() * sizeof(std::uint64_t), 0); !ok) return pass_on(ok);
  if (header_checksum(header) != header[kHeaderChecksum])
    return tl::unexpected(base::scratch_damage(path, "its header is damaged"));
  if (header[kRun] != run)
    return tl::unexpected(base::scratch_damage(path, "it belongs to a run with other options or inputs"));

  Segment segment;
  segment.first_doc_ = header[kFirstDoc];
  segment.num_docs_ = header[kNumDocs];
  std::uint64_t offset = header.size() * sizeof(std::uint64_t);
  for (std::size_t i = kFields; i < header.size(); i += 2) {
    segment.columns_.push_back({offset, header[i] * segment.num_docs_, header[i + 1]});
    offset += segment.columns_.back().bytes;
  }
  const auto size = file->size();
  if (!size) return tl::unexpected(size.error());
  if (*size != offset)
    return tl::unexpected(base::scratch_damage(path, fmt::format("{} bytes long, not {}", *size, offset)));
  segment.path_ = path;
  return segment;
}

Result<void> Segment::read_column(std::size_t column, void* out) const {
  assert(column < columns_.size());
  const Placed& placed = columns_[column];
  const auto file = base::File::open(path_);
  if (!file) return tl::unexpected(file.error());
  if (auto ok = file->read_at(out, placed.bytes, placed.offset); !ok) return ok;
  if (base::hash64(out, placed.bytes) != placed.checksum) {
    return tl::unexpected(base::scratch_damage(path_, fmt::format("the checksum of column {} is wrong", column)));
  }
  return {};
}

}  // namespace unspin::lsh
