#include "engine/corpus/inputs.h"

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>

#include <fmt/format.h>
#include <glob.h>

#include "engine/base/file.h"
#include "engine/base/hash.h"
#include "engine/corpus/arc.h"
#include "engine/corpus/byte_order_mark.h"
#include "engine/corpus/byte_source.h"
#include "engine/corpus/containers.h"
#include "engine/corpus/foreign.h"
#include "engine/corpus/http.h"
#include "engine/corpus/member_reader.h"
#include "engine/corpus/parquet_source.h"
#include "engine/corpus/tar.h"
#include "engine/corpus/warc.h"

namespace unspin::corpus {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHead = 4096;  // of a file: what its format is known by

struct Named {
  fs::path path;
  std::string name;
  std::string state;  // of standard input; empty: the time of the last change will do
  bool from_folder = false;
};

std::string lower_extension(const std::string& name) {
  std::string extension = fs::path(name).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return extension;
}

bool one_of(const std::string& value, std::initializer_list<const char*> list) {
  return std::any_of(list.begin(), list.end(), [&](const char* item) { return value == item; });
}

bool hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

Result<void> add_folder(const fs::path& folder, std::vector<Named>& found) {
  std::error_code error;
  std::vector<Named> inside;
  auto it = fs::recursive_directory_iterator(folder, error);
  for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    std::error_code unreadable;  // a link that leads nowhere is no file
    if (hidden(it->path())) {
      if (it->is_directory(unreadable)) it.disable_recursion_pending();
      continue;
    }
    if (it->is_regular_file(unreadable))
      inside.push_back({it->path(), it->path().lexically_relative(folder).generic_string(), {}, true});
  }
  if (error) return tl::unexpected(base::io_error("list folder", folder, error.value()));
  std::sort(inside.begin(), inside.end(), [](const Named& a, const Named& b) { return a.name < b.name; });
  found.insert(found.end(), inside.begin(), inside.end());
  return {};
}

Result<void> add_glob(const std::string& pattern, std::vector<Named>& found) {
  glob_t matches{};
  const int code = ::glob(pattern.c_str(), GLOB_BRACE | GLOB_TILDE, nullptr, &matches);
  for (std::size_t i = 0; code == 0 && i < matches.gl_pathc; ++i) {
    const fs::path path(matches.gl_pathv[i]);
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored)) found.push_back({path, path.filename().string(), {}});
  }
  ::globfree(&matches);
  if (code == 0) return {};
  return failure(Error::Code::Io, fmt::format("no such file, and nothing matches it as a pattern: {}", pattern));
}

/// Copies standard input to a file. Its digest stands for the time of change of other files.
Result<Named> spool_standard_input(const InputSearch& search) {
  if (auto made = base::make_directories(search.spool.parent_path()); !made) return pass_on(made);
  auto out = base::File::create(search.spool);
  if (!out) return pass_on(out);
  base::File in = base::File::standard_input();
  base::Digest digest;
  std::vector<char> buffer(std::size_t{1} << 20);
  constexpr int kPatience = 100;  // milliseconds between two looks at the stop flag
  while (true) {
    if (search.stop != nullptr && search.stop->load())
      return failure(Error::Code::Interrupted, "interrupted while reading standard input");
    if (!in.wait_readable(kPatience)) continue;
    const auto n = in.read_some(buffer.data(), buffer.size());
    if (!n) return tl::unexpected(n.error());
    if (*n == 0) break;
    digest.add(buffer.data(), *n);
    if (auto ok = out->write(buffer.data(), *n); !ok) return pass_on(ok);
  }
  if (auto ok = out->close(); !ok) return pass_on(ok);
  return Named{search.spool, "stdin", base::to_hex(digest.value())};
}

