#include "engine/embed/static_model.h"

#include <cmath>
#include <utility>
#include <vector>

#include "engine/base/file.h"
#include "engine/embed/model_data.h"
#include "engine/embed/safetensors.h"

namespace unspin::embed {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxWidth = 16384;  // wider than any model

struct Tables {
  std::vector<Tensor> tensors;
  const Tensor* embeddings = nullptr;  // rows × width
};

Result<Tables> read_tables(std::string_view file, std::string_view where) {
  Result<std::vector<Tensor>> tensors = read_safetensors(file, where);
  if (!tensors) return pass_on(tensors);
  Tables tables{std::move(*tensors)};
  tables.embeddings = find_tensor(tables.tensors, "embeddings");
  if (tables.embeddings == nullptr) tables.embeddings = find_tensor(tables.tensors, "embedding.weight");
  if (tables.embeddings == nullptr) {
    return corrupt(where, "neither a tensor \"embeddings\" nor \"embedding.weight\": no static model");
  }
  const std::vector<std::uint64_t>& shape = tables.embeddings->shape;
  if (shape.size() != 2 || shape[0] == 0 || shape[0] > kMaxPieces || shape[1] == 0 || shape[1] > kMaxWidth) {
    return corrupt(where, fmt::format("the tensor {} is no table of word pieces", tables.embeddings->name));
  }
  return tables;
}

/// The numbers of an optional tensor, of which there must be `at_least`; empty: no such tensor.
Result<std::vector<float>> optional_floats(const Tables& tables, std::string_view name, std::uint64_t at_least,
                                           std::string_view where) {
  const Tensor* tensor = find_tensor(tables.tensors, name);
  if (tensor == nullptr) return std::vector<float>();
  if (tensor->count < at_least) {
    return corrupt(where, fmt::format("tensor {}: {} numbers, but {} are needed", name, tensor->count, at_least));
  }
  return floats(*tensor, where);
}

/// Piece → row, when the model has fewer rows than pieces.
Result<std::vector<std::uint32_t>> read_rows(const Tables& tables, std::uint32_t num_pieces, std::uint32_t num_rows,
                                             std::string_view where) {
  const Tensor* mapping = find_tensor(tables.tensors, "mapping");
  const std::uint64_t reachable = mapping == nullptr ? num_rows : mapping->count;
  if (reachable < num_pieces) {
    return corrupt(where, fmt::format("the tokenizer has {} pieces, the model rows for {}", num_pieces, reachable));
  }
  if (mapping == nullptr) return std::vector<std::uint32_t>();
  return indices(*mapping, num_rows, where);
}

/// Adds a row, to unit length.
template <typename Number>
void add_unit(const Number* row, std::vector<double>& sum) {
  double squared = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) squared += static_cast<double>(row[i]) * static_cast<double>(row[i]);
  if (!(squared > 0)) return;
  const double scale = 1 / std::sqrt(squared);
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += scale * static_cast<double>(row[i]);
}

}  // namespace

std::vector<float> StaticModel::mean_of_unit_rows(const Data& data) {
  std::vector<double> sum(data.width);
  for (std::size_t row = 0; row < data.num_rows; ++row) {
    if (data.bytes.empty()) {
      add_unit(data.numbers.data() + row * data.width, sum);
    } else {
      add_unit(reinterpret_cast<const signed char*>(data.bytes.data()) + row * data.width, sum);
    }
  }
  std::vector<float> mean;
  for (const double total : sum) mean.push_back(static_cast<float>(total / data.num_rows));
  return mean;
}

StaticModel::StaticModel(std::unique_ptr<Data> data) : data_(std::move(data)) {}
StaticModel::StaticModel(StaticModel&&) noexcept = default;
StaticModel& StaticModel::operator=(StaticModel&&) noexcept = default;
StaticModel::~StaticModel() = default;

int StaticModel::width() const noexcept { return static_cast<int>(data_->width); }
std::span<const float> StaticModel::row_mean() const noexcept { return data_->row_mean; }

Result<StaticModel> StaticModel::load(const fs::path& folder) {
  std::error_code ignored;
  const fs::path nested = folder / "0_StaticEmbedding";
  const fs::path place =
      fs::exists(folder / "model.safetensors", ignored) || !fs::exists(nested, ignored) ? folder : nested;
  Result<std::string> tensors = base::read_file(place / "model.safetensors");
  if (!tensors) return pass_on(tensors);
  Result<std::string> tokenizer = base::read_file(place / "tokenizer.json");
  if (!tokenizer) return pass_on(tokenizer);
  auto file = std::make_unique<std::string>(std::move(*tensors));
  Result<StaticModel> model = from_memory(*file, *tokenizer, place.string());
  if (model && !model->data_->bytes.empty()) model->data_->file = std::move(file);
  return model;
}

Result<StaticModel> StaticModel::from_memory(std::string_view tensors, std::string_view tokenizer,
                                             std::string_view where) {
  const std::string tensors_name = fmt::format("{}/model.safetensors", where);
  Result<Tables> tables = read_tables(tensors, tensors_name);
  if (!tables) return pass_on(tables);
  Result<Tokenizer> parsed = Tokenizer::parse(tokenizer, fmt::format("{}/tokenizer.json", where));
  if (!parsed) return pass_on(parsed);

  auto data = std::make_unique<Data>();
  data->tokenizer = std::move(*parsed);
  data->num_rows = static_cast<std::uint32_t>(tables->embeddings->shape[0]);
  data->width = tables->embeddings->shape[1];
  const std::uint32_t num_pieces = data->tokenizer.num_ids();
  Result<std::vector<std::uint32_t>> rows = read_rows(*tables, num_pieces, data->num_rows, tensors_name);
  if (!rows) return pass_on(rows);
  data->rows = std::move(*rows);
  Result<std::vector<float>> weights = optional_floats(*tables, "weights", num_pieces, tensors_name);
  if (!weights) return pass_on(weights);
  data->weights = std::move(*weights);
  Result<std::vector<float>> background = optional_floats(*tables, "background_mean", data->width, tensors_name);
  if (!background) return pass_on(background);
  data->background = std::move(*background);
  data->background.resize(data->width);
  if (tables->embeddings->dtype == "I8") {
    data->bytes = tables->embeddings->bytes;
  } else {
    Result<std::vector<float>> numbers = floats(*tables->embeddings, tensors_name);
    if (!numbers) return pass_on(numbers);
    data->numbers = std::move(*numbers);
  }
  data->row_mean = mean_of_unit_rows(*data);
  return StaticModel(std::move(data));
}

}  // namespace unspin::embed
