#include "engine/parquet/copier.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include <arrow/array/concatenate.h>
#include <arrow/io/file.h>
#include <arrow/util/byte_size.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <parquet/arrow/writer.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>

#include "engine/parquet/file.h"

namespace unspin::parquet {
namespace {

constexpr std::int64_t kGroupBytes = std::int64_t{32} << 20;  // a row group is held in memory until it is whole
constexpr char kArrowSchema[] = "ARROW:schema";

bool has(const std::vector<::parquet::Encoding::type>& encodings, ::parquet::Encoding::type wanted) {
  return std::find(encodings.begin(), encodings.end(), wanted) != encodings.end();
}

/// How a column is written: as in the first row group of the file that it is taken from.
void describe_column(const ::parquet::ColumnChunkMetaData& column, ::parquet::WriterProperties::Builder& builder) {
  using ::parquet::Encoding;
  const auto path = column.path_in_schema();
  builder.compression(path, column.compression());
  const auto& encodings = column.encodings();
  if (has(encodings, Encoding::RLE_DICTIONARY) || has(encodings, Encoding::PLAIN_DICTIONARY)) {
    builder.enable_dictionary(path);
  } else {
    builder.disable_dictionary(path);
    for (const auto encoding : {Encoding::DELTA_BINARY_PACKED, Encoding::DELTA_LENGTH_BYTE_ARRAY,
                                Encoding::DELTA_BYTE_ARRAY, Encoding::BYTE_STREAM_SPLIT}) {
      if (has(encodings, encoding)) builder.encoding(path, encoding);
    }
  }
  column.is_stats_set() ? builder.enable_statistics(path) : builder.disable_statistics(path);
  if (column.GetColumnIndexLocation()) builder.enable_write_page_index(path);
}

std::shared_ptr<::parquet::WriterProperties> like(const ::parquet::FileMetaData& file) {
  ::parquet::WriterProperties::Builder builder;
  builder.memory_pool(pool());
  builder.max_row_group_length(std::numeric_limits<std::int64_t>::max());
  builder.version(file.version());
  if (file.num_row_groups() > 0) {
    const auto group = file.RowGroup(0);
    for (int i = 0; i < group->num_columns(); ++i) describe_column(*group->ColumnChunk(i), builder);
    builder.set_sorting_columns(group->sorting_columns());
  }
  return builder.build();
}

std::shared_ptr<::parquet::ArrowWriterProperties> as_arrow(const ::parquet::FileMetaData& file) {
  ::parquet::ArrowWriterProperties::Builder builder;
  builder.disable_compliant_nested_types();  // members of lists keep their names
  const auto& metadata = file.key_value_metadata();
  if (metadata && metadata->Contains(kArrowSchema)) builder.store_schema();
  for (int i = 0; i < file.schema()->num_columns(); ++i) {
    if (file.schema()->Column(i)->physical_type() == ::parquet::Type::INT96)
      builder.enable_deprecated_int96_timestamps();
  }
  return builder.build();
}

/// The rows of a batch that stay.
arrow::Result<std::shared_ptr<arrow::RecordBatch>> pick(const std::shared_ptr<arrow::RecordBatch>& batch,
                                                        std::string_view stays) {
  arrow::RecordBatchVector runs;
  for (std::size_t begin = stays.find('\1'); begin != std::string_view::npos;) {
    const std::size_t end = std::min(stays.find('\0', begin), stays.size());
    runs.push_back(batch->Slice(static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end - begin)));
    begin = stays.find('\1', end);
  }
  if (runs.empty()) return nullptr;
  if (runs.size() == 1) return runs[0];
  std::vector<std::shared_ptr<arrow::Array>> columns;
  std::int64_t rows = 0;
  for (const auto& run : runs) rows += run->num_rows();
  for (int i = 0; i < batch->num_columns(); ++i) {
    arrow::ArrayVector parts;
    for (const auto& run : runs) parts.push_back(run->column(i));
    ARROW_ASSIGN_OR_RAISE(columns.emplace_back(), arrow::Concatenate(parts, pool()));
  }
  return arrow::RecordBatch::Make(batch->schema(), rows, std::move(columns));
}

class Copier final : public corpus::ParquetCopier {
 public:
  Copier(std::filesystem::path from, std::filesystem::path to, std::unique_ptr<::parquet::arrow::FileReader> reader)
      : from_(std::move(from)), to_(std::move(to)), reader_(std::move(reader)) {}

