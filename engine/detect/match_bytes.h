#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <unspin/compare.h>

namespace unspin::detect {

/// A judged match and the channels that led to it (a bit for each), as bytes of scratch.
void pack(const Match& match, std::uint32_t channels, std::string& bytes);

struct PackedMatch {
  Match match;
  std::uint32_t channels = 0;
};
/// False when the bytes are not those of one match.
[[nodiscard]] bool unpack(std::string_view bytes, PackedMatch& packed);

}  // namespace unspin::detect
