#include "engine/extract/json_ld.h"

#include <algorithm>
#include <array>

#include "engine/text/unicode.h"

namespace unspin::extract {
namespace {

constexpr int kMaxDepth = 32;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class Reader {
 public:
  explicit Reader(std::string_view script) : in_(script) {}

  std::vector<LinkedObject> run() {
    // What is before the first bracket is a comment or CDATA mark.
    at_ = std::min(in_.find_first_of("{["), in_.size());
    while (at_ < in_.size()) {
      value(0);
      at_ = std::min(in_.find_first_of("{[", at_), in_.size());
    }
    return std::move(found_);
  }

 private:
  // What a value was, as far as an outer object asks.
  struct Value {
    std::string text;                // of a string
    std::vector<std::string> names;  // of objects or strings in it
  };

  void skip_space() {
    while (at_ < in_.size() && is_space(in_[at_])) ++at_;
  }

  bool take(char c) {
    skip_space();
    if (at_ >= in_.size() || in_[at_] != c) return false;
    ++at_;
    return true;
  }

  Value value(int depth) {
    skip_space();
    if (at_ >= in_.size()) return {};
    const char c = in_[at_];
    if (depth > kMaxDepth) {
      at_ = in_.size();
      return {};
    }
    if (c == '{') return object(depth);
    if (c == '[') return array(depth);
    if (c == '"') {
      Value v{string(), {}};
      v.names.push_back(v.text);
      return v;
    }
    const std::size_t begin = at_;  // a number or a word
    while (at_ < in_.size() && std::string_view(",}][{\"").find(in_[at_]) == std::string_view::npos) ++at_;
    if (at_ == begin) ++at_;  // a bracket where a value should be
    return {};
  }

  Value array(int depth) {
    ++at_;
    Value all;
    while (at_ < in_.size() && !take(']')) {
      Value v = value(depth + 1);
      if (all.text.empty()) all.text = std::move(v.text);
      std::move(v.names.begin(), v.names.end(), std::back_inserter(all.names));
      take(',');
    }
    return all;
  }

  Value object(int depth) {
    ++at_;
    LinkedObject object;
    while (at_ < in_.size() && !take('}')) {
      if (in_[at_] != '"') {  // a comma too many, or no JSON
        ++at_;
        continue;
      }
      const std::string key = string();
      if (!take(':')) continue;
      keep(object, key, value(depth + 1));
      take(',');
    }
    Value v;
    if (!object.name.empty()) v.names.push_back(object.name);
    found_.push_back(std::move(object));
    return v;
  }

  static void keep(LinkedObject& object, const std::string& key, Value v) {
    if (key == "@type") object.type = std::move(v.text);
    if (key == "headline") object.headline = std::move(v.text);
    if (key == "name") object.name = std::move(v.text);
    if (key == "articleBody" || (key == "text" && object.body.empty())) object.body = std::move(v.text);
    if (key == "datePublished" || (key == "dateCreated" && object.date.empty())) object.date = std::move(v.text);
    if (key == "publisher" && !v.names.empty()) object.publisher = v.names.front();
    if ((key == "author" || key == "creator") && object.authors.empty()) object.authors = std::move(v.names);
  }

  std::string string() {
    std::string out;
    for (++at_; at_ < in_.size() && in_[at_] != '"';) {
      if (in_[at_] != '\\') {
        out += in_[at_++];
        continue;
      }
      if (at_ + 1 >= in_.size()) break;
      escape(out);
    }
    if (at_ < in_.size()) ++at_;
    return out;
  }

  void escape(std::string& out) {
    const char c = in_[at_ + 1];
    at_ += 2;
    switch (c) {
      case 'n': out += '\n'; break;
      case 't': out += '\t'; break;
      case 'r':
      case 'b':
      case 'f': out += ' '; break;
      case 'u': text::append_utf8(out, code_point()); break;
      default: out += c;
    }
  }

  char32_t hex4() {
    char32_t c = 0;
    for (int i = 0; i < 4 && at_ < in_.size(); ++i, ++at_) {
      const char d = in_[at_];
      const int digit = d >= '0' && d <= '9'   ? d - '0'
                        : d >= 'a' && d <= 'f' ? d - 'a' + 10
                        : d >= 'A' && d <= 'F' ? d - 'A' + 10
                                               : -1;
      if (digit < 0) return 0xFFFD;
      c = c << 4 | static_cast<char32_t>(digit);
    }
    return c < 0x20 ? U' ' : c;
  }

  char32_t code_point() {
    const char32_t high = hex4();
    if (high < 0xD800 || high > 0xDBFF || in_.substr(at_, 2) != "\\u") return high;
    at_ += 2;
    const char32_t low = hex4();
    return low < 0xDC00 || low > 0xDFFF ? U'\uFFFD' : 0x10000 + ((high - 0xD800) << 10 | (low - 0xDC00));
  }

  std::string_view in_;
  std::size_t at_ = 0;
  std::vector<LinkedObject> found_;
};

}  // namespace

std::vector<LinkedObject> read_json_ld(std::string_view script) { return Reader(script).run(); }

bool is_article(std::string_view type) noexcept {
  static constexpr std::array<std::string_view, 8> kEndings{"Article", "Posting", "Report",   "Review",
                                                            "Recipe",  "Post",    "Analysis", "Chapter"};
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) { return type.ends_with(ending); });
}

}  // namespace unspin::extract
