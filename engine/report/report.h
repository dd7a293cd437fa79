#pragma once

// What a report shows: documents, the pairs found among them, and the run that found them. Everything in it may come
// from a crawl and is hostile until page.h has written it.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <unspin/compare.h>

namespace unspin::report {

constexpr std::uint32_t kNone = 0xFFFFFFFF;

/// In the order in which they are shown.
inline constexpr std::array kVerdicts{Verdict::Exact,        Verdict::NearDuplicate,  Verdict::Excerpt,
                                      Verdict::Rewrite,      Verdict::PartialRewrite, Verdict::Updated,
                                      Verdict::Inconclusive, Verdict::SameTopic,      Verdict::Unrelated};

struct Document {
  std::string id;
  std::string url;
  std::string host;  // of the url; empty without one
  std::string date;  // "2024-05-01"; empty where it is not known
  std::string text;  // any bytes; offsets of passages count these
  bool found = false;
  bool kept = false;              // by dedup
  std::uint32_t cluster = kNone;  // given by dedup: documents with the same number belong together
};

struct Pair {
  std::uint32_t a;  // numbers of documents
  std::uint32_t b;
  Match match;
  std::vector<std::string> found_by;
  std::string common_source;  // an id; empty: none
};

/// A table of the page about the run: a title, and rows of a name and a value.
struct RunTable {
  std::string title;
  std::vector<std::pair<std::string, std::string>> rows;
};

struct Report {
  std::string title;
  std::vector<Document> documents;
  std::vector<Pair> pairs;
  std::vector<RunTable> run;
  std::vector<std::string> notes;  // what a reader must know before believing the rest
};

}  // namespace unspin::report
