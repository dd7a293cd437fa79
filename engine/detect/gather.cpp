#include "engine/detect/gather.h"

#include "engine/detect/reading.h"
#include "engine/shingle/shingles.h"

namespace unspin::detect {

const std::vector<std::uint64_t>& Shingler::set_of(std::string_view text) {
  shingle::shingles_of(words_(text), shingles_);
  shingle::make_set(shingles_, scratch_);
  return shingles_;
}

namespace {

/// Of one block.
struct Gathered {
  std::vector<std::string> ids;
  std::vector<std::vector<std::uint64_t>> sets;
};

}  // namespace

Result<void> gather(Context& context, const corpus::Fields& fields, const base::DocSubset& named,
                    const base::DocSubset& compared, IdTable& ids, shingle::SetStore& sets) {
  context.begin_stage("gather");
  PerThread<Shingler> shinglers([&] { return std::make_unique<Shingler>(fields); });
  auto read = read_blocks<Gathered>(
      context, "gather",
      [&](const corpus::Block& block) {
        Gathered out;
        auto tool = shinglers.borrow();
        for (std::size_t i = 0; i < block.records.size(); ++i) {
          const auto doc = static_cast<std::uint32_t>(block.first_record + i);
          if (!named.contains(doc)) continue;
          const auto record = tool->parser.parse(block, block.records[i]);
          out.ids.emplace_back(record ? record->id : std::string_view());
          if (compared.contains(doc))
            out.sets.push_back(record ? tool->set_of(record->text) : std::vector<std::uint64_t>());
        }
        return out;
      },
      [&](const corpus::Block&, const Gathered& out) -> Result<void> {
        for (const std::string& id : out.ids) ids.add(id);
        for (const auto& set : out.sets) {
          if (auto ok = sets.add(set); !ok) return ok;
        }
        return {};
      });
  if (!read) return pass_on(read);
  context.end_stage(context.input_bytes());
  return {};
}

}  // namespace unspin::detect
