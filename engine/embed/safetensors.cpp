#include "engine/embed/safetensors.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "engine/embed/json.h"

namespace unspin::embed {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are little-endian");

constexpr std::uint64_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeader = 100'000'000;  // the format's own limit
constexpr std::uint64_t kMaxNumbers = std::uint64_t{1} << 40;

/// Bytes of one number; 0: not one of the format's types.
std::uint64_t number_bytes(std::string_view dtype) {
  if (dtype == "I64" || dtype == "U64" || dtype == "F64") return 8;
  if (dtype == "I32" || dtype == "U32" || dtype == "F32") return 4;
  if (dtype == "I16" || dtype == "U16" || dtype == "F16" || dtype == "BF16") return 2;
  if (dtype == "I8" || dtype == "U8" || dtype == "BOOL" || dtype.starts_with("F8_")) return 1;
  return 0;
}

/// False: no array of whole numbers, or too many numbers.
bool read_shape(Json description, Tensor& tensor) {
  simdjson::dom::array shape;
  if (!find(description, "shape", shape)) return false;
  tensor.count = 1;
  for (const Json side : shape) {
    std::uint64_t length = 0;
    if (side.get(length) != simdjson::SUCCESS) return false;
    if (length != 0 && tensor.count > kMaxNumbers / length) return false;
    tensor.shape.push_back(length);
    tensor.count *= length;
  }
  return true;
}

/// False: no two offsets within `data`, in order.
bool read_place(Json description, std::string_view data, Tensor& tensor) {
  simdjson::dom::array offsets;
  if (!find(description, "data_offsets", offsets) || offsets.size() != 2) return false;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  if (offsets.at(0).get(begin) != simdjson::SUCCESS || offsets.at(1).get(end) != simdjson::SUCCESS) return false;
  if (begin > end || end > data.size()) return false;
  tensor.bytes = data.substr(begin, end - begin);
  return true;
}

Result<Tensor> read_tensor(std::string_view name, Json description, std::string_view data, std::string_view where) {
  Tensor tensor;
  tensor.name = name;
  tensor.dtype = value_or(description, "dtype", std::string_view());
  const std::uint64_t size = number_bytes(tensor.dtype);
  if (size == 0) return corrupt(where, fmt::format("tensor {}: unknown type \"{}\"", name, tensor.dtype));
  if (!read_shape(description, tensor)) return corrupt(where, fmt::format("tensor {}: no usable shape", name));
  if (!read_place(description, data, tensor)) {
    return corrupt(where, fmt::format("tensor {}: its data lie outside of the file", name));
  }
  if (tensor.count * size != tensor.bytes.size()) {
    return corrupt(where, fmt::format("tensor {}: {} numbers of {} bytes expected, {} bytes found", name, tensor.count,
                                      size, tensor.bytes.size()));
  }
  return tensor;
}

template <typename T>
T number_at(const Tensor& tensor, std::uint64_t i) {
  T value;
  std::memcpy(&value, tensor.bytes.data() + i * sizeof(T), sizeof(T));
  return value;
}

/// IEEE 754 binary16 to binary32.
float from_half(std::uint16_t half) {
  const bool negative = (half & 0x8000) != 0;
  const int exponent = half >> 10 & 31;
  const int fraction = half & 0x3FF;
  float magnitude = 0;
  if (exponent == 31) {
    magnitude = fraction == 0 ? std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
  } else if (exponent == 0) {
    magnitude = std::ldexp(static_cast<float>(fraction), -24);
  } else {
    magnitude = std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
  }
  return negative ? -magnitude : magnitude;
}

template <typename T, typename Convert>
std::vector<float> converted(const Tensor& tensor, Convert convert) {
  std::vector<float> values(tensor.count);
  for (std::uint64_t i = 0; i < tensor.count; ++i) values[i] = convert(number_at<T>(tensor, i));
  return values;
}

float plain(auto value) { return static_cast<float>(value); }

}  // namespace

Result<std::vector<Tensor>> read_safetensors(std::string_view file, std::string_view where) {
  std::uint64_t header = 0;
  if (file.size() < kLengthBytes) return corrupt(where, "not a safetensors file: shorter than eight bytes");
  std::memcpy(&header, file.data(), kLengthBytes);
  if (header > kMaxHeader || header > file.size() - kLengthBytes) {
    return corrupt(where, fmt::format("not a safetensors file, or cut short: header of {} bytes", header));
  }
  simdjson::dom::parser parser;
  Result<Json> root = parse_json(parser, file.substr(kLengthBytes, header), where);
  if (!root) return pass_on(root);
  simdjson::dom::object entries;
  if (root->get(entries) != simdjson::SUCCESS) return corrupt(where, "the header is no object");
  std::vector<Tensor> tensors;
  for (const auto [name, description] : entries) {
    if (name == "__metadata__") continue;
    Result<Tensor> tensor = read_tensor(name, description, file.substr(kLengthBytes + header), where);
    if (!tensor) return pass_on(tensor);
    tensors.push_back(std::move(*tensor));
  }
  return tensors;
}

const Tensor* find_tensor(const std::vector<Tensor>& tensors, std::string_view name) noexcept {
  const auto found = std::find_if(tensors.begin(), tensors.end(), [&](const Tensor& t) { return t.name == name; });
  return found == tensors.end() ? nullptr : &*found;
}

Result<std::vector<float>> floats(const Tensor& tensor, std::string_view where) {
  std::vector<float> values;
  if (tensor.dtype == "F32") {
    values = converted<float>(tensor, plain<float>);
  } else if (tensor.dtype == "F16") {
    values = converted<std::uint16_t>(tensor, from_half);
  } else if (tensor.dtype == "F64") {
    values = converted<double>(tensor, plain<double>);
  } else if (tensor.dtype == "I8") {
    values = converted<std::int8_t>(tensor, plain<std::int8_t>);
  } else {
    return failure(
        Error::Code::UnsupportedVersion,
        fmt::format("{}: tensor {} is {}; supported are F16, F32, F64 and I8", where, tensor.name, tensor.dtype));
  }
  if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); })) {
    return corrupt(where, fmt::format("tensor {} has numbers that are not finite", tensor.name));
  }
  return values;
}

Result<std::vector<std::uint32_t>> indices(const Tensor& tensor, std::uint32_t limit, std::string_view where) {
  const bool wide = tensor.dtype == "I64";
  if (!wide && tensor.dtype != "I32") {
    return failure(Error::Code::UnsupportedVersion,
                   fmt::format("{}: tensor {} is {}; supported are I32 and I64", where, tensor.name, tensor.dtype));
  }
  std::vector<std::uint32_t> values(tensor.count);
  for (std::uint64_t i = 0; i < tensor.count; ++i) {
    const std::int64_t value = wide ? number_at<std::int64_t>(tensor, i) : number_at<std::int32_t>(tensor, i);
    if (value < 0 || value >= limit) {
      return corrupt(where, fmt::format("tensor {}: {} at {} is not in [0, {})", tensor.name, value, i, limit));
    }
    values[i] = static_cast<std::uint32_t>(value);
  }
  return values;
}

}  // namespace unspin::embed
