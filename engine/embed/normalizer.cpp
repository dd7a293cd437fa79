#include "engine/embed/normalizer.h"

#include <algorithm>

#include "engine/embed/precompiled.h"
#include "engine/text/code_points.h"
#include "engine/text/unicode.h"

namespace unspin::embed {
namespace {

using text::Category;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// `map(c, out)` appends what becomes of code point c.
template <typename Map>
std::string mapped(std::string_view utf8, Map map) {
  std::string out;
  std::u32string characters;
  for (const char *at = utf8.data(), *const end = at + utf8.size(); at < end;) {
    characters.clear();
    map(text::decode(at, end), characters);
    for (const char32_t c : characters) text::append_utf8(out, c);
  }
  return out;
}

/// The blocks that BERT puts blanks around. The odd border 2B920 is the reference implementation's.
bool is_chinese(char32_t c) {
  constexpr char32_t kBlocks[][2] = {{0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xF900, 0xFAFF},  {0x20000, 0x2A6DF},
                                     {0x2A700, 0x2B81F}, {0x2B920, 0x2CEAF}, {0x2F800, 0x2FA1F}};
  return std::any_of(std::begin(kBlocks), std::end(kBlocks),
                     [&](const auto& block) { return c >= block[0] && c <= block[1]; });
}

/// The normalizer of BERT [Devlin 2019], one code point at a time.
struct Bert {
  bool clean_text;
  bool chinese;
  bool strip_accents;
  bool lowercase;

  void operator()(std::string& utf8) const {
    if (is_ascii(utf8)) {
      apply_to_ascii(utf8);
    } else {
      utf8 = mapped(utf8, *this);
    }
  }

  void operator()(char32_t c, std::u32string& out) const {
    if (clean_text) {
      const bool blank = c == '\t' || c == '\n' || c == '\r';
      if (c == 0 || c == 0xFFFD || (!blank && text::category(c) == Category::Control)) return;
      if (text::is_white_space(c)) c = ' ';
    }
    const bool spaced = chinese && is_chinese(c);
    if (spaced) out += U' ';
    std::u32string parts(1, c);
    if (strip_accents) {
      parts.clear();
      text::append_decomposed(parts, c);
      std::erase_if(parts, [](char32_t part) { return text::category(part) == Category::NonspacingMark; });
    }
    for (const char32_t part : parts) {
      if (lowercase) {
        text::append_lower(out, part);
      } else {
        out += part;
      }
    }
    if (spaced) out += U' ';
  }

 private:
  void apply_to_ascii(std::string& ascii) const {
    if (clean_text) {
      const auto blank = [](char c) { return c == '\t' || c == '\n' || c == '\r'; };
      std::replace_if(ascii.begin(), ascii.end(), blank, ' ');
      std::erase_if(ascii, [](char c) { return c < ' ' || c == 0x7F; });
    }
    if (!lowercase) return;
    for (char& c : ascii) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    }
  }
};

void lower(std::string& utf8) {
  utf8 = mapped(utf8, [](char32_t c, std::u32string& out) { text::append_lower(out, c); });
}

void strip_marks(std::string& utf8) {
  utf8 = mapped(utf8, [](char32_t c, std::u32string& out) {
    const Category category = text::category(c);
    if (category != Category::NonspacingMark && category != Category::OtherMark) out += c;
  });
}

/// White space off either end.
void strip(std::string& utf8, bool left, bool right) {
  const char* const begin = utf8.data();
  const char* const end = begin + utf8.size();
  const char* first = nullptr;  // of what stays
  const char* last = end;
  for (const char* at = begin; at < end;) {
    const char* const here = at;
    if (text::is_white_space(text::decode(at, end))) continue;
    if (first == nullptr) first = here;
    last = at;
  }
  if (first == nullptr) first = last = end;
  if (!left) first = begin;
  if (!right) last = end;
  utf8 = std::string(first, std::max(first, last));
}

void replace_all(std::string& utf8, std::string_view pattern, std::string_view content) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t found = 0; (found = utf8.find(pattern, at)) != std::string::npos; at = found + pattern.size()) {
    out.append(utf8, at, found - at);
    out += content;
  }
  out.append(utf8, at);
  utf8 = std::move(out);
}

/// Runs of at least `shortest` characters for which `is_blank` holds become `content`.
template <typename IsBlank>
void replace_runs(std::string& utf8, std::size_t shortest, std::string_view content, IsBlank is_blank) {
  std::string out;
  for (const char *at = utf8.data(), *const end = at + utf8.size(); at < end;) {
    const char* const begin = at;
    const char* behind = at;
    std::size_t length = 0;
    while (at < end && is_blank(text::decode(at, end))) behind = at, ++length;
    if (length == 0) {
      out.append(begin, at);
    } else {
      at = behind;
      if (length >= shortest) {
        out += content;
      } else {
        out.append(begin, behind);
      }
    }
  }
  utf8 = std::move(out);
}

