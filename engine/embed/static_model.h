#pragma once

// A static embedding model: one row of numbers a word piece, nothing else. The vector of a text is the mean of the rows
// of its pieces [Arora 2017; Tulkens 2024]. Reads the folders of model2vec and of sentence-transformers; what exactly
// is in docs/formats/model.md.

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <unspin/result.h>

namespace unspin::embed {

/// Immutable, safe from many threads.
class StaticModel {
 public:
  StaticModel(StaticModel&&) noexcept;
  StaticModel& operator=(StaticModel&&) noexcept;
  ~StaticModel();

  /// A folder with model.safetensors and tokenizer.json, or with both under 0_StaticEmbedding/. Io; CorruptFile and
  /// UnsupportedVersion say what was expected.
  [[nodiscard]] static Result<StaticModel> load(const std::filesystem::path& folder);
  /// The same from memory; `tensors` must outlive the model. Errors name `where`.
  [[nodiscard]] static Result<StaticModel> from_memory(std::string_view tensors, std::string_view tokenizer,
                                                       std::string_view where);
  /// The model that is compiled in: data/models/english. Tens of milliseconds: keep it.
  [[nodiscard]] static Result<StaticModel> built_in();

  [[nodiscard]] int width() const noexcept;  // numbers in a vector
  /// Mean of all rows, each to unit length: what all words have in common. width() numbers.
  [[nodiscard]] std::span<const float> row_mean() const noexcept;

 private:
  friend class Encoder;
  struct Data;
  explicit StaticModel(std::unique_ptr<Data> data);
  static std::vector<float> mean_of_unit_rows(const Data& data);
  std::unique_ptr<Data> data_;
};

/// A sum of rows under construction. Begins as zeros.
struct Sum {
  std::span<float> rows;  // width() numbers
  int count = 0;          // rows added
};

/// Text → vectors, with the word cache of one thread: make one a thread. The model must outlive it, and not move. No
/// result depends on what was asked before.
class Encoder {
 public:
  explicit Encoder(const StaticModel& model);
  Encoder(Encoder&&) noexcept;
  Encoder& operator=(Encoder&&) noexcept;
  ~Encoder();

  /// Adds the rows of the pieces of `word`, tokenized as a text of its own; pieces in order. Any bytes are accepted.
  void add(std::string_view word, Sum& sum);
  /// Mean of the rows, normalised, minus the background mean, normalised: a unit vector in place of the sum; zeros when
  /// nothing was added or nothing is left.
  void finish(Sum& sum) const;
  /// The same for one word among words: minus row_mean() instead of the background mean, which is that of texts.
  void finish_word(Sum& sum) const;
  /// The unit vector of a whole text; long texts are not cut. `out`: width() numbers, overwritten.
  void encode(std::string_view text, std::span<float> out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace unspin::embed
