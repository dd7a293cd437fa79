#pragma once

// What is known of a word, whatever text it stands in: its stem, whether it is a stop word, a number, a clause's
// opening. Looked up once a word, remembered for later texts.

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

struct sb_stemmer;

namespace unspin::text {

struct WordFacts {
  std::uint64_t hash = 0;        // of the form; 0: an empty slot's
  std::uint64_t stem = 0;        // of the part before an apostrophe; 0: a stop word, or too short
  std::uint64_t name = 0;        // anchor, should it be a name: hash of its first five letters
  std::uint64_t number = 0;      // anchor of a number word from three on; otherwise 0
  std::uint32_t base = 0;        // index of the part before an apostrophe; itself if there is none
  std::uint32_t capital_in = 0;  // the last text that has it capitalised inside a sentence (base words only)
  std::uint32_t lower_in = 0;    // … in lower case
  std::int8_t value = -1;        // zero … nineteen, twenty, thirty … ninety; otherwise -1
  bool stop = false;
  bool function = false;
  bool opens_clause = false;
  enum class Clock : std::uint8_t { None, Past, To, Half, Quarter, Minutes, A } clock = Clock::None;
};

/// Anchors of numbers have a hash of their own: of "#" and the canonical number.
[[nodiscard]] std::uint64_t number_anchor(std::string_view canonical);

/// The anchor of a word in lower case, without an apostrophe, should it be a name: of its first five letters, so that
/// Germany and Germans agree.
[[nodiscard]] std::uint64_t name_anchor(std::string_view word);

class Lexicon {
 public:
  Lexicon();
  ~Lexicon();

  /// Forgets everything if that has become too much, and numbers the text. Indices stay valid until the next call.
  void begin_text();
  /// The number of the text for WordFacts::capital_in and lower_in.
  [[nodiscard]] std::uint32_t text() const noexcept { return text_; }
  /// The index of a word by its form and the form's hash. O(1); a new word is analysed.
  [[nodiscard]] std::uint32_t find(std::string_view form, std::uint64_t hash);
  [[nodiscard]] WordFacts& operator[](std::uint32_t index) noexcept { return facts_[index]; }

 private:
  std::uint32_t add(std::string_view form, std::uint64_t hash);
  void analyse(std::string_view form, WordFacts& facts);
  void grow();
  void forget();

  struct FreeStemmer {
    void operator()(sb_stemmer* stemmer) const noexcept;
  };
  std::unique_ptr<sb_stemmer, FreeStemmer> stemmer_;
  std::vector<WordFacts> facts_;
  std::vector<std::uint32_t> slots_;  // index into facts_, or kEmpty; open addressing by hash
  std::uint32_t text_ = 0;
};

}  // namespace unspin::text
