#pragma once

// A tokenizer.json of the common tokenizer library: text → ids of word pieces, without the special ones that frame a
// text and without the unknown one.

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

#include "engine/embed/normalizer.h"
#include "engine/embed/pre_tokenizer.h"
#include "engine/embed/subwords.h"

namespace unspin::embed {

/// Immutable, safe from many threads.
class Tokenizer {
 public:
  /// WordPiece and Unigram models. CorruptFile; UnsupportedVersion for other kinds, saying which there are. Errors name
  /// `where`.
  [[nodiscard]] static Result<Tokenizer> parse(std::string_view json, std::string_view where);

  /// Appends the ids of the pieces of `utf8`, each below num_ids(). Malformed UTF-8 is U+FFFD. O(n).
  void add_ids(std::string_view utf8, std::vector<PieceId>& ids) const;
  /// Every stretch between blanks (' ', \t, \n, \r) has the ids that it has alone.
  [[nodiscard]] bool is_local() const noexcept { return local_; }
  [[nodiscard]] std::uint32_t num_ids() const noexcept { return num_ids_; }

 private:
  /// A token that is found in the text as it stands, before any model sees it.
  struct Added {
    std::string content;
    PieceId id;
    bool single_word;  // not inside a word
    bool strip_left;   // takes white space with it
    bool strip_right;
  };
  struct AddedTokens {
    std::vector<Added> longest_first;
    std::array<bool, 256> may_begin{};  // by first byte
    void add(Added token);
  };
  struct Match {
    std::size_t begin;
    std::size_t end;
    const Added* token;  // null: none
  };

  [[nodiscard]] Result<void> read_added(Json root, std::string_view where);
  [[nodiscard]] static Match next_match(const AddedTokens& tokens, std::string_view text, std::size_t from);
  void add_normalized(std::string text, bool first, std::vector<PieceId>& ids) const;
  void add_stretches(std::string_view text, bool first, std::vector<PieceId>& ids) const;

  Normalizer normalizer_;
  PreTokenizer pre_tokenizer_;
  std::unique_ptr<Subwords> subwords_;
  AddedTokens raw_;         // sought in the text as it is
  AddedTokens normalized_;  // sought in normalised text
  std::uint32_t num_ids_ = 0;
  bool local_ = false;
};

}  // namespace unspin::embed
