#include "engine/base/file.h"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace unspin::base {
namespace {

constexpr std::size_t kWriteBuffer = std::size_t{1} << 18;

}  // namespace

Error io_error(std::string_view doing, const fs::path& path, int error_number) {
  return {Error::Code::Io,
          fmt::format("cannot {} {}: {}", doing, path.string(), std::generic_category().message(error_number))};
}

Error scratch_damage(const fs::path& path, std::string_view what) {
  return {Error::Code::CorruptFile, fmt::format("{}: {}; run again without --resume", path.string(), what)};
}

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  return *this;
}

File::~File() {
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

Result<File> File::open(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return tl::unexpected(io_error("open", path, errno));
  return File(descriptor, path);
}

Result<File> File::create(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) return tl::unexpected(io_error("create", path, errno));
  return File(descriptor, path);
}

Result<File> File::create_locked(const fs::path& path) {
  auto file = create(path);
  if (file && ::flock(file->descriptor_, LOCK_EX | LOCK_NB) != 0) return tl::unexpected(io_error("lock", path, errno));
  return file;
}

File File::standard_input() { return File(STDIN_FILENO, "standard input"); }

bool File::wait_readable(int milliseconds) const {
  pollfd wanted{descriptor_, POLLIN, 0};
  return ::poll(&wanted, 1, milliseconds) > 0;
}

Result<std::size_t> File::read_some(void* data, std::size_t size) {
  while (true) {
    const ssize_t n = ::read(descriptor_, data, size);
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno != EINTR) return tl::unexpected(io_error("read", path_, errno));
  }
}

Result<std::size_t> File::read(void* data, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const auto n = read_some(static_cast<char*>(data) + done, size - done);
    if (!n) return n;
    if (*n == 0) break;
    done += *n;
  }
  return done;
}

Result<void> File::read_at(void* data, std::size_t size, std::uint64_t offset) const {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t n =
        ::pread(descriptor_, static_cast<char*>(data) + done, size - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return tl::unexpected(io_error("read", path_, errno));
    if (n == 0) {
      return failure(Error::Code::CorruptFile, fmt::format("{} ends at byte {}, {} more were expected", path_.string(),
                                                           offset + done, size - done));
    }
    done += static_cast<std::size_t>(n);
  }
  return {};
}

Result<void> File::write(const void* data, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t n = ::write(descriptor_, static_cast<const char*>(data) + done, size - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return tl::unexpected(io_error("write", path_, errno));
    done += static_cast<std::size_t>(n);
  }
  return {};
}

Result<void> File::close() {
  const int descriptor = std::exchange(descriptor_, -1);
  if (descriptor > STDIN_FILENO && ::close(descriptor) != 0) return tl::unexpected(io_error("write", path_, errno));
  return {};
}

Result<std::uint64_t> File::size() const {
  struct stat info{};
  if (::fstat(descriptor_, &info) != 0) return tl::unexpected(io_error("inspect", path_, errno));
  return static_cast<std::uint64_t>(info.st_size);
}

StagedFile::~StagedFile() {
  std::error_code ignored;
  if (!final_path_.empty()) fs::remove(final_path_.string() + ".partial", ignored);
}

Result<StagedFile> StagedFile::create(const fs::path& path) {
  auto file = File::create(path.string() + ".partial");
  if (!file) return pass_on(file);
  StagedFile staged;
  staged.final_path_ = path;
  staged.file_ = std::move(*file);
  return staged;
}

Result<void> StagedFile::write(std::string_view text) {
  buffer_.append(text);
  if (buffer_.size() < kWriteBuffer) return {};
  auto written = file_.write(buffer_);
  buffer_.clear();
  return written;
}

Result<void> StagedFile::commit() {
  if (auto written = file_.write(buffer_); !written) return written;
  if (auto closed = file_.close(); !closed) return closed;
  std::error_code error;
  fs::rename(final_path_.string() + ".partial", final_path_, error);
  if (error) return tl::unexpected(io_error("rename to", final_path_, error.value()));
  final_path_.clear();
  return {};
}

StagedFolder::~StagedFolder() {
  std::error_code ignored;
  if (!final_path_.empty()) fs::remove_all(path(), ignored);
}

Result<StagedFolder> StagedFolder::create(const fs::path& path) {
  StagedFolder folder(path);
  std::error_code error;
  fs::remove_all(folder.path(), error);
  if (error) return tl::unexpected(io_error("empty", folder.path(), error.value()));
  if (auto made = make_directories(folder.path()); !made) return pass_on(made);
  return folder;
}

Result<void> StagedFolder::commit() {
  std::error_code error;
  fs::rename(path(), final_path_, error);
  if (error) return tl::unexpected(io_error("rename to", final_path_, error.value()));
  final_path_.clear();
  return {};
}

Result<void> make_directories(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return tl::unexpected(io_error("create directory", path, error.value()));
  return {};
}

Result<std::string> read_file(const fs::path& path) {
  auto file = File::open(path);
  if (!file) return pass_on(file);
  std::string text;
  constexpr std::size_t kStep = std::size_t{1} << 16;
  while (true) {
    const std::size_t before = text.size();
    text.resize(before + kStep);
    const auto n = file->read(text.data() + before, kStep);
    if (!n) return tl::unexpected(n.error());
    text.resize(before + *n);
    if (*n < kStep) return text;
  }
}

Result<void> write_file(const fs::path& path, std::string_view text) {
  auto file = StagedFile::create(path);
  if (!file) return pass_on(file);
  if (auto written = file->write(text); !written) return written;
  return file->commit();
}

}  // namespace unspin::base
