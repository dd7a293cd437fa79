#include "engine/detect/kept.h"

#include "engine/corpus/json_text.h"
#include "engine/corpus/kept_writer.h"
#include "engine/detect/pipeline.h"
#include "engine/detect/reading.h"

namespace unspin::detect {
namespace {

struct KeptPiece {
  std::string bytes;
  bool has_file;  // a text file that goes has none
};

/// The records of a block that stay, as they came (or their ids), compressed like their file.
class KeptPicker {
 public:
  KeptPicker(const DedupOptions& options, const Documents& docs, const Removal& removal)
      : options_(options),
        docs_(docs),
        removal_(removal),
        parsers_([this] { return std::make_unique<corpus::RecordParser>(fields_of(options_.input)); }) {}

  KeptPiece operator()(const corpus::Block& block) {
    const bool is_record = corpus::is_one_record(block.file->input.format);
    KeptPiece piece{{}, !is_record};
    std::string& out = piece.bytes;
    const bool first_of_csv = corpus::has_header(block.file->input.format) && block.first_of_file;
    if (first_of_csv && !options_.ids_only) out = block.file->header + "\n";
    for (std::size_t i = 0; i < block.records.size(); ++i) {
      const auto doc = static_cast<std::uint32_t>(block.first_record + i);
      if (docs_.refused(doc) || removal_.kept_instead[doc] != kStays) continue;
      piece.has_file = true;
      if (options_.ids_only) {
        add_id(block, block.records[i], out);
      } else {
        out += block.raw(block.records[i]);
        if (!is_record) out += '\n';
      }
    }
    if (!out.empty() && !options_.ids_only) out = corpus::compress(out, block.file->input.compression);
    return piece;
  }

 private:
  void add_id(const corpus::Block& block, const corpus::RawRecord& raw, std::string& out) {
    auto parser = parsers_.borrow();
    const auto record = parser->parse(block, raw);
    if (!record) return;
    out += "{\"id\":";
    corpus::append_json_string(out, record->id);
    out += "}\n";
  }

  const DedupOptions& options_;
  const Documents& docs_;
  const Removal& removal_;
  PerThread<corpus::RecordParser> parsers_;
};

}  // namespace

Result<void> write_kept(Context& context, const DedupOptions& options, const Scan& scan, const Documents& docs,
                        const Removal& removal, const base::StagedFolder& folder) {
  context.begin_stage("write");
  corpus::KeptWriter writer(folder.path());
  std::optional<base::StagedFile> ids;
  if (options.ids_only) {
    auto file = base::StagedFile::create(folder.path() / "ids.jsonl");
    if (!file) return pass_on(file);
    ids.emplace(std::move(*file));
  }
  KeptPicker pick(options, docs, removal);
  auto digests = read_blocks<KeptPiece>(
      context, "write", [&](const corpus::Block& block) { return pick(block); },
      [&](const corpus::Block& block, const KeptPiece& piece) -> Result<void> {
        if (ids) return ids->write(piece.bytes);
        return piece.has_file ? writer.write(block, piece.bytes) : Result<void>();
      });
  if (!digests) return pass_on(digests);
  if (auto ok = check_unchanged(scan, *digests); !ok) return ok;
  context.end_stage(context.input_bytes());
  return ids ? ids->commit() : Result<void>();
}

}  // namespace unspin::detect
