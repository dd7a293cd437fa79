#pragma once

// The safetensors file: eight bytes of header length, little-endian; a JSON header with type, shape and place of each
// tensor; their bytes. Only looked at, never copied.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

namespace unspin::embed {

struct Tensor {
  std::string name;
  std::string dtype;                 // "F32", "I8", …
  std::vector<std::uint64_t> shape;  // their product is count
  std::uint64_t count = 0;           // numbers
  std::string_view bytes;            // of the file; not aligned
};

/// All tensors of `file`, each with as many bytes as its type and shape ask for. CorruptFile, naming `where`.
[[nodiscard]] Result<std::vector<Tensor>> read_safetensors(std::string_view file, std::string_view where);

/// The tensor of that name; null: none.
[[nodiscard]] const Tensor* find_tensor(const std::vector<Tensor>& tensors, std::string_view name) noexcept;

/// The numbers of an F16, F32, F64 or I8 tensor; CorruptFile when one is not finite, UnsupportedVersion for other
/// types.
[[nodiscard]] Result<std::vector<float>> floats(const Tensor& tensor, std::string_view where);
/// The numbers of an I32 or I64 tensor; CorruptFile when one is outside [0, limit).
[[nodiscard]] Result<std::vector<std::uint32_t>> indices(const Tensor& tensor, std::uint32_t limit,
                                                         std::string_view where);

}  // namespace unspin::embed
