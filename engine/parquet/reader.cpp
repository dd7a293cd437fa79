#include "engine/parquet/reader.h"

#include <arrow/extension_type.h>
#include <arrow/type.h>
#include <fmt/format.h>
#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

#include "engine/corpus/json_pointer.h"
#include "engine/parquet/file.h"
#include "engine/parquet/json_rows.h"

namespace unspin::parquet {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;

bool is_text(const arrow::DataType& type) {
  using arrow::Type;
  switch (type.id()) {
    case Type::STRING:
    case Type::LARGE_STRING:
    case Type::STRING_VIEW: return true;
    case Type::DICTIONARY: return is_text(*static_cast<const arrow::DictionaryType&>(type).value_type());
    case Type::EXTENSION: return is_text(*static_cast<const arrow::ExtensionType&>(type).storage_type());
    default: return false;
  }
}

/// Messages of damage are told from the names of files by a colon.
std::string without_colons(std::string text) {
  for (std::size_t at = 0; (at = text.find(": ", at)) != std::string::npos;) text[at] = ',';
  return text;
}

class Reader final : public corpus::ParquetReader {
 public:
  explicit Reader(std::unique_ptr<::parquet::arrow::FileReader> file) : file_(std::move(file)) {
    for (const auto& field : file_->manifest().schema_fields) add_fields(field, {});
  }

  const std::vector<corpus::ParquetField>& fields() const noexcept override { return fields_; }

  void choose(std::vector<std::size_t> fields) override {
    for (const std::size_t field : fields)
      columns_.insert(columns_.end(), leaves_[field].begin(), leaves_[field].end());
  }

  corpus::ParquetRows next() override {
    corpus::ParquetRows rows;
    while (group_ < file_->num_row_groups() && rows.json.size() < kBlockBytes && rows.damaged == 0) {
      std::string why;
      try {
        const arrow::Status status = read_rows(rows);
        if (!status.ok()) why = text_of(status);
      } catch (const std::exception& error) {
        why = error.what();
      }
      if (!why.empty()) give_up(why, rows);
    }
    return rows;
  }

  const std::string& damage() const noexcept override { return damage_; }

  double progress() const noexcept override {
    const std::int64_t rows = file_->parquet_reader()->metadata()->num_rows();
    return rows > 0 ? static_cast<double>(rows_done_) / static_cast<double>(rows) : 1;
  }

 private:
  void add_fields(const ::parquet::arrow::SchemaField& field, const std::string& parent) {
    const std::string pointer = parent + corpus::pointer_step(field.field->name());
    const arrow::DataType& type = *field.field->type();
    if (type.id() == arrow::Type::STRUCT) {
      for (const auto& member : field.children) add_fields(member, pointer);
      return;
    }
    fields_.push_back({pointer, type.ToString(), is_text(type)});
    add_leaves(field, leaves_.emplace_back());
  }

  static void add_leaves(const ::parquet::arrow::SchemaField& field, std::vector<int>& leaves) {
    if (field.is_leaf()) leaves.push_back(field.column_index);
    for (const auto& member : field.children) add_leaves(member, leaves);
  }

  /// What is left of a batch, the next batch of the row group, or the end of it.
  arrow::Status read_rows(corpus::ParquetRows& rows) {
    if (!batches_) {
      ARROW_ASSIGN_OR_RAISE(batches_, read_group(*file_, group_, columns_));
      left_ = rows_of(*file_, group_);
    }
    if (!batch_) {
      ARROW_RETURN_NOT_OK(batches_->ReadNext(&batch_));
      row_ = 0;
    }
    if (!batch_ && left_ > 0) return arrow::Status::IOError("its pages end early");
    if (!batch_) {
      batches_.reset();
      ++group_;
      return arrow::Status::OK();
    }
    const std::int64_t next = append_rows(*batch_, row_, kBlockBytes, rows.json, rows.ends);
    left_ -= next - row_;
    rows_done_ += next - row_;
    row_ = next;
    if (row_ == batch_->num_rows()) batch_.reset();
    return arrow::Status::OK();
  }

  /// The rest of the row group cannot be read.
  void give_up(const std::string& why, corpus::ParquetRows& rows) {
    if (damage_.empty()) damage_ = fmt::format("row group {} is damaged ({})", group_, without_colons(why));
    if (!batches_) left_ = rows_of(*file_, group_);
    rows.damaged = static_cast<std::uint64_t>(left_);
    rows_done_ += left_;
    batches_.reset();
    batch_.reset();
    ++group_;
  }

  std::unique_ptr<::parquet::arrow::FileReader> file_;
  std::vector<corpus::ParquetField> fields_;
  std::vector<std::vector<int>> leaves_;               // of each field, columns of the file
  std::vector<int> columns_;                           // that were chosen
  std::unique_ptr<arrow::RecordBatchReader> batches_;  // of the row group that is being read
  std::shared_ptr<arrow::RecordBatch> batch_;
  std::int64_t row_ = 0;  // of the batch: the next one
  int group_ = 0;
  std::int64_t left_ = 0;  // rows of the row group
  std::int64_t rows_done_ = 0;
  std::string damage_;
};

}  // namespace

Result<std::unique_ptr<corpus::ParquetReader>> make_reader(const std::filesystem::path& path) {
  auto file = open_file(path);
  if (!file) return pass_on(file);
  return std::make_unique<Reader>(std::move(*file));
}

}  // namespace unspin::parquet
