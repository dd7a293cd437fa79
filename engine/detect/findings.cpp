#include "engine/detect/findings.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "engine/base/parallel.h"
#include "engine/detect/article_cache.h"
#include "engine/detect/chunk_file.h"
#include "engine/detect/host_furniture.h"
#include "engine/detect/neighbours.h"
#include "engine/detect/reading.h"
#include "engine/shingle/shingles.h"
#include "engine/shingle/terms.h"
#include "engine/verify/judge.h"

namespace unspin::detect {
namespace {

constexpr std::uint64_t kPiece = 16384;  // pairs judged and stored at a time
constexpr std::size_t kTask = 64;        // pairs of one task
constexpr std::size_t kMostWitnesses = 8;

/// In front of the match of a finding, in a piece; of a copy of a kind that is not wanted, without a match.
struct Head {
  std::uint32_t a;
  std::uint32_t b;
  std::uint32_t bytes;
  Verdict verdict;
};

struct Tools {
  Tools(const JudgeOptions& options, const HostFurniture& furniture)
      : reader(options.model.reader()), judge(options.model, options.threshold), set_of(furniture) {}

  verify::ArticleReader reader;
  verify::Article article;  // its buffers grow to what the longest text needs; what is kept is a copy that fits
  verify::Judge judge;
  OwnShingles set_of;
  LineReader lines;
  shingle::TermList terms;
};

/// A text without some spans, which are in order.
std::string without(std::string_view text, const std::vector<text::Span>& spans) {
  std::string rest;
  std::uint32_t from = 0;
  for (const text::Span& span : spans) {
    rest.append(text.substr(from, span.begin - from)) += '\n';
    from = span.end;
  }
  return rest.append(text.substr(from));
}

class Judging {
 public:
  Judging(Context& context, const Near& near, const Related& related, const Neighbours& neighbours,
          const HostFurniture& furniture, const JudgeOptions& options)
      : context_(context),
        near_(near),
        related_(related),
        neighbours_(neighbours),
        furniture_(furniture),
        options_(options),
        evidence_(options.wanted.contains(Verdict::SameTopic) ? verify::Evidence::Always : verify::Evidence::IfAlike),
        cache_(context.memory_bytes() / 8),
        tools_([&] { return std::make_unique<Tools>(options, furniture_); }) {}

  /// The findings among `pairs`, as the bytes of a piece.
  Result<std::string> piece(std::span<const RelatedPair> pairs) {
    const std::size_t num_tasks = (pairs.size() + kTask - 1) / kTask;
    std::vector<std::string> found(num_tasks);
    std::vector<Result<void>> done(num_tasks);
    base::parallel_for(num_tasks, context_.threads(), [&](std::size_t task) {
      if (context_.stopped()) return;
      const auto first = task * kTask;
      done[task] = judge(pairs.subspan(first, std::min(kTask, pairs.size() - first)), found[task]);
    });
    std::string bytes;
    for (std::size_t task = 0; task < num_tasks; ++task) {
      if (!done[task]) return pass_on(done[task]);
      bytes += found[task];
    }
    return bytes;
  }

 private:
  Result<void> judge(std::span<const RelatedPair> pairs, std::string& found) {
    auto tools = tools_.borrow();
    for (const RelatedPair& pair : pairs) {
      const auto [first, second] = options_.in_order(pair.a, pair.b);
      if (near_.find(pair.a, pair.b) != nullptr) {  // reported as such
        append({first, second, 0, Verdict::NearDuplicate}, {}, found);
        continue;
      }
      const auto a = page(first, *tools.get());
      if (!a) return tl::unexpected(a.error());
      const auto b = page(second, *tools.get());
      if (!b) return tl::unexpected(b.error());
      Witnesses witnesses;
      const auto hear = [&] { return articles_of_witnesses(pair, *tools.get(), witnesses); };
      const Match match = tools->judge((*a)->subject(), (*b)->subject(), evidence_, {pair.anchor_share, hear});
      if (!witnesses.read) return tl::unexpected(witnesses.read.error());
      std::string bytes;
      if (options_.wanted.contains(match.verdict)) pack(match, pair.channels, bytes);
      if (!bytes.empty() || is_copy(match.verdict))
        append({first, second, static_cast<std::uint32_t>(bytes.size()), match.verdict}, bytes, found);
    }
    return {};
  }

  /// Kept while a pair is judged.
  struct Witnesses {
    std::vector<ArticleCache::Pointer> pages;
    Result<void> read;
  };

  /// Of documents related to both.
  std::vector<const verify::Article*> articles_of_witnesses(const RelatedPair& pair, Tools& tools, Witnesses& out) {
    std::vector<const verify::Article*> articles;
    for (const std::uint32_t doc : neighbours_.of_both(pair.a, pair.b, kMostWitnesses)) {
      const auto read = page(doc, tools);
      if (!read) {
        out.read = tl::unexpected(read.error());
        return {};
      }
      out.pages.push_back(*read);
      articles.push_back(&out.pages.back()->article);
    }
    return articles;
  }

  static void append(const Head& head, std::string_view match, std::string& found) {
    found.append(reinterpret_cast<const char*>(&head), sizeof head);
    found += match;
  }

