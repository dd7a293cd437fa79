#include "engine/corpus/parquet_source.h"

#include <algorithm>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "engine/base/file.h"
#include "engine/corpus/blocks.h"
#include "engine/corpus/json_pointer.h"

namespace unspin::corpus {
namespace {

constexpr std::string_view kDamaged = "its row group is damaged";

/// The JSON Pointer of a field, of which `name` is the name or the pointer.
std::string pointer_to(std::string_view name) { return name.starts_with('/') ? std::string(name) : pointer_step(name); }

/// Which fields of a file are asked for.
class FieldChooser {
 public:
  FieldChooser(const InputFile& file, const std::vector<ParquetField>& fields) : file_(file), fields_(fields) {}

  Result<std::vector<std::size_t>> choose(const Fields& wanted) {
    const auto text = find(wanted.text, kTextNames, "");
    if (!text) return missing("--text-field", wanted.text.empty() ? "text, content or raw_content" : wanted.text);
    if (!fields_[*text].is_text) {
      return failure(Error::Code::InvalidOptions,
                     fmt::format("{}: {} is of type {}, a text must be a string; name another with --text-field",
                                 file_.path.string(), fields_[*text].pointer, fields_[*text].type));
    }
    const auto id = find(wanted.id, kIdNames, "");
    if (!id && !wanted.id.empty()) return missing("--id-field", wanted.id);
    chosen_ = {*text};
    add(id);
    if (!wanted.score.empty()) add(find(wanted.score, kIdNames, ""));
    for (const std::string_view parent : {std::string_view(), kMetadataName}) {
      add(find({}, kUrlNames, parent));
      add(find({}, kCanonicalNames, parent));
      add(find({}, kDateNames, parent));
    }
    std::sort(chosen_.begin(), chosen_.end());
    chosen_.erase(std::unique(chosen_.begin(), chosen_.end()), chosen_.end());
    return std::move(chosen_);
  }

 private:
  /// The field that the user named, else the first of the known names that is there.
  std::optional<std::size_t> find(const std::string& wanted, std::span<const std::string_view> names,
                                  std::string_view parent) const {
    if (!wanted.empty()) return at(pointer_to(wanted));
    for (const std::string_view name : names) {
      const auto found = at((parent.empty() ? std::string() : pointer_step(parent)) + pointer_step(name));
      if (found) return found;
    }
    return std::nullopt;
  }

  std::optional<std::size_t> at(const std::string& pointer) const {
    const auto found = std::find_if(fields_.begin(), fields_.end(),
                                    [&](const ParquetField& field) { return field.pointer == pointer; });
    if (found == fields_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - fields_.begin());
  }

  void add(std::optional<std::size_t> field) {
    if (field) chosen_.push_back(*field);
  }

  tl::unexpected<Error> missing(std::string_view flag, std::string_view what) const {
    std::vector<std::string_view> there;
    there.reserve(fields_.size());
    for (const ParquetField& field : fields_) there.emplace_back(field.pointer);
    return failure(Error::Code::InvalidOptions, fmt::format("{}: no column {}; it has {}: name one with {}",
                                                            file_.path.string(), what, fmt::join(there, ", "), flag));
  }

  const InputFile& file_;
  const std::vector<ParquetField>& fields_;
  std::vector<std::size_t> chosen_;
};

Result<base::Hash128> digest_of(const std::filesystem::path& path) {
  auto file = base::File::open(path);
  if (!file) return pass_on(file);
  base::Digest digest;
  std::vector<char> buffer(std::size_t{1} << 20);
  while (true) {
    const auto n = file->read(buffer.data(), buffer.size());
    if (!n) return tl::unexpected(n.error());
    digest.add(buffer.data(), *n);
    if (*n < buffer.size()) return digest.value();
  }
}

}  // namespace

Result<void> check_parquet(const InputFile& file, const Fields& wanted) {
  const auto module = parquet_module();
  if (!module) return failure(module.error().code, fmt::format("{}: {}", file.path.string(), module.error().message));
  const auto reader = (*module)->read(file.path);
  if (!reader) return tl::unexpected(reader.error());
  const auto chosen = FieldChooser(file, (*reader)->fields()).choose(wanted);
  return chosen ? Result<void>() : tl::unexpected(chosen.error());
}

Result<ParquetSource> ParquetSource::open(const InputFile& file, const std::optional<Fields>& wanted) {
  const auto module = parquet_module();
  if (!module) return tl::unexpected(module.error());
  const auto digest = digest_of(file.path);
  if (!digest) return tl::unexpected(digest.error());
  auto reader = (*module)->read(file.path);
  if (!reader) return pass_on(reader);
  std::vector<std::size_t> chosen;
  if (wanted) {
    auto found = FieldChooser(file, (*reader)->fields()).choose(*wanted);
    if (!found) return pass_on(found);
    chosen = std::move(*found);
  }
  ParquetSource source;
  source.reader_ = std::move(*reader);
  source.reader_->choose(std::move(chosen));
  source.bytes_ = file.bytes;
  source.digest_ = *digest;
  source.waiting_ = source.reader_->next();
  return source;
}

void ParquetSource::next(Block& block) {
  ParquetRows rows = std::exchange(waiting_, {});
  std::uint32_t begin = 0;
  for (const std::uint32_t end : rows.ends) {
    block.records.push_back({begin, end, end - begin > kMaxRecordBytes, row_++});
    begin = end + 1;
  }
  for (std::uint64_t i = 0; i < rows.damaged; ++i)
    block.records.push_back({begin, begin, false, row_++, false, kDamaged});
  block.bytes = std::move(rows.json);
  waiting_ = reader_->next();
  ended_ = waiting_.ends.empty() && waiting_.damaged == 0;
}

std::uint64_t ParquetSource::file_bytes_read() const noexcept {
  return static_cast<std::uint64_t>(reader_->progress() * static_cast<double>(bytes_));
}

}  // namespace unspin::corpus
