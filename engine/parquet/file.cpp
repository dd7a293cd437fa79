#include "engine/parquet/file.h"

#include <algorithm>

#include <arrow/io/file.h>
#include <fmt/format.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>

namespace unspin::parquet {
namespace {

constexpr std::int64_t kBatchBytes = std::int64_t{64} << 10;
constexpr std::int64_t kMostRows = std::int64_t{1} << 14;
constexpr std::int64_t kReadBytes = std::int64_t{256} << 10;  // from disk, a column at a time

arrow::Status open(const std::filesystem::path& path, std::unique_ptr<::parquet::arrow::FileReader>& reader) {
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::ReadableFile::Open(path.string(), pool()));
  ::parquet::ReaderProperties properties(pool());
  properties.enable_buffered_stream();
  properties.set_buffer_size(kReadBytes);
  properties.set_page_checksum_verification(true);
  ::parquet::ArrowReaderProperties as_arrow(/*use_threads=*/false);
  as_arrow.set_pre_buffer(false);
  ::parquet::arrow::FileReaderBuilder builder;
  ARROW_RETURN_NOT_OK(builder.Open(std::move(file), properties));
  return builder.memory_pool(pool())->properties(as_arrow)->Build(&reader);
}

}  // namespace

std::string text_of(const arrow::Status& status) {
  return status.detail() ? fmt::format("{}: {}", status.message(), status.detail()->ToString()) : status.message();
}

Result<std::unique_ptr<::parquet::arrow::FileReader>> open_file(const std::filesystem::path& path) {
  std::unique_ptr<::parquet::arrow::FileReader> reader;
  std::string why;
  try {
    const arrow::Status status = open(path, reader);
    if (status.ok()) return reader;
    why = text_of(status);
  } catch (const std::exception& error) {
    why = error.what();
  }
  return failure(Error::Code::Io, fmt::format("{} is not a whole Parquet file: copy it again, or leave it out ({})",
                                              path.string(), why));
}

std::int64_t rows_of(const ::parquet::arrow::FileReader& file, int group) {
  return file.parquet_reader()->metadata()->RowGroup(group)->num_rows();
}

arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> read_group(::parquet::arrow::FileReader& file, int group,
                                                                    const std::vector<int>& columns) {
  const auto metadata = file.parquet_reader()->metadata()->RowGroup(group);
  const std::int64_t mean = metadata->total_byte_size() / std::max<std::int64_t>(1, metadata->num_rows());
  file.set_batch_size(std::clamp<std::int64_t>(kBatchBytes / std::max<std::int64_t>(1, mean), 1, kMostRows));
  return file.GetRecordBatchReader({group}, columns);
}

}  // namespace unspin::parquet
