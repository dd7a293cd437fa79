#include "engine/detect/gather.h"

#include <fmt/format.h>

#include "engine/detect/reading.h"

namespace unspin::detect {

namespace {

/// Of one block.
struct Part {
  std::vector<std::string> ids;
  std::vector<std::vector<std::uint64_t>> sets;
  std::vector<std::string> pages;
  std::string rejects;
};

void gather_record(const GatherPlan& plan, const corpus::Block& block, std::size_t i, Shingler& tool, Part& out) {
  const auto doc = static_cast<std::uint32_t>(block.first_record + i);
  if (!plan.named.contains(doc)) return;
  const auto record = tool.parser.parse(block, block.records[i]);
  const std::string_view id = record ? record->id : std::string_view();
  out.ids.emplace_back(id);
  if (plan.compared.contains(doc)) out.sets.push_back(record ? tool.set_of(*record) : std::vector<std::uint64_t>());
  if (plan.read.contains(doc)) out.pages.push_back(corpus::encode_page(record ? *record : corpus::Record{}));
  if (!plan.repeated.contains(doc)) return;
  out.rejects += reject_line(block.file->input.path.string(), block.records[i].offset, "repeated-id",
                             fmt::format("an earlier record has the id {}", id));
}

Result<void> keep(const Part& part, Gathered& gathered) {
  for (const std::string& id : part.ids) gathered.ids.add(id);
  for (const auto& set : part.sets) {
    if (auto ok = gathered.sets.add(set); !ok) return ok;
  }
  for (const std::string& page : part.pages) {
    if (auto ok = gathered.pages.add(page); !ok) return ok;
  }
  return {};
}

}  // namespace

Result<Gathered> gather(Context& context, const corpus::Fields& fields, const HostFurniture& furniture, Scan& scan,
                        const GatherPlan& plan) {
  context.begin_stage("gather");
  const auto rejects_path = context.scratch("repeated-ids.rejects");
  auto rejects = base::File::create(rejects_path);
  if (!rejects) return pass_on(rejects);
  auto pages = corpus::PageStore::create(context.scratch("pages"));
  if (!pages) return pass_on(pages);
  Gathered gathered{{}, shingle::SetStore(context.scratch("sets"), context.memory_bytes() / 2), std::move(*pages)};
  PerThread<Shingler> shinglers([&] { return std::make_unique<Shingler>(fields, furniture); });
  auto digests = read_blocks<Part>(
      context, "gather", fields,
      [&](const corpus::Block& block) {
        Part out;
        auto tool = shinglers.borrow();
        for (std::size_t i = 0; i < block.records.size(); ++i) gather_record(plan, block, i, *tool.get(), out);
        return out;
      },
      [&](const corpus::Block&, const Part& out) -> Result<void> {
        if (auto ok = keep(out, gathered); !ok) return ok;
        return rejects->write(out.rejects);
      });
  if (!digests) return pass_on(digests);
  if (auto ok = check_unchanged(scan, *digests); !ok) return pass_on(ok);
  if (auto ok = rejects->close(); !ok) return pass_on(ok);
  scan.reject_files.push_back(rejects_path);
  context.end_stage(context.input_bytes());
  return gathered;
}

}  // namespace unspin::detect
