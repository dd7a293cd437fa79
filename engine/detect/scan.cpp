#include "engine/detect/scan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <sstream>

#include <fmt/format.h>

#include "engine/base/parallel.h"
#include "engine/corpus/json_text.h"
#include "engine/detect/chunk_file.h"
#include "engine/detect/line_chunks.h"
#include "engine/detect/packing.h"
#include "engine/detect/page_lines.h"
#include "engine/detect/reading.h"
#include "engine/lsh/band_keys.h"
#include "engine/shingle/shingles.h"
#include "engine/shingle/terms.h"
#include "engine/sketch/minhash.h"
#include "engine/text/prose.h"
#include "engine/text/words.h"

namespace unspin::detect {
namespace {

constexpr std::uint64_t kSegmentDocs = std::uint64_t{1} << 16;
constexpr std::uint64_t kMaxRecords = std::numeric_limits<std::uint32_t>::max() - 1;

/// Counts documents that the crawler cut, beside the reasons for which records are skipped.
constexpr char kTruncated[] = "(truncated)";

/// Columns under construction, of a block and then of a segment.
struct Columns {
  explicit Columns(int bands) : keys(static_cast<std::size_t>(bands)) {}

  std::vector<std::uint8_t> flags;
  std::vector<std::uint32_t> text_bytes;
  std::vector<double> preference;
  std::vector<std::uint64_t> id_low, id_high, text_low, text_high;
  std::vector<std::vector<std::uint64_t>> keys;  // a column for each band
  std::string rejects;                           // lines
  std::map<std::string, std::uint64_t> skipped;  // by reason; and kTruncated, which is none
  std::string lines;                             // a chunk of a line file; of a block only
  std::string terms;                             // likewise

  std::uint64_t size() const { return flags.size(); }

  void append(const Columns& other) {
    const auto join = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    join(flags, other.flags);
    join(text_bytes, other.text_bytes);
    join(preference, other.preference);
    join(id_low, other.id_low);
    join(id_high, other.id_high);
    join(text_low, other.text_low);
    join(text_high, other.text_high);
    for (std::size_t b = 0; b < keys.size(); ++b) join(keys[b], other.keys[b]);
    rejects += other.rejects;
    for (const auto& [reason, count] : other.skipped) skipped[reason] += count;
  }

  void add(std::uint8_t flag, std::uint32_t bytes, double prefer, base::Hash128 id, base::Hash128 text) {
    flags.push_back(flag);
    text_bytes.push_back(bytes);
    preference.push_back(prefer);
    id_low.push_back(id.low);
    id_high.push_back(id.high);
    text_low.push_back(text.low);
    text_high.push_back(text.high);
  }

  std::vector<lsh::Column> in_order() const {
    std::vector<lsh::Column> list{{1, flags.data()},    {4, text_bytes.data()}, {8, preference.data()},
                                  {8, id_low.data()},   {8, id_high.data()},    {8, text_low.data()},
                                  {8, text_high.data()}};
    for (const auto& band : keys) list.push_back({8, band.data()});
    return list;
  }
};

/// What one thread needs to turn records into columns.
class Sketcher {
 public:
  Sketcher(const ScanOptions& options, postings::ShingleCounts* counts)
      : options_(options),
        counts_(counts),
        parser_(options.fields),
        hasher_(std::max(1, options.banding.num_minima())),
        keys_(static_cast<std::size_t>(options.banding.bands)) {}

