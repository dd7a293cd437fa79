#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

namespace unspin::detect {

/// The path of a folder of its owner alone, for what is on scratch; gone with it.
class OwnFolder {
 public:
  /// In `parent`; empty: in the folder for temporary files.
  explicit OwnFolder(std::filesystem::path parent = {}) {
    static std::atomic<unsigned> calls{0};
    std::error_code none;  // without a folder for temporary files, the current one
    if (parent.empty()) parent = std::filesystem::temp_directory_path(none);
    path_ = parent / fmt::format("unspin-{}-{}", owner_, ++calls);
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
  ~OwnFolder() {
    if (::getpid() != owner_) return;  // a copy of the process: the folder is not its
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  pid_t owner_ = ::getpid();
  std::filesystem::path path_;
};

}  // namespace unspin::detect
