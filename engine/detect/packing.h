#pragma once

// Plain values and lists of them ⇄ bytes of a chunk, in the byte order of this machine: scratch never leaves it.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace unspin::detect {

template <typename T>
void pack(const std::vector<T>& values, std::string& bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  const auto count = static_cast<std::uint32_t>(values.size());
  bytes.append(reinterpret_cast<const char*>(&count), sizeof count);
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

/// Takes a list off the front of `bytes`; false when no whole one is left.
template <typename T>
[[nodiscard]] bool unpack(std::string_view& bytes, std::vector<T>& values) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::uint32_t count = 0;
  if (bytes.size() < sizeof count) return false;
  std::memcpy(&count, bytes.data(), sizeof count);
  bytes.remove_prefix(sizeof count);
  if (bytes.size() / sizeof(T) < count) return false;
  values.resize(count);
  if (count > 0) std::memcpy(values.data(), bytes.data(), count * sizeof(T));
  bytes.remove_prefix(count * sizeof(T));
  return true;
}

}  // namespace unspin::detect
