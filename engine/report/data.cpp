#include "engine/report/data.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/report/utf16.h"

namespace unspin::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kPartBytes = std::size_t{1} << 18;  // parsed at once, when one of them is looked at

std::string dumped(const Json& json) { return script_safe(json.dump(-1, ' ', false, Json::error_handler_t::replace)); }

std::string_view name_of(Mode mode) {
  switch (mode) {
    case Mode::Index: return "index";
    case Mode::Cluster: return "cluster";
    case Mode::Compare: return "compare";
    case Mode::Whole: break;
  }
  return "whole";
}

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

using Put = std::function<Result<void>(std::string_view, std::string_view)>;

/// Elements of one list, in parts of some size; where each part begins is remembered.
class Parts {
 public:
  Parts(std::string_view name, const Put& put) : name_(name), put_(put) {}

  Result<void> add(std::string_view json) {
    if (!part_.empty() && part_.size() + json.size() > kPartBytes) {
      if (auto ok = flush(); !ok) return ok;
    }
    if (part_.empty()) begins_.push_back(count_);
    part_ += part_.empty() ? '[' : ',';
    part_ += json;
    ++count_;
    return {};
  }

  Result<void> flush() {
    if (part_.empty()) return {};
    part_ += ']';
    auto ok = put_(fmt::format("{}-{}", name_, begins_.size() - 1), part_);
    part_.clear();
    return ok;
  }

  [[nodiscard]] const std::vector<std::uint32_t>& begins() const noexcept { return begins_; }

 private:
  std::string_view name_;
  const Put& put_;
  std::string part_;
  std::uint32_t count_ = 0;
  std::vector<std::uint32_t> begins_;
};

/// A text ready to be shown beside another.
struct Shown {
  std::uint32_t document = kNone;
  text::Prose prose;
  Utf16Offsets offsets{""};
};

class Details {
 public:
  Details(const Report& report, const Survey& survey) : report_(report), survey_(survey) {}

  std::string operator()(const Pair& pair) {
    const Match& match = pair.match;
    Json json{{"reasons", match.reasons},
              {"shared", match.anchors_shared},
              {"only_a", match.anchors_only_a},
              {"only_b", match.anchors_only_b},
              {"containment", {rounded(match.containment_a), rounded(match.containment_b)}},
              {"found_by", pair.found_by}};
    if (!pair.common_source.empty()) json["common_source"] = pair.common_source;
    if (is_misfit(report_, pair)) {
      json["misfit"] = true;
    } else if (report_.documents[pair.a].found && report_.documents[pair.b].found) {
      json["passages"] = passages(pair);
    }
    return dumped(json);
  }

 private:
  void show(std::uint32_t document, Shown& shown) {
    if (shown.document == document) return;
    shown.document = document;
    read_.read(report_.documents[document].text, shown.prose);
    shown.offsets = Utf16Offsets(report_.documents[document].text);
  }

  Json passages(const Pair& pair) {
    show(pair.a, a_);
    show(pair.b, b_);
    const auto marked = mark(a_.prose, b_.prose, pair.match.passages, survey_.recurring);
    Json list = Json::array();
    for (std::size_t i = 0; i < marked.size(); ++i) {
      const Passage& passage = pair.match.passages[i];
      list.push_back({{"kind", unspin::name_of(passage.kind)},
                      {"similarity", rounded(passage.similarity)},
                      {"a", side(passage.a, marked[i].a, a_)},
                      {"b", side(passage.b, marked[i].b, b_)}});
    }
    return list;
  }

  static Json side(ByteSpan span, const MarkedSide& marked, const Shown& shown) {
    Json marks = Json::array();
    for (const ByteSpan& m : marked.marks) {
      marks.push_back(shown.offsets(m.begin));
      marks.push_back(shown.offsets(m.end));
    }
    return {{"at", {shown.offsets(span.begin), shown.offsets(span.end)}},
            {"words", marked.words},
            {"quoted", marked.quoted},
            {"recurring", marked.recurring},
            {"marks", std::move(marks)}};
  }

  const Report& report_;
  const Survey& survey_;
  text::ProseReader read_;
  Shown a_;
  Shown b_;
};

/// The documents of the selected pairs, numbered as they appear.
class Numbers {
 public:
  Numbers(const Report& report, const Selection& selection) {
    for (const std::uint32_t pair : selection.pairs) {
      add(report.pairs[pair].a);
      add(report.pairs[pair].b);
    }
  }
  [[nodiscard]] const std::vector<std::uint32_t>& documents() const noexcept { return documents_; }
  [[nodiscard]] std::uint32_t operator()(std::uint32_t document) const { return numbers_.at(document); }

 private:
  void add(std::uint32_t document) {
    if (numbers_.emplace(document, static_cast<std::uint32_t>(documents_.size())).second)
      documents_.push_back(document);
  }
  std::unordered_map<std::uint32_t, std::uint32_t> numbers_;
  std::vector<std::uint32_t> documents_;
};

