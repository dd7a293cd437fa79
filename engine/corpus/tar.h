#pragma once

// An entry of a tar archive: ustar, pax, GNU long names.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace unspin::corpus {

constexpr std::size_t kTarBlock = 512;

struct TarEntry {
  std::string name;
  bool is_file = false;      // else a folder, a link or the like
  std::uint64_t size = 0;    // of what it holds
  std::size_t begin = 0;     // where that begins, in the bytes that were read
  bool whole_header = true;  // false: the bytes end inside its header
};

/// The entry that begins the bytes, the blocks that name it among them; nothing when no entry does.
[[nodiscard]] std::optional<TarEntry> read_tar_entry(std::string_view bytes);
/// Whether these bytes are the header of an entry, by its checksum.
[[nodiscard]] bool begins_tar(std::string_view bytes) noexcept;

}  // namespace unspin::corpus
