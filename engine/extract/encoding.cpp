#include "engine/extract/encoding.h"

#include <iconv.h>
#include <uchardet/uchardet.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <map>

#include <fmt/format.h>

#include "engine/extract/utf8.h"

namespace unspin::extract {
namespace {

constexpr std::size_t kMetaBytes = 8 << 10;    // the standard says 1024; many pages declare later
constexpr std::size_t kTagBytes = 1 << 10;     // that hold a tag or a line break, in any page
constexpr std::size_t kGuessBytes = 64 << 10;  // that uchardet sees: more changes no guess
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Where `needle`, in lower case, is in `text` of any case.
std::size_t find_lower(std::string_view text, std::string_view needle, std::size_t from) {
  const auto at = std::search(text.begin() + static_cast<std::ptrdiff_t>(std::min(from, text.size())), text.end(),
                              needle.begin(), needle.end(), [](char a, char b) { return lower(a) == b; });
  return at == text.end() ? std::string_view::npos : static_cast<std::size_t>(at - text.begin());
}

struct Mark {
  std::string_view bytes;
  std::string_view encoding;
};

/// A byte order mark, or the zero byte beside the first "<" of a page in UTF-16 without one.
Mark byte_order_mark(std::string_view bytes) {
  using namespace std::string_view_literals;
  for (const Mark& mark :
       {Mark{"\xEF\xBB\xBF"sv, "utf-8"}, Mark{"\xFF\xFE"sv, "utf-16le"}, Mark{"\xFE\xFF"sv, "utf-16be"}}) {
    if (bytes.starts_with(mark.bytes)) return mark;
  }
  if (bytes.starts_with("<\0"sv)) return {"", "utf-16le"};
  if (bytes.starts_with("\0<"sv)) return {"", "utf-16be"};
  return {};
}

/// Pictures and archives called text: a zero byte among the first, or one control character in ten.
bool is_binary(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 1024);
  if (head.starts_with("%PDF-")) return true;
  const auto controls = std::count_if(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1B';
  });
  return static_cast<std::size_t>(controls) * 10 > head.size();
}

std::string guess(std::string_view bytes) {
  // From the first byte beyond ASCII on: before it there is nothing to tell.
  const auto at =
      std::find_if(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  bytes.remove_prefix(static_cast<std::size_t>(at - bytes.begin()));
  const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector(uchardet_new(), &uchardet_delete);
  const std::string_view sample = bytes.substr(0, kGuessBytes);
  if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0) return {};
  uchardet_data_end(detector.get());
  return uchardet_get_charset(detector.get());
}

}  // namespace

std::string_view charset_in(std::string_view text) {
  for (std::size_t at = 0; (at = find_lower(text, "charset", at)) != std::string_view::npos;) {
    at += 7;
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    if (at >= text.size() || text[at] != '=') continue;
    at = text.find_first_not_of(" \t\"'", at + 1);
    if (at == std::string_view::npos) return {};
    return text.substr(at, text.find_first_of(" \t\r\n\"';,/>", at) - at);
  }
  return {};
}

std::string_view declared_in_meta(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, kMetaBytes);
  for (std::size_t at = 0; (at = find_lower(head, "<meta", at)) != std::string_view::npos; at += 5) {
    const std::string_view tag = head.substr(at, head.find('>', at) - at);
    if (const std::string_view label = charset_in(tag); !label.empty()) return label;
  }
  if (head.starts_with("<?xml")) {  // XHTML
    const std::string_view declaration = head.substr(0, head.find("?>"));
    const std::size_t at = find_lower(declaration, "encoding=", 0);
    if (at != std::string_view::npos && at + 10 < declaration.size()) {
      const std::string_view value = declaration.substr(at + 10);
      return value.substr(0, value.find_first_of("\"'"));
    }
  }
  return {};
}

