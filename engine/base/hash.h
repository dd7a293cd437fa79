#pragma once

// The one seam to xxHash. Every hash of unspin that reaches a disk or a result comes from here, so golden values in
// tests/base/hash_test.cpp freeze it. XXH3 is the same on every machine and at every SIMD level.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace unspin::base {

struct Hash128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  friend bool operator==(const Hash128&, const Hash128&) = default;
};

[[nodiscard]] inline std::uint64_t hash64(const void* data, std::size_t size, std::uint64_t seed = 0) noexcept {
  return XXH3_64bits_withSeed(data, size, seed);
}

[[nodiscard]] inline std::uint64_t hash64(std::string_view text, std::uint64_t seed = 0) noexcept {
  return hash64(text.data(), text.size(), seed);
}

/// XXH3 of exactly 16 bytes. The constant length lets the compiler drop every branch on it.
[[nodiscard]] inline std::uint64_t hash64_of_16(std::uint64_t low, std::uint64_t high) noexcept {
  const std::uint64_t block[2] = {low, high};
  return XXH3_64bits(block, 16);
}

[[nodiscard]] inline Hash128 hash128(const void* data, std::size_t size) noexcept {
  const XXH128_hash_t h = XXH3_128bits(data, size);
  return {h.low64, h.high64};
}

/// Digest of a stream that arrives in pieces: the same value as hash128 of the whole.
class Digest {
 public:
  Digest() { XXH3_128bits_reset(&state_); }
  void add(const void* data, std::size_t size) { XXH3_128bits_update(&state_, data, size); }
  [[nodiscard]] Hash128 value() const {
    const XXH128_hash_t h = XXH3_128bits_digest(&state_);
    return {h.low64, h.high64};
  }

 private:
  XXH3_state_t state_;
};

/// 32 lower-case hex digits, high half first: how digests and generated ids are written.
[[nodiscard]] inline std::string to_hex(Hash128 hash) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex(32, '0');
  for (int i = 0; i < 16; ++i) {
    hex[static_cast<std::size_t>(i)] = kDigits[(hash.high >> (60 - 4 * i)) & 15];
    hex[static_cast<std::size_t>(16 + i)] = kDigits[(hash.low >> (60 - 4 * i)) & 15];
  }
  return hex;
}

/// SplitMix64 [Steele 2014]: the deterministic stream behind lane coefficients, samples and generators.
class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t seed) : state_(seed) {}
  [[nodiscard]] std::uint64_t next() noexcept {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_;
};

}  // namespace unspin::base
