#include "engine/detect/read_documents.h"

#include "engine/corpus/blocks.h"
#include "engine/detect/context.h"
#include "engine/detect/own_folder.h"
#include "engine/detect/pipeline.h"

namespace unspin::detect {
Result<void> read_documents(const Run& run, const Input& input, std::vector<std::filesystem::path> results,
                            const std::function<void(const corpus::Record&)>& use) {
  const OwnFolder folder;
  const auto context = Context::create(run, input, "read", folder.path(), std::move(results));
  if (!context) return tl::unexpected(context.error());
  corpus::BlockReader reader(context->inputs(), fields_of(input));
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