struct Decoder::State {
  std::string utf8;
  std::map<std::string, iconv_t, std::less<>> converters;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    for (const auto& [name, converter] : converters) {
      if (converter != nullptr) ::iconv_close(converter);
    }
  }

  /// Reset; nullptr when this system does not know the encoding.
  iconv_t converter(std::string_view encoding) {
    const auto known = converters.find(encoding);
    if (known != converters.end()) {
      if (known->second != nullptr) ::iconv(known->second, nullptr, nullptr, nullptr, nullptr);
      return known->second;
    }
    const char* const name = iconv_name(encoding);
    iconv_t made = name == nullptr ? nullptr : ::iconv_open("UTF-8", name);
    if (reinterpret_cast<std::intptr_t>(made) == -1) made = nullptr;
    converters.emplace(encoding, made);
    return made;
  }

  /// False when this system cannot convert from the encoding.
  bool convert(std::string_view bytes, std::string_view encoding) {
    const iconv_t to_utf8 = converter(encoding);
    if (to_utf8 == nullptr) return false;
    std::string source(bytes);  // iconv reads through a pointer to non-const
    char* in = source.data();
    std::size_t left = source.size();
    utf8.resize(bytes.size() + bytes.size() / 2 + 64);
    std::size_t made = 0;
    const bool wide = encoding.starts_with("utf-16");
    while (left > 0) {
      char* out = utf8.data() + made;
      std::size_t room = utf8.size() - made;
      const std::size_t code = ::iconv(to_utf8, &in, &left, &out, &room);
      const int reason = errno;
      made = utf8.size() - room;
      if (code != static_cast<std::size_t>(-1)) break;
      if (reason == EINVAL) break;  // the last character is cut off
      if (room < 64) utf8.resize(utf8.size() * 2);
      if (reason != EILSEQ) continue;
      utf8.replace(made, kReplacement.size(), kReplacement);
      made += kReplacement.size();
      const std::size_t step = std::min<std::size_t>(left, wide ? 2 : 1);
      in += step;
      left -= step;
    }
    utf8.resize(made);
    return true;
  }
};

Decoder::Decoder() : state_(std::make_unique<State>()) {}
Decoder::~Decoder() = default;

namespace {

/// The encoding to read the bytes in.
std::string_view choose(std::string_view bytes, std::string_view content_type) {
  std::string_view declared = encoding_of_label(charset_in(content_type));
  // In UTF-16, each letter of a tag has a zero byte.
  if (declared.starts_with("utf-16") && bytes.substr(0, kTagBytes).find('\0') == std::string_view::npos) declared = {};
  if (declared.empty()) {
    declared = encoding_of_label(declared_in_meta(bytes));
    // What could be read to say so is not UTF-16.
    if (declared.starts_with("utf-16")) declared = "utf-8";
  }
  const Utf8Count count = count_utf8(bytes);
  if (declared == "iso-2022-jp" && count.characters == 0) return declared;
  if (count.malformed == 0 && !declared.starts_with("utf-16")) return "utf-8";
  // A slip in a long text does not make it another encoding.
  const bool mostly_utf8 = count.characters > 20 * count.malformed;
  if (mostly_utf8 && (declared.empty() || declared == "utf-8")) return "utf-8";
  if (!declared.empty() && declared != "utf-8") return declared;
  const std::string_view guessed = encoding_of_label(guess(bytes));
  return guessed.empty() || guessed == "utf-8" ? "windows-1252" : guessed;
}

}  // namespace

Result<Decoded> Decoder::operator()(std::string_view bytes, std::string_view content_type) {
  const Mark mark = byte_order_mark(bytes);
  bytes.remove_prefix(mark.bytes.size());
  if (mark.encoding.empty() && is_binary(bytes))
    return failure(Error::Code::InvalidOptions, "not a page: the first bytes are no text in any encoding");
  std::string_view encoding = mark.encoding.empty() ? choose(bytes, content_type) : mark.encoding;
  State& s = *state_;
  if (encoding != "utf-8" && !s.convert(bytes, encoding)) encoding = "utf-8";
  if (encoding == "utf-8") {
    s.utf8.clear();
    append_repaired(s.utf8, bytes);
  }
  if (has_controls(s.utf8)) blank_controls(s.utf8);
  return Decoded{s.utf8, encoding};
}

}  // namespace unspin::extract
