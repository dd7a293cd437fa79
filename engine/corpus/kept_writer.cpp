#include "engine/corpus/kept_writer.h"

#include <memory>

#include <libdeflate.h>
#include <zstd.h>

namespace unspin::corpus {
namespace {

constexpr int kZstdLevel = 3;  // the defaults of both tools
constexpr int kGzipLevel = 6;

struct FreeZstd {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeGzip {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};

std::string compress_zstd(std::string_view bytes) {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeZstd> context(ZSTD_createCCtx());
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kZstdLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  out.resize(ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(), bytes.size()));
  return out;
}

std::string compress_gzip(std::string_view bytes) {
  thread_local const std::unique_ptr<libdeflate_compressor, FreeGzip> compressor(
      libdeflate_alloc_compressor(kGzipLevel));
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()), '\0');
  out.resize(libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

}  // namespace

std::string compress(std::string_view bytes, Compression compression) {
  switch (compression) {
    case Compression::None: break;
    case Compression::Gzip: return compress_gzip(bytes);
    case Compression::Zstd: return compress_zstd(bytes);
  }
  return std::string(bytes);
}

/// Where the rest of a block's file goes; the folder is made.
Result<std::filesystem::path> KeptWriter::path_for(const Block& block) const {
  std::filesystem::path path = folder_ / block.file->input.name;
  if (auto ok = base::make_directories(path.parent_path()); !ok) return pass_on(ok);
  return path;
}

Result<void> KeptWriter::write_rows(const Block& block, std::string_view stays) {
  if (!rows_) {
    const auto path = path_for(block);
    if (!path) return tl::unexpected(path.error());
    const auto module = parquet_module();
    if (!module) return tl::unexpected(module.error());
    auto copier = (*module)->copy(block.file->input.path, *path);
    if (!copier) return pass_on(copier);
    rows_ = std::move(*copier);
  }
  if (auto ok = rows_->append(stays); !ok) return ok;
  if (!block.last_of_file) return {};
  auto closed = rows_->close();
  rows_.reset();
  return closed;
}

Result<void> KeptWriter::write(const Block& block, std::string_view bytes) {
  if (block.file->input.format == Format::Parquet) return write_rows(block, bytes);
  if (!file_) {
    const auto path = path_for(block);
    if (!path) return tl::unexpected(path.error());
    auto file = base::File::create(*path);
    if (!file) return pass_on(file);
    file_.emplace(std::move(*file));
    empty_ = true;
  }
  if (auto ok = file_->write(bytes); !ok) return ok;
  empty_ &= bytes.empty();
  if (!block.last_of_file) return {};
  if (empty_) {  // no bytes at all are not a gzip or zstd file
    if (auto ok = file_->write(compress({}, block.file->input.compression)); !ok) return ok;
  }
  auto closed = file_->close();
  file_.reset();
  return closed;
}

}  // namespace unspin::corpus
