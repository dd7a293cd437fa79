// The shared object's entry: docs/architecture.md, corpus/parquet_module.h.

#include "engine/parquet/copier.h"
#include "engine/parquet/reader.h"

namespace unspin::parquet {
namespace {

class Module final : public corpus::ParquetModule {
 public:
  Result<std::unique_ptr<corpus::ParquetReader>> read(const std::filesystem::path& path) const override {
    return make_reader(path);
  }
  Result<std::unique_ptr<corpus::ParquetCopier>> copy(const std::filesystem::path& from,
                                                      const std::filesystem::path& to) const override {
    return make_copier(from, to);
  }
};

}  // namespace
}  // namespace unspin::parquet

extern "C" [[gnu::visibility("default")]] const unspin::corpus::ParquetModule* unspin_parquet_1() {
  static const unspin::parquet::Module module;
  return &module;
}
