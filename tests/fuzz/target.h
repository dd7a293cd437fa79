#pragma once

// What the fuzz targets share. A target defines LLVMFuzzerTestOneInput: libFuzzer calls it with mutated inputs (preset
// fuzz), replay.cpp with the files of corpus/TARGET (every other build, as a unit test).

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "engine/corpus/blocks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace unspin::fuzz {

/// Ends the process with a message, in every build type.
#define UNSPIN_MUST(condition, what)                                                                 \
  do {                                                                                               \
    if (!(condition)) {                                                                              \
      std::fprintf(stderr, "%s:%d: %s does not hold: %s\n", __FILE__, __LINE__, #condition, (what)); \
      std::abort();                                                                                  \
    }                                                                                                \
  } while (false)

inline std::string_view view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// A file in memory, with a path that can be opened many times. Its contents are replaced, not appended to.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    UNSPIN_MUST(descriptor_ >= 0, "memfd_create");
    path_ = "/proc/self/fd/" + std::to_string(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(descriptor_); }

  void set(std::string_view bytes) {
    UNSPIN_MUST(::ftruncate(descriptor_, 0) == 0, "ftruncate");
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t n = ::pwrite(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
      UNSPIN_MUST(n > 0, "pwrite");
      done += static_cast<std::size_t>(n);
    }
  }
  const std::string& path() const { return path_; }

 private:
  int descriptor_;
  std::string path_;
};

constexpr std::size_t kEnoughBytes = std::size_t{8} << 20;  // of a file that decompresses to very much

/// Reads a file block by block, checks what holds for every block, and calls visit(block, record) for every record.
template <typename Visit>
void read_all(const MemoryFile& file, corpus::Format format, Visit visit) {
  corpus::InputFile input;
  input.path = file.path();
  input.name = "fuzz";
  input.format = format;
  corpus::BlockReader reader({input});
  std::uint64_t next_record = 0;
  std::uint64_t last_offset = 0;
  std::size_t bytes = 0;
  bool ended = false;
  while (bytes < kEnoughBytes) {
    auto block = reader.next();
    UNSPIN_MUST(block.has_value(), "a file that can be read gives blocks, whatever is in it");
    if (!*block) {
      UNSPIN_MUST(ended, "every file ends with a block that says so");
      UNSPIN_MUST(reader.digests().size() == 1, "a file that was read has a digest");
      return;
    }
    const corpus::Block& b = **block;
    UNSPIN_MUST(!ended, "nothing follows the last block");
    ended = b.last_of_file;
    UNSPIN_MUST(b.first_record == next_record, "records are numbered without gaps");
    UNSPIN_MUST(b.bytes.size() >= corpus::kPadding, "padding");
    next_record += b.records.size();
    bytes += b.bytes.size();
    for (const corpus::RawRecord& record : b.records) {
      UNSPIN_MUST(record.begin <= record.end && record.end + corpus::kPadding <= b.bytes.size(), "records lie inside");
      UNSPIN_MUST(record.offset >= last_offset, "offsets ascend");
      last_offset = record.offset;
      visit(b, record);
    }
  }
}

}  // namespace unspin::fuzz
