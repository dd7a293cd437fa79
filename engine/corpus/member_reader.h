#pragma once

// The bytes of a file, decompressed, with the seams between gzip members or zstd frames left visible: crawlers write a
// member for each record, so that a broken one does not take the others with it.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <unspin/result.h>

#include "engine/base/hash.h"
#include "engine/corpus/inputs.h"

namespace unspin::corpus {

/// One step of reading. Never of two members.
struct Piece {
  bool first_of_member = false;
  bool broken = false;  // the member breaks off behind this piece; what follows is of a later member
  bool last = false;    // of the file
};

class MemberReader {
 public:
  /// `begins`: whether a record can begin with the bytes that a member starts with. Behind a broken member, reading
  /// goes on at the next one of which this holds.
  [[nodiscard]] static Result<MemberReader> open(const std::filesystem::path& path, bool (*begins)(std::string_view));
  MemberReader(MemberReader&&) noexcept;
  MemberReader& operator=(MemberReader&&) noexcept;
  ~MemberReader();

  /// Appends to `out`: a whole member of up to 4 MiB, or about `size` bytes of a longer one or of a plain file.
  [[nodiscard]] Result<Piece> read(std::string& out, std::size_t size);

  [[nodiscard]] Compression compression() const noexcept;
  /// Empty, or why nothing more could be read before the file ended.
  [[nodiscard]] const std::string& damage() const noexcept;
  [[nodiscard]] std::uint64_t file_bytes_read() const noexcept;
  /// Of the bytes on disk read so far.
  [[nodiscard]] base::Hash128 digest() const;

 private:
  struct State;
  explicit MemberReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace unspin::corpus