  void add(const corpus::Block& block, const corpus::RawRecord& raw, Columns& columns) {
    const auto record = parser_.parse(block, raw);
    if (!record) {
      add_refused(block, raw, record.error(), columns);
      return;
    }
    const std::uint64_t host = options_.lines ? host_key(record->crawled, record->url, record->canonical) : 0;
    const PageLines* const lines = host == 0 ? nullptr : &lines_(host, record->text);
    const auto words = lines != nullptr ? std::span<const std::uint64_t>(lines->words) : words_(record->text);
    if (lines != nullptr) {
      pack_page({columns.size(), host, address_key(record->url, record->canonical), path_key(record->url)}, *lines,
                columns.lines);
    }
    std::uint8_t flags = record->id_generated ? kIdGenerated : 0;
    if (!words.empty()) flags |= kHasWords;
    if (block.file->input.against) flags |= kAgainst;
    if (!record->truncated.empty()) ++columns.skipped[kTruncated];
    columns.add(flags, static_cast<std::uint32_t>(record->text.size()), preference(*record),
                base::hash128(record->id.data(), record->id.size()), shingle::text_digest(words));
    sketch(words);
    for (std::size_t b = 0; b < keys_.size(); ++b) columns.keys[b].push_back(keys_[b]);
    add_terms(record->text, lines, columns);
  }

 private:
  void add_refused(const corpus::Block& block, const corpus::RawRecord& raw, const corpus::Refusal& why,
                   Columns& columns) {
    columns.add(why.skipped ? kRefused | kSkipped : kRefused, 0, 0, {}, {});
    for (auto& band : columns.keys) band.push_back(0);
    add_terms({}, nullptr, columns);
    if (why.skipped) {
      ++columns.skipped[why.reason];
    } else {
      columns.rejects += reject_line(block.file->input.path.string(), raw.offset, why.reason, why.detail);
    }
  }

  void add_terms(std::string_view text, const PageLines* lines, Columns& columns) {
    if (!options_.terms) return;
    const text::Prose& prose = prose_(text);
    shingle::terms_of(prose, terms_);
    pack(terms_.ends, columns.terms);
    pack(terms_.terms, columns.terms);
    const SentenceLines places = lines == nullptr ? SentenceLines() : lines_of_sentences(*lines, prose);
    pack(places.keys, columns.terms);
    pack(places.first, columns.terms);
    pack(places.last, columns.terms);
  }

  double preference(const corpus::Record& record) const {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    switch (options_.preference) {
      case Preference::None: break;
      case Preference::Date: return record.date.value_or(kNone);
      case Preference::Score: return record.score.value_or(kNone);
    }
    return 0;
  }

  void sketch(std::span<const std::uint64_t> words) {
    if (counts_ == nullptr && keys_.empty()) return;
    shingle::shingles_of(words, shingles_);
    if (counts_ != nullptr) {
      shingle::make_set(shingles_, scratch_);
      counts_->add(shingles_);
    }
    if (!keys_.empty()) lsh::band_keys(options_.banding, hasher_(shingles_), keys_);
  }

  const ScanOptions& options_;
  postings::ShingleCounts* counts_;
  corpus::RecordParser parser_;
  text::WordHasher words_;
  LineReader lines_;
  sketch::MinHasher hasher_;
  std::vector<std::uint64_t> shingles_;
  std::vector<std::uint64_t> scratch_;
  std::vector<std::uint64_t> keys_;
  text::ProseReader prose_;
  shingle::TermList terms_;
};

std::string segment_name(std::size_t i) { return fmt::format("segment-{:05}", i); }

/// Counts by reason as lines, and back.
std::string skipped_lines(const std::map<std::string, std::uint64_t>& skipped) {
  std::string lines;
  for (const auto& [reason, count] : skipped) lines += fmt::format("{} {}\n", reason, count);
  return lines;
}

void add_skipped(const std::string& lines, std::map<std::string, std::uint64_t>& skipped) {
  std::istringstream in(lines);
  std::string reason;
  for (std::uint64_t count = 0; in >> reason >> count;) skipped[reason] += count;
}

/// Takes blocks in order and writes segments.
class SegmentSink {
 public:
  SegmentSink(const Context& context, const ScanOptions& options, std::size_t num_done, std::uint64_t first_doc)
      : context_(context),
        chunks_{{{"lines", options.lines, {}}, {"terms", options.terms, {}}}},
        columns_(options.banding.bands),
        next_(num_done),
        first_doc_(first_doc) {}

