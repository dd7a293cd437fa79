#pragma once

// One pair of texts: is one a copy or a rewrite of the other, and which passages show it?

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/options.h>
#include <unspin/result.h>

namespace [[gnu::visibility("default")]] unspin {

enum class Verdict : std::uint8_t {
  Exact,           // the same words in the same order
  NearDuplicate,   // similarity of word 5-grams at or above the threshold
  Excerpt,         // the shorter is contained in the longer, nearly word by word
  Rewrite,         // most of one is a paraphrase of the other
  PartialRewrite,  // passages are
  Updated,         // a later version of the page by the same publisher
  Inconclusive,    // the reasons say what is missing
  SameTopic,       // about the same, written independently
  Unrelated,
};
/// "near-duplicate", …
[[nodiscard]] std::string_view name_of(Verdict verdict) noexcept;

/// Bytes [begin, end) of a text.
struct ByteSpan {
  std::uint32_t begin;
  std::uint32_t end;

  friend bool operator==(const ByteSpan&, const ByteSpan&) = default;
};

enum class PassageKind : std::uint8_t { Identical, Edited, Paraphrased };
[[nodiscard]] std::string_view name_of(PassageKind kind) noexcept;

/// A passage of both texts. Those of one match do not overlap, in either text.
struct Passage {
  ByteSpan a;
  ByteSpan b;
  PassageKind kind;
  double similarity;  // in [0, 1]
};

enum class LikelySource : std::uint8_t { Undecided, A, B };
[[nodiscard]] std::string_view name_of(LikelySource source) noexcept;

/// What a comparison found. Shares and similarities are in [0, 1]; each text first a, then b.
struct Match {
  Verdict verdict = Verdict::Unrelated;
  std::optional<double> probability;  // that one was made from the other; only with passages
  double jaccard = 0;                 // over sets of word 5-grams
  double containment_a = 0;           // share of a's 5-grams that b has
  double containment_b = 0;
  double coverage_a = 0;  // share of a's words in passages
  double coverage_b = 0;
  std::vector<std::string> anchors_shared;  // names and numbers, as they are written in a
  std::vector<std::string> anchors_only_a;
  std::vector<std::string> anchors_only_b;
  LikelySource likely_source = LikelySource::Undecided;
  std::vector<std::string> reasons;  // for and against, the weightiest first, then those for the likely source
  std::vector<Passage> passages;     // in the order of a
};

/// A text and what is known of where it comes from. Empty: not known.
struct Document {
  std::string_view text;  // UTF-8
  std::string_view url;
  std::string_view canonical;   // the address that the page names as the original
  std::optional<double> date;   // seconds since 1970
  std::string_view id;          // in a collection (detector.h)
  std::optional<double> score;  // likewise: for Keep::Score
};

/// A document that was looked up: the texts that a Document views.
struct StoredDocument {
  std::string text;
  std::string url;
  std::string canonical;
  std::optional<double> date;

  [[nodiscard]] Document view() const noexcept { return {text, url, canonical, date, {}, {}}; }
};

/// The documents with these ids, in the order of the ids. InvalidOptions: there is none with an id; Io.
[[nodiscard]] Result<std::vector<StoredDocument>> find_documents(const Input& input,
                                                                 const std::vector<std::string>& ids);

/// The document in a file: a text as it is, or the main text of an HTML page. Io; InvalidOptions: a page that is none.
[[nodiscard]] Result<StoredDocument> read_document(const std::filesystem::path& path);

struct CompareOptions {
  double threshold = 0.8;       // of near-duplicates
  std::filesystem::path model;  // a folder; empty: the model that is built in
};

/// Compares two texts. Errors: of loading the model. O(n m) for texts of n and m clauses.
[[nodiscard]] Result<Match> compare(const Document& a, const Document& b, const CompareOptions& options = {});

/// One JSON object, as match() writes a line, without its line break and `found_by`.
[[nodiscard]] std::string to_json(std::string_view id_a, std::string_view id_b, const Match& match);

}  // namespace unspin
