#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

namespace unspin::detect {

/// The path of a folder of this call alone, for the copy of standard input; gone with it.
class OwnFolder {
 public:
  OwnFolder() {
    static std::atomic<unsigned> calls{0};
    std::error_code none;  // without a folder for temporary files, the current one
    path_ = std::filesystem::temp_directory_path(none) / fmt::format("unspin-{}-{}", ::getpid(), ++calls);
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
  ~OwnFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace unspin::detect