  Result<void> add(const Columns& columns) {
    if (columns.size() == 0) return {};
    if (auto ok = add_chunk(chunks_[kLines], columns.lines); !ok) return ok;
    if (auto ok = add_chunk(chunks_[kTerms], columns.terms); !ok) return ok;
    columns_.append(columns);
    return columns_.size() >= kSegmentDocs ? flush() : Result<void>();
  }

  Result<void> flush() {
    if (columns_.size() == 0) return {};
    const std::string name = segment_name(next_);
    if (auto ok = base::write_file(context_.scratch(name + ".rejects"), columns_.rejects); !ok) return ok;
    if (auto ok = base::write_file(context_.scratch(name + ".skipped"), skipped_lines(columns_.skipped)); !ok) {
      return ok;
    }
    for (Chunks& chunks : chunks_) {
      if (!chunks.writer) continue;
      if (auto ok = chunks.writer->commit(); !ok) return ok;
      chunks.writer.reset();
    }
    const auto list = columns_.in_order();
    if (auto ok = lsh::write_segment(context_.scratch(name), context_.fingerprint(), first_doc_, columns_.size(), list);
        !ok) {
      return ok;
    }
    ++next_;
    first_doc_ += columns_.size();
    columns_ = Columns(static_cast<int>(columns_.keys.size()));
    return {};
  }

 private:
  /// A file of chunks beside the segment under construction; made when there is something to put there.
  struct Chunks {
    std::string extension;
    bool wanted;
    std::optional<ChunkWriter> writer;
  };
  enum { kLines, kTerms };

  Result<void> add_chunk(Chunks& chunks, std::string_view chunk) {
    if (!chunks.wanted || chunk.empty()) return {};
    if (!chunks.writer) {
      const auto path = context_.scratch(segment_name(next_) + "." + chunks.extension);
      auto writer = ChunkWriter::create(path, context_.fingerprint());
      if (!writer) return pass_on(writer);
      chunks.writer.emplace(std::move(*writer));
    }
    return chunks.writer->add(first_doc_ + columns_.size(), chunk);
  }

  const Context& context_;
  std::array<Chunks, 2> chunks_;
  Columns columns_;
  std::size_t next_;
  std::uint64_t first_doc_;
};

/// Opens the segments that are whole, in order, and their rejects.
Result<Scan> load_segments(const Context& context, bool with_terms) {
  Scan scan;
  while (std::filesystem::exists(context.scratch(segment_name(scan.segments.size())))) {
    const std::string name = segment_name(scan.segments.size());
    auto segment = lsh::Segment::open(context.scratch(name), context.fingerprint());
    if (!segment) return pass_on(segment);
    scan.num_records = segment->first_doc() + segment->num_docs();
    scan.segments.push_back(std::move(*segment));
    scan.reject_files.push_back(context.scratch(name + ".rejects"));
    const auto skipped = base::read_file(context.scratch(name + ".skipped"));
    if (!skipped) return tl::unexpected(skipped.error());
    add_skipped(*skipped, scan.skipped);
    if (const auto lines = context.scratch(name + ".lines"); std::filesystem::exists(lines))
      scan.line_files.push_back(lines);
    if (with_terms) scan.term_files.push_back(context.scratch(name + ".terms"));
  }
  if (const auto truncated = scan.skipped.extract(kTruncated)) scan.truncated = truncated.mapped();
  return scan;
}

void remove_segments(const Context& context) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(context.scratch(""), ignored)) {
    if (entry.path().filename().string().starts_with("segment-")) std::filesystem::remove(entry.path(), ignored);
  }
}

}  // namespace

Result<void> check_unchanged(const Scan& scan, const std::vector<base::Hash128>& digests) {
  if (digests == scan.input_digests) return {};
  return failure(Error::Code::Io, "an input changed while it was read; run again");
}

