#include <unspin/compare.h>

#include <fmt/format.h>

#include "engine/corpus/containers.h"
#include "engine/corpus/inputs.h"
#include "engine/detect/eval_files.h"
#include "engine/detect/model.h"
#include "engine/detect/own_folder.h"
#include "engine/detect/read_documents.h"
#include "engine/extract/page.h"
#include "engine/shingle/shingles.h"
#include "engine/verify/judge.h"

namespace unspin {
Result<std::vector<StoredDocument>> find_documents(const Input& input, const std::vector<std::string>& ids) {
  std::vector<std::optional<StoredDocument>> found(ids.size());
  auto read = detect::read_documents({}, input, {}, [&](const corpus::Record& record) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (!found[i] && record.id == ids[i])
        found[i] = {std::string(record.text), std::string(record.url), std::string(record.canonical), record.date};
    }
  });
  if (!read) return pass_on(read);
  std::vector<StoredDocument> documents;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!found[i]) return failure(Error::Code::InvalidOptions, fmt::format("no document has the id {}", ids[i]));
    documents.push_back(std::move(*found[i]));
  }
  return documents;
}

Result<StoredDocument> read_document(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    return failure(Error::Code::Io, fmt::format("{} is a folder: name a text or HTML file", path.string()));
  const detect::OwnFolder folder;
  const auto files = corpus::find_inputs({path.string()}, {folder.path() / "input.spool", {}, nullptr});
  if (!files) return tl::unexpected(files.error());
  const corpus::Format format = files->front().format;
  if (corpus::is_container(format))
    return failure(Error::Code::InvalidOptions,
                   fmt::format("{} holds many documents: name it with --corpus, and two of their ids", path.string()));
  auto bytes = detect::read_text(files->front().path);
  if (!bytes) return pass_on(bytes);
  if (format != corpus::Format::Html) return StoredDocument{std::move(*bytes), {}, {}, {}};
  extract::Extractor extractor;
  auto page = extractor.extract(*bytes, {});
  if (!page) return failure(page.error().code, fmt::format("{}: {}", path.string(), page.error().message));
  return StoredDocument{std::move(page->text), {}, std::move(page->canonical), corpus::parse_date(page->date)};
}

Result<Match> compare(const Document& a, const Document& b, const CompareOptions& options) {
  const auto model = detect::find_model(options.model);
  if (!model) return tl::unexpected(model.error());
  verify::ArticleReader reader = (*model)->reader();
  const verify::Article article_a = reader.read(a.text);
  const verify::Article article_b = reader.read(b.text);
  shingle::SetMaker set_of;
  const shingle::ShingleSet shingles_a = set_of(a.text);
  const shingle::ShingleSet shingles_b = set_of(b.text);
  verify::Judge judge(**model, options.threshold);
  return judge({article_a, a, shingles_a}, {article_b, b, shingles_b}, verify::Evidence::Always);
}

}  // namespace unspin
