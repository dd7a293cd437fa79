#pragma once

// Documents in memory: which of them are copies? The same answers as dedup() and match() give for files.
//
//   auto detector = unspin::Detector::create();
//   if (!detector) return fail(detector.error());
//   for (const Page& page : pages) {
//     if (auto ok = detector->add(page.id, page.text); !ok) return fail(ok.error());
//   }
//   auto found = detector->match();
//   if (!found) return fail(found.error());
//   for (const unspin::MatchedPair& pair : found->pairs) show(pair.a, pair.b, pair.match.verdict);

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/compare.h>
#include <unspin/dedup.h>
#include <unspin/match.h>
#include <unspin/options.h>
#include <unspin/result.h>

namespace [[gnu::visibility("default")]] unspin {

struct DetectorOptions {
  Similarity similarity;
  Keep keep = Keep::Longest;    // dedup(): which of a group of copies stays
  Kinds kinds;                  // match(): the kinds to look for
  std::filesystem::path model;  // match(): a folder; empty: the model that is built in
  Run run;                      // `resume` and `max_bad` mean nothing here; no scratch: the folder for temporary files
};

/// A document that takes no part, and why.
struct RefusedDocument {
  std::uint64_t position;  // how many were added to its collection before it
  bool against;            // of the second collection
  std::string reason;      // "no-text", "invalid-utf8", "too-long", "repeated-id"
  std::string detail;      // for people
};

enum class Fate : std::uint8_t { Kept, Removed, Refused };
/// "kept", …
[[nodiscard]] std::string_view name_of(Fate fate) noexcept;

/// What becomes of a document. Similarities are in [0, 1]; ids are views into the detector.
struct DocumentFate {
  std::string_view id;
  Fate fate = Fate::Kept;
  std::string_view cluster;  // the id of the first document of those that are joined; empty: there is no copy
  // Of a removed document:
  std::string_view kept_id;              // the document that stays, which it was compared with
  std::uint64_t kept = 0;                // the position of that
  Verdict verdict = Verdict::Unrelated;  // Exact or NearDuplicate
  double jaccard = 0;                    // over sets of word 5-grams
  double containment = 0;                // share of its 5-grams that the kept document has
  double kept_containment = 0;           // share of the kept document's 5-grams that it has
};

struct DedupResult {
  std::vector<DocumentFate> documents;  // all of them, in the order in which they were added
  std::vector<RefusedDocument> refused;
  Summary summary;
};

/// Two documents that are copies. Ids are views into the detector.
struct MatchedPair {
  std::string_view a;  // a < b; with a second collection, a is of the first and b of the second
  std::string_view b;
  std::uint64_t position_a;  // how many were added to its collection before it
  std::uint64_t position_b;
  Match match;
  std::vector<std::string_view> found_by;  // the channels that led to the pair; the names live for ever
  std::string_view common_source;          // the id of an older document that both resemble; empty: none is known
};
/// One JSON object, as match() writes a line, without its line break. Format: docs/formats/results.md.
[[nodiscard]] std::string to_json(const MatchedPair& pair);

struct MatchResult {
  std::vector<MatchedPair> pairs;  // ascending by (a, b)
  std::vector<RefusedDocument> refused;
  Summary summary;
};

/// A collection of documents, and the search for copies among them. For one thread at a time; the search itself runs on
/// as many as the options say. Ids are the caller's: a document without one gets a digest of its url and text; one with
/// the id of an earlier document is refused. A view of a text that is a null pointer stands for a missing text; an
/// empty text is a text.
class Detector {
 public:
  /// InvalidOptions.
  [[nodiscard]] static Result<Detector> create(DetectorOptions options = {});
  Detector(Detector&&) noexcept;
  Detector& operator=(Detector&&) noexcept;
  ~Detector();

  /// Adds a copy of a document. Io: texts go to scratch once a quarter of the memory is taken.
  [[nodiscard]] Result<void> add(const Document& document);
  [[nodiscard]] Result<void> add(std::string_view id, std::string_view text);
  /// Adds documents that stay where they are. With an owner, what they view lives as long as that does; it is let go
  /// with the detector, or earlier, when they were copied to scratch because a quarter of the memory was taken: so a
  /// stream of batches may be larger than memory. Without one it outlives the detector, and nothing is copied but ids.
  [[nodiscard]] Result<void> add(std::span<const Document> documents,
                                 const std::shared_ptr<const void>& owner = nullptr);
  /// The same for a second collection. As soon as it has documents, match() looks only for pairs of one document of
  /// each; dedup() fails with InvalidOptions.
  [[nodiscard]] Result<void> add_against(const Document& document);
  [[nodiscard]] Result<void> add_against(std::span<const Document> documents,
                                         const std::shared_ptr<const void>& owner = nullptr);
  /// Documents added, refused ones too; without the second collection.
  [[nodiscard]] std::uint64_t size() const noexcept;

  /// Which documents are copies of others, and which stay: unspin/dedup.h. Io, Interrupted, InvalidOptions. May be
  /// called again, also after more documents were added: it starts anew.
  [[nodiscard]] Result<DedupResult> dedup();
  /// All pairs of copies: unspin/match.h. Io, Interrupted, InvalidOptions.
  [[nodiscard]] Result<MatchResult> match();
  /// Calls take(pair) for each instead, in order, from one thread; the result has no pairs. False ends the call with
  /// Interrupted.
  [[nodiscard]] Result<MatchResult> match(const std::function<bool(const MatchedPair&)>& take);

 private:
  struct State;
  explicit Detector(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace unspin