std::string reject_line(const std::string& file, std::uint64_t offset, const std::string& reason,
                        const std::string& detail) {
  std::string line = "{\"file\":";
  corpus::append_json_string(line, file);
  line += fmt::format(",\"offset\":{},\"reason\":\"{}\",\"detail\":", offset, reason);
  corpus::append_json_string(line, detail);
  return line + "}\n";
}

Result<void> Scan::put_own_keys(std::size_t segment, std::size_t column, std::vector<std::uint64_t>& keys) const {
  const auto own = own_keys.find(segment);
  if (column < kFirstBand || own == own_keys.end()) return {};
  std::vector<std::uint32_t> docs(own->second.num_docs());
  std::vector<std::uint64_t> theirs(docs.size());
  if (auto ok = own->second.read_column(0, docs.data()); !ok) return ok;
  if (auto ok = own->second.read_column(1 + column - kFirstBand, theirs.data()); !ok) return ok;
  for (std::size_t i = 0; i < docs.size(); ++i) keys[docs[i] - segments[segment].first_doc()] = theirs[i];
  return {};
}

base::EntrySource Scan::entries(std::size_t column, std::function<bool(std::uint32_t)> wanted) const {
  return [this, column, wanted = std::move(wanted)](base::KeyRange range,
                                                    std::vector<base::KeyedDoc>& out) -> Result<void> {
    std::vector<std::uint64_t> keys;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const lsh::Segment& segment = segments[i];
      keys.resize(segment.num_docs());
      if (auto ok = segment.read_column(column, keys.data()); !ok) return ok;
      if (auto ok = put_own_keys(i, column, keys); !ok) return ok;
      auto doc = static_cast<std::uint32_t>(segment.first_doc());
      for (const std::uint64_t key : keys) {
        if (range.contains(key) && wanted(doc)) out.push_back({key, doc});
        ++doc;
      }
    }
    return {};
  };
}

Result<Scan> scan(Context& context, const ScanOptions& options, postings::ShingleCounts* counts) {
  context.begin_stage("scan");
  if (counts != nullptr) remove_segments(context);  // counts live in memory: an exhaustive join starts its scan anew
  auto done = load_segments(context, options.terms);
  if (!done) return pass_on(done);

  const std::uint64_t resume_at = done->num_records;
  SegmentSink sink(context, options, done->segments.size(), resume_at);
  PerThread<Sketcher> sketchers([&] { return std::make_unique<Sketcher>(options, counts); });
  std::vector<std::string> damaged;
  auto digests = read_blocks<Columns>(
      context, "scan", options.fields,
      [&](const corpus::Block& block) {
        Columns columns(options.banding.bands);
        auto sketcher = sketchers.borrow();
        for (std::size_t i = 0; i < block.records.size(); ++i) {
          if (block.first_record + i >= resume_at) sketcher->add(block, block.records[i], columns);
        }
        return columns;
      },
      [&](const corpus::Block& block, const Columns& columns) -> Result<void> {
        if (!block.damage.empty())
          damaged.push_back(fmt::format("{}: {}", block.file->input.path.string(), block.damage));
        if (block.first_record + block.records.size() > kMaxRecords) {
          return failure(Error::Code::InvalidOptions, "more than 4,294,967,294 records; split the input");
        }
        return sink.add(columns);
      });
  if (!digests) return pass_on(digests);
  if (auto ok = sink.flush(); !ok) return pass_on(ok);
  auto whole = load_segments(context, options.terms);
  if (!whole) return pass_on(whole);
  constexpr std::uint64_t kBytesPerDocument = 64;  // of the largest later stage: docs/memory.md
  if (whole->num_records * kBytesPerDocument > context.memory_bytes() / 4 * 3) {
    return failure(Error::Code::InvalidOptions,
                   fmt::format("{} documents need --memory {}MiB or more", whole->num_records,
                               (whole->num_records * kBytesPerDocument / 3 * 4 >> 20) + 1));
  }
  whole->input_digests = std::move(*digests);
  whole->damaged_files = std::move(damaged);
  context.end_stage(context.input_bytes());
  return whole;
}

}  // namespace unspin::detect
