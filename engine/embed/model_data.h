#pragma once

// What a StaticModel holds. For static_model.cpp and encoder.cpp only.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/embed/static_model.h"
#include "engine/embed/tokenizer.h"

namespace unspin::embed {

struct StaticModel::Data {
  std::unique_ptr<const std::string> file;  // what `bytes` views, when it was read from disk
  Tokenizer tokenizer;
  std::size_t width = 0;
  std::uint32_t num_rows = 0;
  std::string_view bytes;           // num_rows × width int8, row by row; empty: `numbers` has them
  std::vector<float> numbers;       // num_rows × width, row by row
  std::vector<std::uint32_t> rows;  // piece → row; empty: the same
  std::vector<float> weights;       // of pieces; empty: 1
  std::vector<float> background;    // width numbers
  std::vector<float> row_mean;      // width numbers: mean of all rows, each to unit length
};

}  // namespace unspin::embed
