#include "engine/detect/eval_files.h"

#include <algorithm>

#include <fmt/format.h>

namespace unspin::detect {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 18;

/// Appends what the source gives next; false at its end.
Result<bool> append_bytes(corpus::ByteSource& source, std::string& text, const std::filesystem::path& path) {
  const std::size_t old_size = text.size();
  text.resize(old_size + kReadBytes);
  const auto n = source.read(text.data() + old_size, kReadBytes);
  if (!n) return tl::unexpected(n.error());
  text.resize(old_size + *n);
  // Half a truth gives figures that look whole: what breaks off is refused.
  if (!source.damage().empty())
    return failure(Error::Code::Io, fmt::format("{}: {}; get the file again", path.string(), source.damage()));
  return *n == kReadBytes;
}

}  // namespace

tl::unexpected<Error> bad_line(const std::filesystem::path& path, std::uint64_t line, std::string_view what) {
  return failure(Error::Code::InvalidOptions, fmt::format("{}:{}: {}", path.string(), line, what));
}

Result<LineReader> LineReader::open(const std::filesystem::path& path) {
  auto source = corpus::ByteSource::open(path);
  if (!source) return pass_on(source);
  return LineReader(path, std::move(*source));
}

Result<void> LineReader::fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const auto more = append_bytes(source_, buffer_, path_);
  if (!more) return tl::unexpected(more.error());
  ended_ = !*more;
  return {};
}

Result<bool> LineReader::next(std::string_view& line) {
  for (std::size_t searched = begin_;;) {
    const std::size_t found = buffer_.find('\n', searched);
    if (found == std::string::npos && !ended_) {
      searched = buffer_.size() - begin_;
      if (auto ok = fill(); !ok) return pass_on(ok);
      continue;
    }
    if (found == std::string::npos && begin_ == buffer_.size()) return false;
    const std::size_t end = std::min(found, buffer_.size());
    line = std::string_view(buffer_).substr(begin_, end - begin_);
    begin_ = searched = std::min(end + 1, buffer_.size());
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (++number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    if (line.find_first_not_of(" \t") != std::string_view::npos) return true;
  }
}

Result<std::string> read_text(const std::filesystem::path& path) {
  auto source = corpus::ByteSource::open(path);
  if (!source) return pass_on(source);
  std::string text;
  for (bool more = true; more;) {
    const auto read = append_bytes(*source, text, path);
    if (!read) return tl::unexpected(read.error());
    more = *read;
  }
  return text;
}

Result<Json> parse_json(std::string_view text, const std::filesystem::path& path, std::uint64_t line) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    const auto upto = text.substr(0, std::min(error.byte, text.size()));
    return bad_line(path, line + static_cast<std::uint64_t>(std::count(upto.begin(), upto.end(), '\n')), "not JSON");
  }
}

std::vector<std::string_view> split_tabs(std::string_view line) {
  std::vector<std::string_view> fields;
  for (std::size_t begin = 0;;) {
    const std::size_t tab = line.find('\t', begin);
    fields.push_back(line.substr(begin, tab - begin));
    if (tab == std::string_view::npos) return fields;
    begin = tab + 1;
  }
}

std::string id_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_integer() ? value.dump() : std::string();
}

std::string id_member(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member == object.end() ? std::string() : id_of(*member);
}

}  // namespace unspin::detect