/// Whether a path is a result of the run, or lies within one.
bool is_result(const fs::path& path, const InputSearch& search) {
  std::error_code ignored;
  const fs::path real = fs::weakly_canonical(path, ignored);
  return std::any_of(search.results.begin(), search.results.end(), [&](const fs::path& result) {
    for (const char* ending : {"", ".partial"}) {
      const std::string inside =
          real.lexically_relative(fs::weakly_canonical(result.string() + ending, ignored)).string();
      if (!inside.empty() && !inside.starts_with("..")) return true;
    }
    return false;
  });
}

Result<void> add_path(const std::string& path, const InputSearch& search, std::vector<Named>& found) {
  std::error_code ignored;
  if (path == "-") {
    auto named = spool_standard_input(search);
    if (!named) return pass_on(named);
    found.push_back(std::move(*named));
    return {};
  }
  const std::size_t before = found.size();
  if (is_result(path, search)) {
    return failure(Error::Code::InvalidOptions, fmt::format("{} would be overwritten: choose another --out", path));
  }
  if (fs::is_directory(path, ignored)) {
    if (auto ok = add_folder(path, found); !ok) return ok;
    const auto passed_over = [&](const Named& file) { return is_result(file.path, search); };
    found.erase(std::remove_if(found.begin() + static_cast<std::ptrdiff_t>(before), found.end(), passed_over),
                found.end());
    return {};
  }
  if (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored)) {
    return failure(Error::Code::Io, fmt::format("{} is neither a file nor a folder: pipe it into - instead", path));
  }
  if (fs::exists(path, ignored)) {
    found.push_back({path, fs::path(path).filename().string(), {}});
    return {};
  }
  if (auto ok = add_glob(path, found); !ok) return ok;
  for (std::size_t i = before; i < found.size(); ++i) {
    if (!is_result(found[i].path, search)) continue;
    return failure(Error::Code::InvalidOptions,
                   fmt::format("{} would be overwritten: choose another --out", found[i].path.string()));
  }
  return {};
}

/// Names become files and ids, so they must differ, and none may be a folder of another: such a name is replaced by
/// the whole path.
void make_names_unique(std::vector<Named>& files) {
  std::multiset<std::string> names;
  for (const Named& file : files) names.insert(file.name);
  const auto is_folder = [&](const std::string& name) {
    const auto next = names.lower_bound(name + "/");
    return next != names.end() && next->starts_with(name + "/");
  };
  for (Named& file : files) {
    if (names.count(file.name) == 1 && !is_folder(file.name)) continue;
    file.name = fs::absolute(file.path).lexically_normal().relative_path().generic_string();
  }
}

/// Known by the first bytes alone, whatever the name is.
std::optional<Format> format_by_content(std::string_view head) {
  if (begins_tar(head)) return Format::Tar;
  if (head.starts_with("PAR1")) return Format::Parquet;
  head = without_mark(head);
  head.remove_prefix(std::min(head.find_first_not_of("\r\n"), head.size()));
  if (begins_warc(head)) return Format::Warc;
  return read_arc_header(head) ? std::optional<Format>(Format::Arc) : std::nullopt;
}

std::optional<Format> format_by_name(const std::string& extension) {
  if (one_of(extension, {".jsonl", ".ndjson", ".json"})) return Format::Jsonl;
  if (one_of(extension, {".csv"})) return Format::Csv;
  if (one_of(extension, {".tsv", ".tab"})) return Format::Tsv;
  if (one_of(extension, {".txt", ".text", ".md"})) return Format::Text;
  if (one_of(extension, {".html", ".htm", ".xhtml"})) return Format::Html;
  if (one_of(extension, {".warc", ".wet", ".wat"})) return Format::Warc;
  if (one_of(extension, {".arc"})) return Format::Arc;
  if (one_of(extension, {".parquet", ".pq"})) return Format::Parquet;
  return one_of(extension, {".tar", ".tgz"}) ? std::optional<Format>(Format::Tar) : std::nullopt;
}

/// What only its first bytes or its name tell. A name with a known ending wins over what the text looks like.
Format format_of(const std::string& extension, std::string_view head, bool standard_input) {
  if (const auto format = format_by_content(head)) return *format;
  if (const auto format = format_by_name(extension)) return *format;
  head = without_mark(head);
  const std::size_t start = head.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return standard_input ? Format::Jsonl : Format::Text;
  if (looks_like_html(head)) return Format::Html;
  return head[start] == '{' ? Format::Jsonl : Format::Text;
}

