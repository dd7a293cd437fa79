#pragma once

// Files, with errors that name the path and the reason. Nothing here throws.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <unspin/result.h>

namespace unspin::base {

namespace fs = std::filesystem;

/// The Io error for a failed call on `path`, with the text of `error_number`.
[[nodiscard]] Error io_error(std::string_view doing, const fs::path& path, int error_number);
/// CorruptFile for an intermediate file that a run left.
[[nodiscard]] Error scratch_damage(const fs::path& path, std::string_view what);

/// The bytes of a plain value, as they go to a file.
template <typename T>
[[nodiscard]] std::string_view bytes_of(const T& value) noexcept {
  static_assert(std::is_trivially_copyable_v<T>);
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

/// An open file descriptor; closes itself. Move only.
class File {
 public:
  File() = default;
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  [[nodiscard]] static Result<File> open(const fs::path& path);
  /// Truncates what was there. Parent directories must exist.
  [[nodiscard]] static Result<File> create(const fs::path& path);
  [[nodiscard]] static File standard_input();
  /// Creates a file and locks it for as long as it is open; Io when another process has it locked.
  [[nodiscard]] static Result<File> create_locked(const fs::path& path);

  /// Up to `size` bytes from the current position; fewer only at the end of the file.
  [[nodiscard]] Result<std::size_t> read(void* data, std::size_t size);
  /// Waits up to `milliseconds` for something to read; false when nothing came.
  [[nodiscard]] bool wait_readable(int milliseconds) const;
  /// One read: up to `size` bytes, fewer when no more are there yet; 0 at the end.
  [[nodiscard]] Result<std::size_t> read_some(void* data, std::size_t size);
  /// Exactly `size` bytes from `offset`; CorruptFile when the file is too short. Safe from many threads at once.
  [[nodiscard]] Result<void> read_at(void* data, std::size_t size, std::uint64_t offset) const;
  [[nodiscard]] Result<void> write(const void* data, std::size_t size);
  [[nodiscard]] Result<void> write(std::string_view text) { return write(text.data(), text.size()); }
  /// Closes and reports what close() reports: on some file systems a full disk shows only here.
  [[nodiscard]] Result<void> close();
  [[nodiscard]] Result<std::uint64_t> size() const;
  [[nodiscard]] const fs::path& path() const noexcept { return path_; }

 private:
  File(int descriptor, fs::path path) : descriptor_(descriptor), path_(std::move(path)) {}
  int descriptor_ = -1;
  fs::path path_;
};

/// A result file: written as NAME.partial, renamed to NAME by commit(). What is not committed is deleted, so a file
/// under its own name is always whole.
class StagedFile {
 public:
  StagedFile() = default;
  StagedFile(StagedFile&&) noexcept = default;
  StagedFile& operator=(StagedFile&&) noexcept = default;
  ~StagedFile();

  [[nodiscard]] static Result<StagedFile> create(const fs::path& path);
  [[nodiscard]] Result<void> write(std::string_view text);
  [[nodiscard]] Result<void> commit();

 private:
  fs::path final_path_;  // empty once committed or moved from
  File file_;
  std::string buffer_;
};

/// A result folder: filled as NAME.partial, renamed to NAME by commit(); what is not committed is deleted.
class StagedFolder {
 public:
  StagedFolder(StagedFolder&& other) noexcept : final_path_(std::exchange(other.final_path_, {})) {}
  StagedFolder& operator=(StagedFolder&&) = delete;
  ~StagedFolder();

  /// Empties what a killed run left under NAME.partial. NAME itself must not exist when commit() is called.
  [[nodiscard]] static Result<StagedFolder> create(const fs::path& path);
  [[nodiscard]] fs::path path() const { return final_path_.string() + ".partial"; }
  [[nodiscard]] Result<void> commit();

 private:
  explicit StagedFolder(fs::path path) : final_path_(std::move(path)) {}
  fs::path final_path_;  // empty once committed or moved from
};

[[nodiscard]] Result<void> make_directories(const fs::path& path);
[[nodiscard]] Result<std::string> read_file(const fs::path& path);
/// Writes a small file whole: staged, then renamed.
[[nodiscard]] Result<void> write_file(const fs::path& path, std::string_view text);

}  // namespace unspin::base
