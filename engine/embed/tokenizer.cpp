#include "engine/embed/tokenizer.h"

#include <algorithm>

#include "engine/text/code_points.h"
#include "engine/text/unicode.h"

namespace unspin::embed {
namespace {

/// The code point that ends before `end`. Requires end > 0.
char32_t last_before(std::string_view text, std::size_t end) {
  std::size_t begin = end - 1;
  while (begin > 0 && end - begin < 4 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
  const char* at = text.data() + begin;
  return text::decode(at, text.data() + end);
}

char32_t first_at(std::string_view text, std::size_t begin) {
  const char* at = text.data() + begin;
  return text::decode(at, text.data() + text.size());
}

bool stands_alone(std::string_view text, std::size_t begin, std::size_t end) {
  return (begin == 0 || !text::is_word_character(last_before(text, begin))) &&
         (end == text.size() || !text::is_word_character(first_at(text, end)));
}

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

Result<std::unique_ptr<Subwords>> parse_model(Json root, std::string_view where) {
  Json model;
  if (!find(root, "model", model)) return corrupt(where, "no \"model\"");
  std::string_view type = type_of(model);
  if (type.empty() && model["continuing_subword_prefix"].error() == simdjson::SUCCESS) type = "WordPiece";
  if (type == "WordPiece") return parse_word_piece(model, where);
  if (type == "Unigram") return parse_unigram(model, where);
  return failure(Error::Code::UnsupportedVersion,
                 fmt::format("{}: model \"{}\" is not supported; WordPiece and Unigram are", where, type));
}

}  // namespace

Result<Tokenizer> Tokenizer::parse(std::string_view json, std::string_view where) {
  simdjson::dom::parser parser;
  Result<Json> root = parse_json(parser, json, where);
  if (!root) return pass_on(root);
  Result<std::unique_ptr<Subwords>> subwords = parse_model(*root, where);
  if (!subwords) return pass_on(subwords);
  Tokenizer tokenizer;
  tokenizer.subwords_ = std::move(*subwords);
  tokenizer.num_ids_ = tokenizer.subwords_->num_ids();
  if (Json description; find(*root, "normalizer", description)) {
    Result<Normalizer> normalizer = Normalizer::parse(description, where);
    if (!normalizer) return pass_on(normalizer);
    tokenizer.normalizer_ = std::move(*normalizer);
  }
  if (Json description; find(*root, "pre_tokenizer", description)) {
    Result<PreTokenizer> pre_tokenizer = PreTokenizer::parse(description, where);
    if (!pre_tokenizer) return pass_on(pre_tokenizer);
    tokenizer.pre_tokenizer_ = std::move(*pre_tokenizer);
  }
  tokenizer.local_ = tokenizer.normalizer_.is_local() && tokenizer.pre_tokenizer_.splits_at_white_space();
  if (Result<void> added = tokenizer.read_added(*root, where); !added) return pass_on(added);
  return tokenizer;
}

Result<void> Tokenizer::read_added(Json root, std::string_view where) {
  simdjson::dom::array tokens;
  if (!find(root, "added_tokens", tokens)) return {};
  for (const Json token : tokens) {
    std::uint64_t id = 0;
    std::string_view content;
    if (!find(token, "id", id) || id >= kMaxPieces || !find(token, "content", content)) {
      return corrupt(where, "an added token without usable \"id\" and \"content\"");
    }
    if (content.empty()) continue;
    Added added{std::string(content), static_cast<PieceId>(id), value_or(token, "single_word", false),
                value_or(token, "lstrip", false), value_or(token, "rstrip", false)};
    const bool normalized = value_or(token, "normalized", !value_or(token, "special", false));
    if (normalized) normalizer_.apply(added.content);
    if (added.content.empty()) continue;
    local_ &= std::none_of(added.content.begin(), added.content.end(), is_blank);
    num_ids_ = std::max(num_ids_, added.id + 1);
    (normalized ? normalized_ : raw_).add(std::move(added));
  }
  return {};
}

void Tokenizer::AddedTokens::add(Added token) {
  may_begin[static_cast<unsigned char>(token.content[0])] = true;
  const auto shorter = [&](const Added& other) { return other.content.size() < token.content.size(); };
  longest_first.insert(std::find_if(longest_first.begin(), longest_first.end(), shorter), std::move(token));
}

/// The first match at or behind `from`, the longest of those that begin there.
Tokenizer::Match Tokenizer::next_match(const AddedTokens& tokens, std::string_view text, std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (!tokens.may_begin[static_cast<unsigned char>(text[at])]) continue;
    const auto fits = [&](const Added& token) { return text.substr(at).starts_with(token.content); };
    const auto found = std::find_if(tokens.longest_first.begin(), tokens.longest_first.end(), fits);
    if (found == tokens.longest_first.end()) continue;
    Match match{at, at + found->content.size(), &*found};
    if (found->single_word && !stands_alone(text, match.begin, match.end)) {
      at = match.end - 1;
      continue;
    }
    while (found->strip_left && match.begin > from && is_blank(text[match.begin - 1])) --match.begin;
    while (found->strip_right && match.end < text.size() && is_blank(text[match.end])) ++match.end;
    return match;
  }
  return {text.size(), text.size(), nullptr};
}

void Tokenizer::add_ids(std::string_view utf8, std::vector<PieceId>& ids) const {
  // The reference implementation looks at places in the original, so a first word behind blanks is no first word.
  const bool first = !utf8.empty() && !text::is_white_space(first_at(utf8, 0));
  for (std::size_t from = 0; from < utf8.size();) {
    const Match match = next_match(raw_, utf8, from);
    if (match.begin > from) add_normalized(std::string(utf8.substr(from, match.begin - from)), first && from == 0, ids);
    if (match.token != nullptr && match.token->id != subwords_->unknown()) ids.push_back(match.token->id);
    from = match.end;
  }
}

void Tokenizer::add_normalized(std::string text, bool first, std::vector<PieceId>& ids) const {
  normalizer_.apply(text);
  for (std::size_t from = 0; from < text.size();) {
    const Match match = next_match(normalized_, text, from);
    if (match.begin > from) add_stretches(text.substr(from, match.begin - from), first && from == 0, ids);
    if (match.token != nullptr && match.token->id != subwords_->unknown()) ids.push_back(match.token->id);
    from = match.end;
  }
}

void Tokenizer::add_stretches(std::string_view text, bool first, std::vector<PieceId>& ids) const {
  for (const std::string& stretch : pre_tokenizer_.cut(std::string(text), first)) subwords_->split(stretch, ids);
}

}  // namespace unspin::embed
