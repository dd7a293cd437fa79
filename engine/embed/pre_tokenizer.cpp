#include "engine/embed/pre_tokenizer.h"

#include <algorithm>
#include <cstdint>

#include "engine/text/code_points.h"
#include "engine/text/unicode.h"

namespace unspin::embed {
namespace {

using text::Category;

/// What happens to a code point: Blank separates and goes, Alone is a stretch of its own, neighbours of one other class
/// stay together.
enum class Class : std::uint8_t { Blank, Alone, Word, Mark };

bool is_bert_punctuation(char32_t c) {
  const bool ascii =
      (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
  return ascii || (c >= 0x80 && text::category(c) == Category::Punctuation);
}

Class by_blank(char32_t c) { return text::is_white_space(c) ? Class::Blank : Class::Word; }
Class by_punctuation(char32_t c) { return is_bert_punctuation(c) ? Class::Alone : Class::Word; }
Class by_bert(char32_t c) { return text::is_white_space(c) ? Class::Blank : by_punctuation(c); }

/// \w+|[^\w\s]+
Class by_word(char32_t c) {
  if (text::is_white_space(c)) return Class::Blank;
  return text::is_word_character(c) ? Class::Word : Class::Mark;
}

template <Class (*Classify)(char32_t)>
void split(std::string_view text, bool /*first*/, std::vector<std::string>& out) {
  const char* begin = text.data();
  const char* const end = begin + text.size();
  Class open = Class::Blank;  // of the stretch from begin on
  for (const char* at = begin; at < end;) {
    const char* const here = at;
    const Class c = Classify(text::decode(at, end));
    if (c == open && c != Class::Alone) continue;
    if (open != Class::Blank) out.emplace_back(begin, here);
    begin = here;
    open = c;
  }
  if (open != Class::Blank) out.emplace_back(begin, end);
}

/// Blanks become a visible mark that begins the stretch behind it [Kudo & Richardson 2018].
struct Metaspace {
  std::string mark = "\xE2\x96\x81";
  enum class Prepend : std::uint8_t { Always, First, Never } prepend = Prepend::Always;
  bool split = true;

  void operator()(std::string_view text, bool first, std::vector<std::string>& out) const {
    std::string marked;
    for (const char c : text) c == ' ' ? marked += mark : marked += c;
    const bool wanted = prepend == Prepend::Always || (prepend == Prepend::First && first);
    if (wanted && !marked.starts_with(mark)) marked.insert(0, mark);
    if (!split) return out.push_back(std::move(marked));
    for (std::size_t begin = 0; begin < marked.size();) {
      const std::size_t end = std::min(marked.find(mark, begin + 1), marked.size());
      out.push_back(marked.substr(begin, end - begin));
      begin = end;
    }
  }
};

/// False: a prepend_scheme that nobody knows, or no mark.
bool read_metaspace(Json description, Metaspace& metaspace) {
  metaspace.mark = value_or(description, "replacement", std::string_view(metaspace.mark));
  metaspace.split = value_or(description, "split", true);
  const bool add_prefix = value_or(description, "add_prefix_space", true);  // of older files
  const std::string_view scheme =
      value_or(description, "prepend_scheme", std::string_view(add_prefix ? "always" : "never"));
  if (scheme == "first") metaspace.prepend = Metaspace::Prepend::First;
  if (scheme == "never") metaspace.prepend = Metaspace::Prepend::Never;
  return !metaspace.mark.empty() && (scheme == "always" || scheme == "first" || scheme == "never");
}

}  // namespace

Result<PreTokenizer> PreTokenizer::parse(Json description, std::string_view where) {
  PreTokenizer pre_tokenizer;
  if (description.is_null()) return pre_tokenizer;
  Result<void> added = pre_tokenizer.add(description, where);
  if (!added) return pass_on(added);
  return pre_tokenizer;
}

std::vector<std::string> PreTokenizer::cut(std::string text, bool first) const {
  std::vector<std::string> stretches;
  if (!text.empty()) stretches.push_back(std::move(text));
  for (const Step& step : steps_) {
    std::vector<std::string> shorter;
    for (std::size_t i = 0; i < stretches.size(); ++i) step(stretches[i], first && i == 0, shorter);
    stretches = std::move(shorter);
  }
  return stretches;
}

Result<void> PreTokenizer::add(Json description, std::string_view where) {
  const std::string_view type = type_of(description);
  if (type == "Sequence") {
    simdjson::dom::array parts;
    if (!find(description, "pretokenizers", parts)) {
      return corrupt(where, "pre_tokenizer Sequence without \"pretokenizers\"");
    }
    for (const Json part : parts) {
      if (Result<void> added = add(part, where); !added) return added;
    }
    return {};
  }
  Metaspace metaspace;
  if (type == "BertPreTokenizer") {
    steps_.emplace_back(split<by_bert>);
  } else if (type == "Whitespace") {
    steps_.emplace_back(split<by_word>);
  } else if (type == "WhitespaceSplit") {
    steps_.emplace_back(split<by_blank>);
  } else if (type == "Punctuation" && value_or(description, "behavior", std::string_view("Isolated")) == "Isolated") {
    steps_.emplace_back(split<by_punctuation>);
  } else if (type == "Metaspace" && read_metaspace(description, metaspace)) {
    steps_.emplace_back(metaspace);
  } else {
    return failure(Error::Code::UnsupportedVersion,
                   fmt::format("{}: pre_tokenizer \"{}\" with these settings is not supported; BertPreTokenizer, "
                               "Whitespace, WhitespaceSplit, Punctuation (Isolated), Metaspace and Sequence are",
                               where, type));
  }
  if (steps_.size() == 1) splits_at_white_space_ = type != "Metaspace" && type != "Punctuation";
  // It would see where the text begins.
  if (type == "Metaspace" && metaspace.prepend == Metaspace::Prepend::First) splits_at_white_space_ = false;
  return {};
}

}  // namespace unspin::embed
