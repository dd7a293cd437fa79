#pragma once

// What the fields of a record are called.

#include <array>
#include <string>
#include <string_view>

namespace unspin::corpus {

/// Where to look in a record. Empty: the names that C4, FineWeb, Dolma and datatrove use.
struct Fields {
  std::string id;  // a name, or a JSON Pointer such as /metadata/id
  std::string text;
  std::string score;  // read only when named
};

// Known layouts: C4 {text, timestamp, url}; FineWeb {text, id, url, date}; Dolma {id, text, created, metadata};
// datatrove {text, id, metadata {url, date}}; RedPajama {raw_content, doc_id}; CORE {core_id}. The first that is there.
inline constexpr std::array<std::string_view, 4> kIdNames = {"id", "doc_id", "docid", "core_id"};
inline constexpr std::array<std::string_view, 3> kTextNames = {"text", "content", "raw_content"};
inline constexpr std::array<std::string_view, 1> kUrlNames = {"url"};
inline constexpr std::array<std::string_view, 2> kCanonicalNames = {"canonical", "canonical_url"};
inline constexpr std::array<std::string_view, 4> kDateNames = {"date", "timestamp", "created", "published"};
/// The field whose members may also be an address or a date.
inline constexpr std::string_view kMetadataName = "metadata";

}  // namespace unspin::corpus