  Result<ArticleCache::Pointer> page(std::uint32_t doc, Tools& tools) {
    return cache_.get(doc, [&]() -> Result<ArticleCache::Pointer> {
      auto page = related_.pages.get(related_.read.rank(doc));
      if (!page) return pass_on(page);
      auto prepared = std::make_shared<PreparedPage>();
      prepared->page = std::move(*page);
      const corpus::Page& p = prepared->page;
      prepared->document = {p.text, p.url, p.canonical, p.date};
      const std::uint64_t host = host_key(p.crawled, p.url, p.canonical);
      tools.reader.read(p.text, tools.article, [&](const text::Prose& prose) {
        shingle::terms_of(prose, tools.terms);
        std::vector<bool> own = related_.furniture->own_sentences(tools.terms);
        if (host != 0 && !furniture_.empty())
          furniture_.take_away(lines_of_sentences(tools.lines(host, p.text), prose), own);
        return own;
      });
      prepared->article = tools.article;
      prepared->shingles = tools.set_of(host, p.text);
      const auto& left_out = prepared->article.left_out;
      if (!left_out.empty()) prepared->own_shingles = tools.set_of(0, without(p.text, left_out));
      return prepared;
    });
  }

  Context& context_;
  const Near& near_;
  const Related& related_;
  const Neighbours& neighbours_;
  const HostFurniture& furniture_;
  const JudgeOptions& options_;
  verify::Evidence evidence_;
  ArticleCache cache_;
  PerThread<Tools> tools_;
};

std::filesystem::path piece_path(const Context& context, std::uint64_t piece) {
  return context.scratch(fmt::format("findings-{:06}", piece));
}

/// Judges the pieces that an earlier run did not finish.
Result<void> judge_pieces(Context& context, Judging& judging, const RelatedFile& pairs, std::uint64_t num_pieces) {
  for (std::uint64_t p = 0; p < num_pieces; ++p) {
    context.report({"judge", p * kPiece, pairs.num_pairs(), "pairs", 0});
    if (std::filesystem::exists(piece_path(context, p))) continue;
    const auto of_piece = pairs.read(p * kPiece, kPiece);
    if (!of_piece) return tl::unexpected(of_piece.error());
    const auto found = judging.piece(*of_piece);
    if (!found) return tl::unexpected(found.error());
    if (auto go_on = context.check_stop(); !go_on) return go_on;
    auto writer = ChunkWriter::create(piece_path(context, p), context.fingerprint());
    if (!writer) return pass_on(writer);
    if (auto ok = writer->add(p, *found); !ok) return ok;
    if (auto ok = writer->commit(); !ok) return ok;
  }
  return {};
}

/// Puts all matches into one file, and their places into a list.
Result<Findings> join_pieces(const Context& context, std::uint64_t num_pieces) {
  Findings findings;
  auto file = base::File::create(context.scratch("finding-matches"));
  if (!file) return pass_on(file);
  findings.matches = std::move(*file);
  std::vector<std::filesystem::path> paths;
  for (std::uint64_t p = 0; p < num_pieces; ++p) paths.push_back(piece_path(context, p));
  ChunkFiles chunks(std::move(paths), context.fingerprint());
  std::uint64_t offset = 0;
  for (;;) {
    const auto chunk = chunks.next();
    if (!chunk) return tl::unexpected(chunk.error());
    if (!*chunk) return findings;
    std::string_view bytes = (*chunk)->bytes;
    while (!bytes.empty()) {
      Head head{};
      std::memcpy(&head, bytes.data(), sizeof head);
      bytes.remove_prefix(sizeof head);
      if (auto ok = findings.matches.write(bytes.substr(0, head.bytes)); !ok) return pass_on(ok);
      bytes.remove_prefix(head.bytes);
      if (is_copy(head.verdict)) findings.copies.emplace_back(head.a, head.b);
      if (head.bytes > 0) findings.list.push_back({head.a, head.b, offset, head.bytes, head.verdict});
      offset += head.bytes;
    }
  }
}

}  // namespace

bool is_copy(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::Exact:
    case Verdict::NearDuplicate:
    case Verdict::Excerpt:
    case Verdict::Rewrite:
    case Verdict::PartialRewrite: return true;
    default: return false;
  }
}

Result<PackedMatch> Findings::read(const Finding& finding) const {
  std::string bytes(finding.bytes, '\0');
  if (auto ok = matches.read_at(bytes.data(), bytes.size(), finding.offset); !ok) return pass_on(ok);
  PackedMatch packed;
  if (!unpack(bytes, packed)) return tl::unexpected(base::scratch_damage(matches.path(), "a match is not whole"));
  return packed;
}

Result<Findings> judge_related(Context& context, const Near& near, const Related& related,
                               const HostFurniture& furniture, const JudgeOptions& options) {
  context.begin_stage("judge");
  auto neighbours = Neighbours::read(related.pairs, related.read);
  if (!neighbours) return pass_on(neighbours);
  Judging judging(context, near, related, *neighbours, furniture, options);
  const std::uint64_t num_pieces = (related.pairs.num_pairs() + kPiece - 1) / kPiece;
  if (auto ok = judge_pieces(context, judging, related.pairs, num_pieces); !ok) return pass_on(ok);
  auto findings = join_pieces(context, num_pieces);
  context.end_stage();
  return findings;
}

}  // namespace unspin::detect