  arrow::Status begin() {
    const ::parquet::FileMetaData& file = *reader_->parquet_reader()->metadata();
    for (int i = 0; i < file.num_columns(); ++i) columns_.push_back(i);
    std::shared_ptr<arrow::Schema> schema;
    ARROW_RETURN_NOT_OK(reader_->GetSchema(&schema));
    ARROW_ASSIGN_OR_RAISE(out_, arrow::io::FileOutputStream::Open(to_.string()));
    ARROW_ASSIGN_OR_RAISE(writer_,
                          ::parquet::arrow::FileWriter::Open(*schema, pool(), out_, like(file), as_arrow(file)));
    return arrow::Status::OK();
  }

  Result<void> append(std::string_view stays) override {
    stays_ += stays;
    while (group_ < reader_->num_row_groups()) {
      const auto rows = static_cast<std::size_t>(rows_of(*reader_, group_));
      if (stays_.size() < rows) break;
      const auto copied = guarded([&] { return copy_group(std::string_view(stays_).substr(0, rows)); });
      if (!copied) return copied;
      stays_.erase(0, rows);
      ++group_;
    }
    return {};
  }

  Result<void> close() override {
    return guarded([&] {
      ARROW_RETURN_NOT_OK(writer_->Close());
      return out_->Close();
    });
  }

  template <typename Step>
  Result<void> guarded(const Step& step) {
    std::string why;
    try {
      const arrow::Status status = step();
      if (status.ok()) return {};
      why = text_of(status);
    } catch (const std::exception& error) {
      why = error.what();
    }
    return failure(Error::Code::Io,
                   fmt::format("cannot copy {} to {}: row group {}: {}", from_.string(), to_.string(), group_, why));
  }

 private:
  /// Reads as far as the last row that stays: behind it, the row group may be damaged.
  arrow::Status copy_group(std::string_view stays) {
    stays = stays.substr(0, stays.rfind('\1') + 1);
    if (stays.empty()) return arrow::Status::OK();
    ARROW_RETURN_NOT_OK(new_group());
    ARROW_ASSIGN_OR_RAISE(const auto batches, read_group(*reader_, group_, columns_));
    while (!stays.empty()) {
      std::shared_ptr<arrow::RecordBatch> batch;
      ARROW_RETURN_NOT_OK(batches->ReadNext(&batch));
      if (!batch) return arrow::Status::IOError("its pages end early");
      const std::size_t rows = std::min(stays.size(), static_cast<std::size_t>(batch->num_rows()));
      ARROW_ASSIGN_OR_RAISE(const auto picked, pick(batch, stays.substr(0, rows)));
      stays.remove_prefix(rows);
      if (picked) ARROW_RETURN_NOT_OK(write(*picked));
    }
    return arrow::Status::OK();
  }

  arrow::Status write(const arrow::RecordBatch& batch) {
    ARROW_ASSIGN_OR_RAISE(const std::int64_t bytes, arrow::util::ReferencedBufferSize(batch));
    if (group_bytes_ > 0 && group_bytes_ + bytes > kGroupBytes) ARROW_RETURN_NOT_OK(new_group());
    group_bytes_ += bytes;
    return writer_->WriteRecordBatch(batch);
  }

  arrow::Status new_group() {
    group_bytes_ = 0;
    return writer_->NewBufferedRowGroup();
  }

  std::filesystem::path from_, to_;
  std::unique_ptr<::parquet::arrow::FileReader> reader_;
  std::shared_ptr<arrow::io::FileOutputStream> out_;
  std::unique_ptr<::parquet::arrow::FileWriter> writer_;
  std::vector<int> columns_;  // all
  std::string stays_;         // of rows whose row group is not copied yet
  int group_ = 0;
  std::int64_t group_bytes_ = 0;  // in the row group that is being written
};

}  // namespace

Result<std::unique_ptr<corpus::ParquetCopier>> make_copier(const std::filesystem::path& from,
                                                           const std::filesystem::path& to) {
  auto reader = open_file(from);
  if (!reader) return pass_on(reader);
  auto copier = std::make_unique<Copier>(from, to, std::move(*reader));
  if (auto ok = copier->guarded([&] { return copier->begin(); }); !ok) return pass_on(ok);
  return copier;
}

}  // namespace unspin::parquet
