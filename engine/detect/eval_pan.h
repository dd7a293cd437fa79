#pragma once

// The XML of PAN's text alignment: one file a suspicious document, in it one feature a passage.
//
//     <document reference="suspicious-document00001.txt">
//       <feature name="plagiarism" obfuscation="random" this_offset="5" this_length="10"
//                source_reference="source-document00002.txt" source_offset="0" source_length="12"/>
//     </document>

#include <filesystem>
#include <string>
#include <vector>

#include <unspin/options.h>
#include <unspin/result.h>

#include "engine/detect/eval_ids.h"
#include "engine/detect/eval_passages.h"

namespace unspin::detect {

/// A feature: `docs` holds this document and its source, in whatever order their numbers have.
struct PanCase {
  DocNumber suspicious;
  DocNumber source;
  std::string kind;  // its obfuscation, else its type, else empty
  Span suspicious_span;
  Span source_span;
};

class PanReader {
 public:
  explicit PanReader(IdTable& ids) : ids_(ids) {}

  /// InvalidOptions with file and line: no well-formed XML, no document of PAN's, a feature without its numbers.
  /// Features that are no plagiarism, or name no source, are passed over. Io.
  [[nodiscard]] Result<void> read_file(const std::filesystem::path& path);
  /// Every *.xml in it and below. InvalidOptions also when there is none.
  [[nodiscard]] Result<void> read_folder(const std::filesystem::path& folder);

  [[nodiscard]] bool empty() const noexcept { return documents_.empty(); }
  /// By number: the documents that had a file.
  [[nodiscard]] const std::vector<bool>& documents() const noexcept { return documents_; }

  /// The features by pair; offsets become bytes when `corpus` names inputs (eval_offsets.h). A pair with features of
  /// different kinds is "mixed".
  [[nodiscard]] Result<std::vector<PassagePair>> finish(const Input& corpus);

 private:
  IdTable& ids_;
  std::vector<bool> documents_;
  std::vector<PanCase> cases_;
};

}  // namespace unspin::detect
