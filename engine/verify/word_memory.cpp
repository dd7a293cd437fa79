#include "engine/verify/word_memory.h"

#include "engine/text/prose_words.h"
#include "engine/text/words.h"
#include "engine/verify/article.h"
#include "engine/verify/places.h"
#include "engine/verify/quantities.h"

namespace unspin::verify {
namespace {

constexpr std::size_t kMostWords = std::size_t{1} << 16;  // 8 MiB

/// Of letters, not bytes.
std::size_t letters_end(std::string_view word, int count) {
  std::size_t at = 0;
  for (int i = 0; i < count && at < word.size(); ++i) {
    for (++at; at < word.size() && (static_cast<unsigned char>(word[at]) & 0xC0) == 0x80;) ++at;
  }
  return at;
}

WordKnowledge analyse(std::string_view form) {
  const std::string_view base = form.substr(0, form.find('\''));
  const std::string_view canonical = canonical_name(base);
  const std::size_t four = letters_end(canonical, 4);
  return {text::name_anchor(base), text::word_hash(canonical),
          four < canonical.size() ? text::word_hash(canonical.substr(0, four)) : 0, std::string(canonical),
          quantity_of(base).value_or(kNoValue)};
}

}  // namespace

const WordKnowledge& WordMemory::operator()(std::uint64_t hash, std::string_view form) {
  if (known_.size() > kMostWords) known_.clear();
  const auto at = known_.find(hash);
  return at != known_.end() ? at->second : known_.emplace(hash, analyse(form)).first->second;
}

}  // namespace unspin::verify
