#include "engine/detect/kept.h"

#include <unordered_map>

#include "engine/base/doc_subset.h"
#include "engine/corpus/json_text.h"
#include "engine/corpus/kept_writer.h"
#include "engine/corpus/revisit.h"
#include "engine/corpus/tar.h"
#include "engine/detect/pipeline.h"
#include "engine/detect/reading.h"

namespace unspin::detect {
namespace {

struct KeptPiece {
  std::string bytes;
  bool has_file;  // a text file that goes has none
};

using Originals = std::unordered_map<std::uint32_t, corpus::Original>;

constexpr std::string_view kExactProfile = "urn:unspin:revisit:exact";
constexpr std::string_view kNearProfile = "urn:unspin:revisit:near-duplicate";

bool is_archive(corpus::Format format) { return format == corpus::Format::Warc || format == corpus::Format::Arc; }

/// The records of a block that stay, as they came (or their ids), compressed like their file.
class KeptPicker {
 public:
  KeptPicker(const DedupOptions& options, const Documents& docs, const Removal& removal, const Originals& originals)
      : options_(options), docs_(docs), removal_(removal), originals_(originals), parsers_([this] {
          return std::make_unique<corpus::RecordParser>(fields_of(options_.input));
        }) {}

  KeptPiece operator()(const corpus::Block& block) {
    const corpus::Format format = block.file->input.format;
    if (options_.ids_only) return ids(block);
    if (is_archive(format)) return archive(block);
    if (format == corpus::Format::Parquet) return rows(block);
    const bool is_record = corpus::is_one_record(format);
    KeptPiece piece{{}, !is_record};
    std::string& out = piece.bytes;
    if (corpus::has_header(format) && block.first_of_file) out = block.file->header + "\n";
    for (std::size_t i = 0; i < block.records.size(); ++i) {
      if (!stays(block, i)) continue;
      piece.has_file = true;
      out += block.raw(block.records[i]);
      if (!is_record && format != corpus::Format::Tar) out += '\n';
    }
    if (format == corpus::Format::Tar && block.last_of_file) out.append(2 * corpus::kTarBlock, '\0');
    if (!out.empty()) out = corpus::compress(out, block.file->input.compression);
    return piece;
  }

 private:
  static std::uint32_t doc_of(const corpus::Block& block, std::size_t i) {
    return static_cast<std::uint32_t>(block.first_record + i);
  }
  bool stays(const corpus::Block& block, std::size_t i) const {
    const std::uint32_t doc = doc_of(block, i);
    return !docs_.refused(doc) && removal_.kept_instead[doc] == kStays;
  }

  /// A byte for each row.
  KeptPiece rows(const corpus::Block& block) const {
    KeptPiece piece{std::string(block.records.size(), '\0'), true};
    for (std::size_t i = 0; i < block.records.size(); ++i) piece.bytes[i] = stays(block, i) ? '\1' : '\0';
    return piece;
  }

  KeptPiece ids(const corpus::Block& block) {
    KeptPiece piece{{}, true};
    for (std::size_t i = 0; i < block.records.size(); ++i) {
      if (stays(block, i)) add_id(block, block.records[i], piece.bytes);
    }
    return piece;
  }

  void add_id(const corpus::Block& block, const corpus::RawRecord& raw, std::string& out) {
    auto parser = parsers_.borrow();
    const auto record = parser->parse(block, raw);
    if (!record) return;
    out += "{\"id\":";
    corpus::append_json_string(out, record->id);
    out += "}\n";
  }

  /// WARC and ARC: every record is compressed by itself, so that each can be read alone.
  KeptPiece archive(const corpus::Block& block) {
    const corpus::InputFile& file = block.file->input;
    const std::string_view end = file.format == corpus::Format::Warc ? "\r\n\r\n" : "\n";
    KeptPiece piece{{}, true};
    for (std::size_t i = 0; i < block.records.size(); ++i) {
      std::string record = archive_record(block, i);
      if (!record.empty()) piece.bytes += corpus::compress(record.append(end), file.compression);
    }
    return piece;
  }

  /// What becomes of a record of an archive; empty when it goes.
  std::string archive_record(const corpus::Block& block, std::size_t i) const {
    const std::string_view record = block.raw(block.records[i]);
    const std::uint32_t doc = doc_of(block, i);
    const corpus::Format format = block.file->input.format;
    const bool revisits = options_.revisits && format == corpus::Format::Warc;
    const bool skipped = (docs_.flags[doc] & kSkipped) != 0;
    if (stays(block, i) || (skipped && (revisits || corpus::describes_file(format, record))))
      return std::string(record);
    if (docs_.refused(doc) || !revisits) return {};
    const std::uint32_t kept = removal_.kept_instead[doc];
    const auto original = originals_.find(kept);
    if (original == originals_.end()) return {};
    const bool exact = docs_.representative[doc] == docs_.representative[kept];
    return corpus::revisit_record(record, original->second, exact ? kExactProfile : kNearProfile);
  }

  const DedupOptions& options_;
  const Documents& docs_;
  const Removal& removal_;
  const Originals& originals_;
  PerThread<corpus::RecordParser> parsers_;
};

/// The WARC records that removed ones give way to.
Result<Originals> read_originals(const Context& context, const Removal& removal) {
  base::DocSubset wanted(static_cast<std::uint32_t>(removal.kept_instead.size()));
  for (const std::uint32_t kept : removal.kept_instead) {
    if (kept != kStays) wanted.add(kept);
  }
  using Found = std::vector<std::pair<std::uint32_t, corpus::Original>>;
  Originals originals;
  auto done = read_blocks<Found>(
      context, "write", std::nullopt,
      [&](const corpus::Block& block) {
        Found found;
        for (std::size_t i = 0; i < block.records.size() && block.file->input.format == corpus::Format::Warc; ++i) {
          const auto doc = static_cast<std::uint32_t>(block.first_record + i);
          if (wanted.contains(doc)) found.emplace_back(doc, corpus::original_of(block.raw(block.records[i])));
        }
        return found;
      },
      [&](const corpus::Block&, const Found& found) -> Result<void> {
        originals.insert(found.begin(), found.end());
        return {};
      });
  if (!done) return pass_on(done);
  return originals;
}

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
  auto originals = options.revisits ? read_originals(context, removal) : Originals();
  if (!originals) return pass_on(originals);
  KeptPicker pick(options, docs, removal, *originals);
  const std::optional<corpus::Fields> fields =
      options.ids_only ? std::optional(fields_of(options.input)) : std::nullopt;
  auto digests = read_blocks<KeptPiece>(
      context, "write", fields, [&](const corpus::Block& block) { return pick(block); },
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
