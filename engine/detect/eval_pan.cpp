#include "engine/detect/eval_pan.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>

#include <expat.h>
#include <fmt/format.h>

#include "engine/detect/eval_offsets.h"

namespace unspin::detect {
namespace {

namespace fs = std::filesystem;

using Parser = std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)>;

/// The attributes of an element, as expat gives them: name, value, name, value, null.
class Attributes {
 public:
  explicit Attributes(const XML_Char** list) : list_(list) {}

  /// Empty when there is none.
  [[nodiscard]] std::string_view operator[](std::string_view name) const {
    for (const XML_Char** entry = list_; *entry != nullptr; entry += 2) {
      if (name == entry[0]) return entry[1];
    }
    return {};
  }

 private:
  const XML_Char** list_;
};

/// What the callbacks of one file see. The first error stops the parser.
class Document {
 public:
  Document(IdTable& ids, std::vector<PanCase>& cases) : ids_(ids), cases_(cases) {}

  void open(std::string_view element, const Attributes& attributes) {
    if (!suspicious_) return open_root(element, attributes);
    if (element != "feature") return;
    const std::string_view name = attributes["name"];
    if (name != "plagiarism" && name != "detected-plagiarism" && name != "artificial-plagiarism") return;
    const std::string_view source = attributes["source_reference"];
    if (source.empty()) return;  // found by style alone: it has one side
    const auto suspicious_span = span_of(attributes, "this_offset", "this_length");
    const auto source_span = span_of(attributes, "source_offset", "source_length");
    if (!suspicious_span || !source_span) return;
    cases_.push_back({*suspicious_, ids_.number(source), kind_of(attributes), *suspicious_span, *source_span});
    if (cases_.back().source == *suspicious_) error_ = "a document cannot be its own source";
  }

  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] std::optional<DocNumber> suspicious() const { return suspicious_; }

 private:
  void open_root(std::string_view element, const Attributes& attributes) {
    const std::string_view reference = attributes["reference"];
    if (element != "document" || reference.empty()) {
      error_ = "no document of PAN's: expected <document reference=\"FILE.txt\"> around its features";
    } else {
      suspicious_ = ids_.number(reference);
    }
  }

  std::optional<std::uint64_t> number_of(const Attributes& attributes, std::string_view name) {
    const std::string_view text = attributes[name];
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && value < std::uint64_t{1} << 48U) return value;
    error_ = fmt::format("{} is '{}', must be a whole number", name, text);
    return std::nullopt;
  }

  std::optional<Span> span_of(const Attributes& attributes, std::string_view offset, std::string_view length) {
    const auto begin = number_of(attributes, offset);
    const auto size = begin ? number_of(attributes, length) : std::nullopt;
    if (!size) return std::nullopt;
    if (*size > 0) return Span{*begin, *begin + *size};
    error_ = fmt::format("{} is 0: a passage cannot be empty", length);
    return std::nullopt;
  }

  static std::string kind_of(const Attributes& attributes) {
    const std::string_view obfuscation = attributes["obfuscation"];
    return std::string(obfuscation.empty() ? attributes["type"] : obfuscation);
  }

  IdTable& ids_;
  std::vector<PanCase>& cases_;
  std::optional<DocNumber> suspicious_;
  std::string error_;
};

struct Parse {
  XML_Parser parser;
  Document document;
};

void on_element(void* user, const XML_Char* name, const XML_Char** attributes) {
  auto& parse = *static_cast<Parse*>(user);
  parse.document.open(name, Attributes(attributes));
  if (!parse.document.error().empty()) XML_StopParser(parse.parser, XML_FALSE);
}

std::string error_of(XML_Parser parser, const Document& document) {
  if (!document.error().empty()) return document.error();
  return fmt::format("no well-formed XML: {}", XML_ErrorString(XML_GetErrorCode(parser)));
}

Result<std::vector<fs::path>> xml_files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".xml") files.push_back(entry->path());
  }
  if (error)
    return failure(Error::Code::Io, fmt::format("cannot list the folder {}: {}", folder.string(), error.message()));
  std::sort(files.begin(), files.end());
  return files;
}

/// Turned so that the smaller number is first.
Passage passage_of(const PanCase& c) {
  return c.suspicious < c.source ? Passage{c.suspicious_span, c.source_span}
                                 : Passage{c.source_span, c.suspicious_span};
}

}  // namespace

Result<void> PanReader::read_file(const fs::path& path) {
  auto text = read_text(path);
  if (!text) return pass_on(text);
  const Parser parser(XML_ParserCreate(nullptr), XML_ParserFree);
  Parse parse{parser.get(), Document(ids_, cases_)};
  XML_SetUserData(parser.get(), &parse);
  XML_SetStartElementHandler(parser.get(), on_element);
  constexpr std::size_t kStep = std::size_t{1} << 24U;  // expat counts in int
  for (std::size_t at = 0;; at += kStep) {
    const std::size_t size = std::min(kStep, text->size() - at);
    const bool last = at + size == text->size();
    if (XML_Parse(parser.get(), text->data() + at, static_cast<int>(size), last ? 1 : 0) != XML_STATUS_OK)
      return bad_line(path, XML_GetCurrentLineNumber(parser.get()), error_of(parser.get(), parse.document));
    if (last) break;
  }
  documents_.resize(std::max(documents_.size(), ids_.size()), false);
  documents_[*parse.document.suspicious()] = true;  // well-formed XML has a root
  return {};
}

Result<void> PanReader::read_folder(const fs::path& folder) {
  auto files = xml_files_in(folder);
  if (!files) return pass_on(files);
  if (files->empty()) {
    return failure(
        Error::Code::InvalidOptions,
        fmt::format("{} has no *.xml: name a folder of PAN's XML files, or a file of JSON lines", folder.string()));
  }
  for (const fs::path& file : *files) {
    if (auto ok = read_file(file); !ok) return ok;
  }
  return {};
}

Result<std::vector<PassagePair>> PanReader::finish(const Input& corpus) {
  if (!corpus.paths.empty()) {
    Offsets offsets(ids_);
    for (PanCase& c : cases_) {
      offsets.add(c.suspicious, c.suspicious_span);
      offsets.add(c.source, c.source_span);
    }
    if (auto ok = offsets.to_bytes(corpus); !ok) return pass_on(ok);
  }
  std::map<DocPair, PassagePair> pairs;
  for (const PanCase& c : cases_) {
    const DocPair docs = ordered(c.suspicious, c.source);
    auto& pair = pairs.try_emplace(docs, PassagePair{docs, c.kind, {}}).first->second;
    if (pair.kind != c.kind) pair.kind = "mixed";
    pair.passages.push_back(passage_of(c));
  }
  std::vector<PassagePair> list;
  list.reserve(pairs.size());
  for (auto& [docs, pair] : pairs) list.push_back(std::move(pair));
  return list;
}

}  // namespace unspin::detect
