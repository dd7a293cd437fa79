#include <algorithm>

#include "engine/embed/subwords.h"

namespace unspin::embed {
namespace {

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::size_t num_characters(std::string_view utf8) {
  return utf8.size() - static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), continues_character));
}

class WordPiece final : public Subwords {
 public:
  explicit WordPiece(std::size_t max_characters) : max_characters_(max_characters) {}

  void add(std::string_view piece, std::string_view prefix, PieceId id) {
    num_ids_ = std::max(num_ids_, id + 1);
    longest_ = std::max(longest_, piece.size());
    first_.insert_or_assign(std::string(piece), id);
    if (piece.starts_with(prefix)) later_.insert_or_assign(std::string(piece.substr(prefix.size())), id);
  }
  /// False: `piece` is in no vocabulary.
  [[nodiscard]] bool set_unknown(std::string_view piece) {
    const auto found = first_.find(piece);
    if (found == first_.end()) return false;
    unknown_ = found->second;
    return true;
  }

  void split(std::string_view stretch, std::vector<PieceId>& ids) const override {
    if (num_characters(stretch) > max_characters_) return;
    const std::size_t before = ids.size();
    for (std::size_t begin = 0; begin < stretch.size();) {
      const std::size_t length = longest_match(begin == 0 ? first_ : later_, stretch.substr(begin), ids);
      if (length == 0) return ids.resize(before);  // then the whole stretch is unknown
      begin += length;
    }
    const auto added = ids.begin() + static_cast<std::ptrdiff_t>(before);
    ids.erase(std::remove(added, ids.end(), unknown_), ids.end());  // its own name may stand in the text
  }
  [[nodiscard]] std::uint32_t num_ids() const noexcept override { return num_ids_; }
  [[nodiscard]] PieceId unknown() const noexcept override { return unknown_; }

 private:
  /// Appends the id of the longest piece that `rest` begins with, and returns its bytes; 0: none.
  std::size_t longest_match(const PieceMap& pieces, std::string_view rest, std::vector<PieceId>& ids) const {
    for (std::size_t length = std::min(rest.size(), longest_); length > 0; --length) {
      if (length < rest.size() && continues_character(rest[length])) continue;
      const auto found = pieces.find(rest.substr(0, length));
      if (found == pieces.end()) continue;
      ids.push_back(found->second);
      return length;
    }
    return 0;
  }

  std::size_t max_characters_;
  std::size_t longest_ = 0;  // bytes
  PieceMap first_;
  PieceMap later_;  // without their prefix
  std::uint32_t num_ids_ = 0;
  PieceId unknown_ = 0;
};

}  // namespace

Result<std::unique_ptr<Subwords>> parse_word_piece(Json model, std::string_view where) {
  simdjson::dom::object vocabulary;
  if (!find(model, "vocab", vocabulary)) return corrupt(where, "WordPiece model without \"vocab\"");
  const auto max_characters = value_or(model, "max_input_chars_per_word", std::uint64_t{100});
  const auto prefix = value_or(model, "continuing_subword_prefix", std::string_view("##"));
  auto pieces = std::make_unique<WordPiece>(max_characters);
  for (const auto [piece, value] : vocabulary) {
    std::uint64_t id = 0;
    if (value.get(id) != simdjson::SUCCESS || id >= kMaxPieces) {
      return corrupt(where, fmt::format("the word piece \"{}\" has no usable number", piece));
    }
    pieces->add(piece, prefix, static_cast<PieceId>(id));
  }
  const auto unknown = value_or(model, "unk_token", std::string_view("[UNK]"));
  if (!pieces->set_unknown(unknown)) {
    return corrupt(where, fmt::format("the unknown piece \"{}\" is not in the vocabulary", unknown));
  }
  return pieces;
}

}  // namespace unspin::embed
