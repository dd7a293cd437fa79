#include "engine/verify/background.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "engine/base/file.h"

namespace unspin::verify {
namespace {

constexpr std::string_view kMagic = "UNSPINBG";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeaderBytes = 8 + 4 * sizeof(std::uint32_t);
constexpr float kMostOfANumber = 6;  // numbers recur by chance
constexpr float kOneDigit = 0.6F;    // those of one digit more often
static_assert(std::endian::native == std::endian::little, "the file is little-endian");

std::uint32_t fingerprint(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

float idf(std::uint32_t texts, std::uint32_t with_it) {
  return static_cast<float>(std::log((texts + 1.0) / (with_it + 0.5)));
}

using Counts = std::unordered_map<std::uint32_t, std::uint32_t>;

void count(std::vector<std::uint32_t>& seen, Counts& counts) {
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  for (const std::uint32_t print : seen) ++counts[print];
  seen.clear();
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> kept(const Counts& counts, std::uint32_t min_texts) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> entries;
  for (const auto& entry : counts) {
    if (entry.second >= min_texts) entries.push_back(entry);
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

void append(std::string& out, std::uint32_t number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void append(std::string& out, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& entries) {
  for (const auto& entry : entries) append(out, entry.first);
  for (const auto& entry : entries) append(out, entry.second);
}

/// Reads what append() wrote.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  std::uint32_t number() {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes_.data() + at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  std::vector<std::uint32_t> numbers(std::uint32_t count) {
    std::vector<std::uint32_t> values(count);
    for (std::uint32_t& value : values) value = number();
    return values;
  }
  void skip(std::size_t count) { at_ += count; }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

/// Ascending fingerprints, and frequencies from 1 to `texts`.
bool sound(const std::vector<std::uint32_t>& prints, const std::vector<std::uint32_t>& frequencies,
           std::uint32_t texts) {
  const bool ascending = std::adjacent_find(prints.begin(), prints.end(), std::greater_equal<>()) == prints.end();
  return ascending &&
         std::all_of(frequencies.begin(), frequencies.end(), [&](std::uint32_t f) { return f >= 1 && f <= texts; });
}

WeightTable table_of(const std::vector<std::uint32_t>& prints, const std::vector<std::uint32_t>& frequencies,
                     std::uint32_t texts) {
  std::vector<float> weights;
  weights.reserve(frequencies.size());
  for (const std::uint32_t frequency : frequencies) weights.push_back(idf(texts, frequency));
  return {prints, weights, idf(texts, 0)};
}

}  // namespace

WeightTable::WeightTable(const std::vector<std::uint32_t>& fingerprints, const std::vector<float>& weights,
                         float unknown)
    : slots_(std::bit_ceil(2 * fingerprints.size() + 1), Slot{0, 0}), mask_(slots_.size() - 1), unknown_(unknown) {
  for (std::size_t i = 0; i < fingerprints.size(); ++i) {
    std::size_t at = fingerprints[i] & mask_;
    while (slots_[at].weight != 0) at = (at + 1) & mask_;
    slots_[at] = {fingerprints[i], weights[i]};
  }
}

float WeightTable::operator()(std::uint64_t hash) const noexcept {
  const std::uint32_t print = fingerprint(hash);
  for (std::size_t at = print & mask_;; at = (at + 1) & mask_) {
    if (slots_[at].weight == 0) return unknown_;
    if (slots_[at].fingerprint == print) return slots_[at].weight;
  }
}

Result<Background> Background::parse(std::string_view bytes, std::string_view where) {
  const auto corrupt = [&](std::string_view what) {
    return failure(Error::Code::CorruptFile, fmt::format("{}: not a background table: {}", where, what));
  };
  if (bytes.size() < kHeaderBytes || !bytes.starts_with(kMagic)) return corrupt("it does not begin with UNSPINBG");
  Reader reader(bytes);
  reader.skip(kMagic.size());
  const std::uint32_t version = reader.number();
  if (version != kVersion)
    return failure(Error::Code::UnsupportedVersion,
                   fmt::format("{}: version {}, but this program reads version {}", where, version, kVersion));
  Background background;
  background.num_texts_ = reader.number();
  const std::uint32_t num_stems = reader.number();
  const std::uint32_t num_anchors = reader.number();
  const std::uint64_t expected = kHeaderBytes + 8 * (std::uint64_t{num_stems} + num_anchors);
  if (bytes.size() != expected) return corrupt(fmt::format("{} bytes, its header says {}", bytes.size(), expected));
  const auto stems = reader.numbers(num_stems);
  const auto stem_texts = reader.numbers(num_stems);
  const auto anchors = reader.numbers(num_anchors);
  const auto anchor_texts = reader.numbers(num_anchors);
  if (!sound(stems, stem_texts, background.num_texts_) || !sound(anchors, anchor_texts, background.num_texts_))
    return corrupt("entries out of order, or a frequency out of range");
  background.stems_ = table_of(stems, stem_texts, background.num_texts_);
  background.anchors_ = table_of(anchors, anchor_texts, background.num_texts_);
  return background;
}

Result<Background> Background::load(const std::filesystem::path& file) {
  auto bytes = base::read_file(file);
  if (!bytes) return pass_on(bytes);
  return parse(*bytes, file.string());
}

float Background::anchor_weight(const text::Token& token) const noexcept {
  const float weight = anchors_(token.anchor);
  return token.number ? std::min(kMostOfANumber, weight) * (token.digit ? kOneDigit : 1.0F) : weight;
}

/// What idf() was made from.
float Background::texts_with(float weight) const noexcept {
  return (static_cast<float>(num_texts_) + 1) * std::exp(-weight) - 0.5F;
}

float Background::name_share(const text::Token& token) const noexcept {
  const float as_name = texts_with(anchors_(token.anchor)) + 1;
  const std::uint64_t stem = token.stem != 0 ? token.stem : token.word;  // a short word is its own
  const float with_stem = texts_with(stems_(stem)) + 1;
  return std::min(1.0F, as_name / with_stem);
}

void BackgroundBuilder::add(const text::Prose& prose) {
  ++num_texts_;
  for (const text::Token& token : prose.tokens) {
    if (token.stem != 0) seen_.push_back(fingerprint(token.stem));
    if (token.number) seen_.push_back(fingerprint(token.anchor));
  }
  count(seen_, stems_);
  for (const text::Token& token : prose.tokens) {
    if (token.anchor != 0) seen_.push_back(fingerprint(token.anchor));
  }
  count(seen_, anchors_);
}

std::string BackgroundBuilder::bytes(std::uint32_t min_texts) const {
  const auto stems = kept(stems_, min_texts);
  const auto anchors = kept(anchors_, min_texts);
  std::string out(kMagic);
  for (const std::size_t number : {std::size_t{kVersion}, std::size_t{num_texts_}, stems.size(), anchors.size()})
    append(out, static_cast<std::uint32_t>(number));
  append(out, stems);
  append(out, anchors);
  return out;
}

}  // namespace unspin::verify
