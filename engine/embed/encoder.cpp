#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "engine/embed/model_data.h"
#include "engine/embed/static_model.h"
#include "engine/embed/word_cache.h"

namespace unspin::embed {
namespace {

/// Adds in the order of the text, cached or not. Sums of int8 rows are whole numbers, hence exact below 2^24: up to
/// 132,000 pieces.
template <typename Number>
void add_row(const Number* row, float weight, std::span<float> sum) {
  float* const out = sum.data();
  const std::size_t width = sum.size();
  for (std::size_t i = 0; i < width; ++i) out[i] += weight * static_cast<float>(row[i]);
}

/// Euclidean norm, in lanes so that the compiler may use wide registers without changing the sum.
float norm(std::span<const float> vector) {
  constexpr std::size_t kLanes = 8;
  std::array<float, kLanes> lanes{};
  std::size_t i = 0;
  for (; i + kLanes <= vector.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += vector[i + lane] * vector[i + lane];
  }
  for (; i < vector.size(); ++i) lanes[i % kLanes] += vector[i] * vector[i];
  double squared = 0;
  for (const float lane : lanes) squared += static_cast<double>(lane);
  return static_cast<float>(std::sqrt(squared));
}

/// To unit length, minus `common`, to unit length; zeros when nothing is left.
void make_unit(std::span<float> vector, const std::vector<float>& common) {
  const float length = norm(vector);
  if (!(length > 0)) return std::fill(vector.begin(), vector.end(), 0.0F);
  for (std::size_t i = 0; i < vector.size(); ++i) vector[i] = vector[i] / length - common[i];
  const float rest = norm(vector);
  if (!(rest > 0)) return std::fill(vector.begin(), vector.end(), 0.0F);
  for (float& number : vector) number /= rest;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

struct Encoder::State {
  explicit State(const StaticModel::Data& data) : model(data) {}

  void add_ids(std::span<const PieceId> ids, Sum& sum) const {
    for (const PieceId id : ids) {
      const std::size_t row = model.rows.empty() ? id : model.rows[id];
      const float weight = model.weights.empty() ? 1.0F : model.weights[id];
      if (model.bytes.empty()) {
        add_row(model.numbers.data() + row * model.width, weight, sum.rows);
      } else {
        add_row(reinterpret_cast<const signed char*>(model.bytes.data()) + row * model.width, weight, sum.rows);
      }
    }
    sum.count += static_cast<int>(ids.size());
  }
  void add_uncached(std::string_view text, Sum& sum) {
    long_ids.clear();
    model.tokenizer.add_ids(text, long_ids);
    add_ids(long_ids, sum);
  }
  void add(std::string_view word, Sum& sum) {
    if (word.size() > WordCache::kLongestWord) return add_uncached(word, sum);
    const auto tokenize = [&](std::string_view unknown, std::vector<PieceId>& ids) {
      model.tokenizer.add_ids(unknown, ids);
    };
    add_ids(words(word, tokenize), sum);
  }

  const StaticModel::Data& model;
  WordCache words;
  std::vector<PieceId> long_ids;
};

Encoder::Encoder(const StaticModel& model) : state_(std::make_unique<State>(*model.data_)) {}
Encoder::Encoder(Encoder&&) noexcept = default;
Encoder& Encoder::operator=(Encoder&&) noexcept = default;
Encoder::~Encoder() = default;

void Encoder::add(std::string_view word, Sum& sum) { state_->add(word, sum); }

void Encoder::finish(Sum& sum) const { make_unit(sum.rows, state_->model.background); }

void Encoder::finish_word(Sum& sum) const { make_unit(sum.rows, state_->model.row_mean); }

void Encoder::encode(std::string_view text, std::span<float> out) {
  std::fill(out.begin(), out.end(), 0.0F);
  Sum sum{out};
  if (!state_->model.tokenizer.is_local()) {
    state_->add_uncached(text, sum);
    return finish(sum);
  }
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    while (at < text.size() && !is_blank(text[at])) ++at;
    if (at > begin) state_->add(text.substr(begin, at - begin), sum);
    while (at < text.size() && is_blank(text[at])) ++at;
  }
  finish(sum);
}

}  // namespace unspin::embed
