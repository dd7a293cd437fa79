#include "engine/detect/eval_offsets.h"

#include <algorithm>

#include <fmt/format.h>

#include "engine/corpus/blocks.h"
#include "engine/corpus/record_parser.h"

namespace unspin::detect {
namespace {

/// UTF-8 has one byte in a character that continues none.
bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

/// Sorted code points → bytes, in place; false when one is beyond the end of the text.
bool turn_sorted(const std::vector<std::uint64_t*>& offsets, std::string_view text) {
  std::uint64_t character = 0;
  std::size_t byte = 0;
  for (std::uint64_t* offset : offsets) {
    while (character < *offset && byte < text.size()) {
      do ++byte;
      while (byte < text.size() && !begins_character(text[byte]));
      ++character;
    }
    if (character < *offset) return false;
    *offset = byte;
  }
  return true;
}

}  // namespace

void Offsets::add(DocNumber doc, Span& span) {
  auto& list = wanted_[ids_.id(doc)];
  list.push_back(&span.begin);
  list.push_back(&span.end);
}

Result<void> Offsets::turn(std::string_view id, std::string_view text) {
  const auto found = wanted_.find(id);
  if (found == wanted_.end()) return {};
  auto& offsets = found->second;
  std::sort(offsets.begin(), offsets.end(), [](const auto* x, const auto* y) { return *x < *y; });
  if (!turn_sorted(offsets, text)) {
    return failure(Error::Code::InvalidOptions,
                   fmt::format("a passage ends beyond the text of {}: the corpus is another one, or was edited", id));
  }
  wanted_.erase(found);  // a second document of this id is not the one that was meant
  return {};
}

Result<void> Offsets::check_all_found() const {
  if (wanted_.empty()) return {};
  const auto first =
      std::min_element(wanted_.begin(), wanted_.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
  return failure(Error::Code::InvalidOptions,
                 fmt::format("{} of the documents with passages are not in --corpus, {} among them", wanted_.size(),
                             first->first));
}

Result<void> Offsets::to_bytes(const Input& corpus) {
  if (std::find(corpus.paths.begin(), corpus.paths.end(), "-") != corpus.paths.end())
    return failure(Error::Code::InvalidOptions, "--corpus cannot be standard input: name files or folders");
  const corpus::Fields fields{corpus.id_field, corpus.text_field, ""};
  auto inputs = corpus::find_inputs(corpus.paths, {.fields = fields});
  if (!inputs) return pass_on(inputs);
  corpus::BlockReader reader(std::move(*inputs), fields);
  corpus::RecordParser parser(fields);
  while (true) {
    auto block = reader.next();
    if (!block) return pass_on(block);
    if (!*block) return check_all_found();
    for (const corpus::RawRecord& raw : (*block)->records) {
      const auto record = parser.parse(**block, raw);
      if (!record) continue;
      if (auto ok = turn(record->id, record->text); !ok) return ok;
    }
  }
}

}  // namespace unspin::detect