/// zstd WARC files may need the dictionary that they begin with.
Result<void> read_head_with_dictionary(const fs::path& path, std::string& head) {
  auto source = MemberReader::open(path, warc_container().begins);
  if (!source) return pass_on(source);
  const auto piece = source->read(head, kHead);
  if (!piece) return tl::unexpected(piece.error());
  head.resize(std::min(head.size(), kHead));
  return {};
}

/// Whether a file can be read. InvalidOptions, Io, with what it is and what to do.
Result<void> check_readable(const InputFile& input, std::string_view head, const Fields& fields) {
  const std::string path = input.path.string();
  if (const auto foreign = foreign_format(head))
    return failure(Error::Code::InvalidOptions, fmt::format("{} is {}: {}", path, foreign->name, foreign->advice));
  if (input.format != Format::Parquet) return {};
  if (input.compression != Compression::None)
    return failure(Error::Code::InvalidOptions, path + " is a compressed Parquet file: decompress it first");
  return check_parquet(input, fields);
}

Result<InputFile> describe(const Named& file, const Fields& fields) {
  InputFile input{file.path, file.name};
  auto source = ByteSource::open(file.path);
  if (!source) return pass_on(source);
  input.compression = source->compression();
  std::string head(kHead, '\0');
  const auto n = source->read(head.data(), head.size());
  if (!n) return tl::unexpected(n.error());
  head.resize(*n);
  if (head.empty() && input.compression == Compression::Zstd) {
    if (auto ok = read_head_with_dictionary(file.path, head); !ok) return pass_on(ok);
  }
  std::string name = file.name;
  if (input.compression != Compression::None && one_of(lower_extension(name), {".gz", ".zst", ".zstd"})) {
    name = fs::path(name).replace_extension().string();
  }
  const std::string extension = lower_extension(name);
  input.format = format_of(extension, head, !file.state.empty());
  if (auto readable = check_readable(input, head, fields); !readable) {
    if (!file.from_folder) return pass_on(readable);
    const auto foreign = foreign_format(head);
    input.format = Format::Unreadable;
    input.flaw = std::move(readable.error().message);
    input.has_text = !foreign || foreign->has_text;
  }
  std::error_code error;
  input.bytes = fs::file_size(file.path, error);
  if (error) return tl::unexpected(base::io_error("inspect", file.path, error.value()));
  input.state = file.state;
  if (input.state.empty())
    input.state = std::to_string(fs::last_write_time(file.path, error).time_since_epoch().count());
  return input;
}

}  // namespace

InputFile input_of(std::string name, std::shared_ptr<const DocumentStore> documents) {
  InputFile input;
  input.path = input.name = std::move(name);
  input.format = Format::Memory;
  input.bytes = documents->text_bytes();
  input.documents = std::move(documents);
  return input;
}

Result<std::vector<InputFile>> find_inputs(const std::vector<std::string>& paths, const InputSearch& search) {
  std::vector<Named> found;
  for (const std::string& path : paths) {
    if (auto ok = add_path(path, search, found); !ok) return pass_on(ok);
  }
  if (found.empty()) return failure(Error::Code::InvalidOptions, "no input: name files, folders, globs or -");
  std::set<fs::path> seen;
  for (const Named& file : found) {
    std::error_code ignored;
    if (!seen.insert(fs::weakly_canonical(file.path, ignored)).second) {
      return failure(Error::Code::InvalidOptions, fmt::format("{} is named twice", file.path.string()));
    }
  }
  make_names_unique(found);
  std::vector<InputFile> inputs;
  for (const Named& file : found) {
    auto input = describe(file, search.fields);
    if (!input) return pass_on(input);
    inputs.push_back(std::move(*input));
  }
  return inputs;
}

}  // namespace unspin::corpus
