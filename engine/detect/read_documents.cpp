#include "engine/detect/read_documents.h"

#include <unistd.h>

#include <atomic>
#include <filesystem>

#include <fmt/format.h>

#include "engine/corpus/blocks.h"
#include "engine/detect/context.h"
#include "engine/detect/pipeline.h"

namespace unspin::detect {
namespace {

/// A folder of this call alone, for the copy of standard input; gone with it.
class OwnFolder {
 public:
  OwnFolder() {
    std::error_code none;  // without a folder for temporary files, the current one
    path_ = std::filesystem::temp_directory_path(none) / fmt::format("unspin-{}-{}", ::getpid(), ++calls_);
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
  ~OwnFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  static inline std::atomic<unsigned> calls_{0};
  std::filesystem::path path_;
};

}  // namespace

Result<void> read_documents(const Run& run, const Input& input, std::vector<std::filesystem::path> results,
                            const std::function<void(const corpus::Record&)>& use) {
  const OwnFolder folder;
  const auto context = Context::create(run, input, "read", folder.path(), std::move(results));
  if (!context) return tl::unexpected(context.error());
  corpus::BlockReader reader(context->inputs());
  corpus::RecordParser parser(fields_of(input));
  for (;;) {
    if (auto go_on = context->check_stop(); !go_on) return go_on;
    const auto block = reader.next();
    if (!block) return tl::unexpected(block.error());
    if (!*block) return {};
    for (const corpus::RawRecord& raw : (*block)->records) {
      const auto record = parser.parse(**block, raw);
      if (record) use(*record);
    }
  }
}

}  // namespace unspin::detect