bool is_form(std::string_view type, text::NormalForm& form) {
  constexpr std::string_view kNames[] = {"NFC", "NFD", "NFKC", "NFKD"};
  const auto* const found = std::find(std::begin(kNames), std::end(kNames), type);
  if (found == std::end(kNames)) return false;
  form = static_cast<text::NormalForm>(found - std::begin(kNames));
  return true;
}

Bert bert(Json description) {
  const bool lowercase = value_or(description, "lowercase", true);
  return {value_or(description, "clean_text", true), value_or(description, "handle_chinese_chars", true),
          value_or(description, "strip_accents", lowercase), lowercase};
}

}  // namespace

Result<Normalizer> Normalizer::parse(Json description, std::string_view where) {
  Normalizer normalizer;
  if (description.is_null()) return normalizer;
  Result<void> added = normalizer.add(description, where);
  if (!added) return pass_on(added);
  return normalizer;
}

void Normalizer::apply(std::string& text) const {
  for (const Step& step : steps_) step(text);
}

Result<void> Normalizer::add(Json description, std::string_view where) {
  const std::string_view type = type_of(description);
  text::NormalForm form{};
  if (type == "Sequence") {
    simdjson::dom::array parts;
    if (!find(description, "normalizers", parts)) return corrupt(where, "normalizer Sequence without \"normalizers\"");
    for (const Json part : parts) {
      if (Result<void> added = add(part, where); !added) return added;
    }
    return {};
  }
  if (type == "Replace") return add_replace(description, where);
  if (type == "BertNormalizer") {
    steps_.emplace_back(bert(description));
  } else if (type == "Lowercase") {
    steps_.emplace_back(lower);
  } else if (type == "StripAccents") {
    steps_.emplace_back(strip_marks);
  } else if (type == "Precompiled") {
    Result<Precompiled> table =
        Precompiled::parse(value_or(description, "precompiled_charsmap", std::string_view()), where);
    if (!table) return pass_on(table);
    steps_.emplace_back(std::move(*table));
    local_ = false;
  } else if (is_form(type, form)) {
    steps_.emplace_back([form](std::string& utf8) { utf8 = text::normal_form(utf8, form); });
    local_ = false;
  } else if (type == "Strip") {
    const bool left = value_or(description, "strip_left", true);
    const bool right = value_or(description, "strip_right", true);
    steps_.emplace_back([left, right](std::string& utf8) { strip(utf8, left, right); });
  } else if (type == "Prepend") {
    const std::string prefix(value_or(description, "prepend", std::string_view()));
    steps_.emplace_back([prefix](std::string& utf8) { utf8.insert(0, utf8.empty() ? std::string() : prefix); });
    local_ = false;
  } else {
    return failure(Error::Code::UnsupportedVersion,
                   fmt::format("{}: normalizer \"{}\" is not supported; BertNormalizer, Lowercase, StripAccents, NFC, "
                               "NFD, NFKC, NFKD, Precompiled, Strip, Prepend, Replace and Sequence are",
                               where, type));
  }
  return {};
}

Result<void> Normalizer::add_replace(Json description, std::string_view where) {
  local_ = false;
  const std::string content(value_or(description, "content", std::string_view()));
  Json pattern;
  std::string_view found;
  if (!find(description, "pattern", pattern)) return corrupt(where, "normalizer Replace without \"pattern\"");
  if (find(pattern, "String", found) && !found.empty()) {
    steps_.emplace_back([p = std::string(found), content](std::string& utf8) { replace_all(utf8, p, content); });
    return {};
  }
  if (find(pattern, "Regex", found) && found == R"(\s+)") {
    steps_.emplace_back([content](std::string& utf8) { replace_runs(utf8, 1, content, text::is_white_space); });
    return {};
  }
  if (find(pattern, "Regex", found) && found == " {2,}") {
    const auto blank = [](char32_t c) { return c == ' '; };
    steps_.emplace_back([content, blank](std::string& utf8) { replace_runs(utf8, 2, content, blank); });
    return {};
  }
  return failure(Error::Code::UnsupportedVersion,
                 fmt::format("{}: normalizer Replace of \"{}\" is not supported; strings, \"\\s+\" and \" {{2,}}\" are",
                             where, found));
}

}  // namespace unspin::embed