Json documents_json(const Report& report, const Survey& survey, const std::vector<std::uint32_t>& numbers) {
  Json id = Json::array(), url = Json::array(), host = Json::array(), date = Json::array(), words = Json::array(),
       found = Json::array(), kept = Json::array(), cluster = Json::array();
  for (const std::uint32_t number : numbers) {
    const Document& document = report.documents[number];
    id.push_back(document.id);
    url.push_back(document.url);
    host.push_back(document.host);
    date.push_back(document.date);
    words.push_back(survey.words[number]);
    found.push_back(document.found ? 1 : 0);
    kept.push_back(document.kept ? 1 : 0);
    cluster.push_back(document.cluster == kNone ? -1 : static_cast<std::int64_t>(document.cluster));
  }
  return {{"id", std::move(id)},     {"url", std::move(url)},        {"host", std::move(host)},
          {"date", std::move(date)}, {"words", std::move(words)},    {"found", std::move(found)},
          {"kept", std::move(kept)}, {"cluster", std::move(cluster)}};
}

Json pairs_json(const Report& report, const Selection& selection, const Numbers& number_of) {
  Json a = Json::array(), b = Json::array(), verdict = Json::array(), probability = Json::array(),
       jaccard = Json::array(), coverage_a = Json::array(), coverage_b = Json::array(), source = Json::array(),
       passages = Json::array();
  for (const std::uint32_t number : selection.pairs) {
    const Pair& pair = report.pairs[number];
    a.push_back(number_of(pair.a));
    b.push_back(number_of(pair.b));
    verdict.push_back(std::find(kVerdicts.begin(), kVerdicts.end(), pair.match.verdict) - kVerdicts.begin());
    probability.push_back(pair.match.probability ? Json(rounded(*pair.match.probability)) : Json(nullptr));
    jaccard.push_back(rounded(pair.match.jaccard));
    coverage_a.push_back(rounded(pair.match.coverage_a));
    coverage_b.push_back(rounded(pair.match.coverage_b));
    source.push_back(pair.match.likely_source == LikelySource::A   ? 1
                     : pair.match.likely_source == LikelySource::B ? 2
                                                                   : 0);
    passages.push_back(pair.match.passages.size());
  }
  Json json{{"a", std::move(a)},
            {"b", std::move(b)},
            {"verdict", std::move(verdict)},
            {"probability", std::move(probability)},
            {"jaccard", std::move(jaccard)},
            {"coverage_a", std::move(coverage_a)},
            {"coverage_b", std::move(coverage_b)},
            {"source", std::move(source)},
            {"passages", std::move(passages)}};
  if (selection.mode == Mode::Index) {
    Json page = Json::array(), index = Json::array();
    for (const Place& place : selection.places) {
      page.push_back(place.page);
      index.push_back(place.index);
    }
    json["page"] = std::move(page);
    json["index"] = std::move(index);
  }
  return json;
}

}  // namespace

Survey::Survey(const Report& report, const std::vector<std::uint32_t>& cluster) {
  text::ProseReader read;
  for (std::size_t i = 0; i < report.documents.size(); ++i) {
    const text::Prose& prose = read(report.documents[i].text);
    words.push_back(count_words(prose));
    recurring.add(prose, cluster[i]);
  }
  recurring.find();
}

bool is_misfit(const Report& report, const Pair& pair) noexcept {
  const Document& a = report.documents[pair.a];
  const Document& b = report.documents[pair.b];
  const auto lies_in = [](ByteSpan span, const Document& document) {
    return span.begin <= span.end && span.end <= document.text.size();
  };
  return a.found && b.found &&
         !std::all_of(pair.match.passages.begin(), pair.match.passages.end(),
                      [&](const Passage& passage) { return lies_in(passage.a, a) && lies_in(passage.b, b); });
}

std::string script_safe(std::string json) {
  std::string out;
  out.reserve(json.size() + json.size() / 64);
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '<' || c == '>' || c == '&') {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<int>(c));
    } else if (c == '\xE2' && (json.compare(i, 3, "\xE2\x80\xA8") == 0 || json.compare(i, 3, "\xE2\x80\xA9") == 0)) {
      out += json[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out += c;
    }
  }
  return out;
}

Result<void> write_data(const Report& report, const Survey& survey, const Selection& selection, const Put& put) {
  const Numbers number_of(report, selection);
  Parts texts("texts", put);
  Parts details("details", put);
  if (selection.mode != Mode::Index) {
    for (const std::uint32_t number : number_of.documents()) {
      if (auto ok = texts.add(dumped(well_formed(report.documents[number].text))); !ok) return ok;
    }
    if (auto ok = texts.flush(); !ok) return ok;
    Details details_of(report, survey);
    for (const std::uint32_t number : selection.pairs) {
      if (auto ok = details.add(details_of(report.pairs[number])); !ok) return ok;
    }
    if (auto ok = details.flush(); !ok) return ok;
  }
  Json verdicts = Json::array();
  for (const Verdict verdict : kVerdicts) verdicts.push_back(unspin::name_of(verdict));
  const Json index{{"mode", name_of(selection.mode)},
                   {"verdicts", std::move(verdicts)},
                   {"documents", documents_json(report, survey, number_of.documents())},
                   {"pairs", pairs_json(report, selection, number_of)},
                   {"parts", {{"texts", texts.begins()}, {"details", details.begins()}}}};
  return put("index", dumped(index));
}

}  // namespace unspin::report
