#include "engine/corpus/parquet_module.h"

#include <array>
#include <system_error>

#include <dlfcn.h>
#include <fmt/format.h>

namespace unspin::corpus {
namespace {

namespace fs = std::filesystem;

constexpr char kName[] = "unspin_parquet.so";

/// Beside the program, or where it is installed.
std::array<fs::path, 3> places() {
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  return {program / kName, program / "../lib/unspin" / kName, fs::path(UNSPIN_MODULE_DIR) / kName};
}

Result<const ParquetModule*> open_module() {
  for (const fs::path& path : places()) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) continue;
    void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);  // never closed
    const auto refused = [&] {
      return failure(Error::Code::InvalidOptions,
                     fmt::format("Parquet cannot be read: {}; build unspin again beside the Arrow that is there now",
                                 ::dlerror()));
    };
    if (library == nullptr) return refused();
    const auto entry = reinterpret_cast<ParquetEntry*>(::dlsym(library, kParquetEntry));
    if (entry == nullptr) return refused();
    return entry();
  }
  return failure(Error::Code::InvalidOptions,
                 fmt::format("Parquet needs {}, which this build is without: run tools/install-dependencies --parquet "
                             "(or install Arrow for C++) and build again, or convert it to JSON lines",
                             kName));
}

}  // namespace

Result<const ParquetModule*> parquet_module() {
  static const Result<const ParquetModule*> module = open_module();
  return module;
}

}  // namespace unspin::corpus
