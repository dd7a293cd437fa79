#include "engine/detect/related.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "engine/base/external_sort.h"
#include "engine/detect/chunk_file.h"
#include "engine/detect/packing.h"
#include "engine/detect/reading.h"
#include "engine/postings/document_frequency.h"
#include "engine/postings/rare_terms.h"
#include "engine/postings/term_index.h"

namespace unspin::detect {
namespace {

using postings::DocumentFrequency;
using postings::Neighbour;
using postings::RareTerm;
using postings::TermIndex;
using shingle::Term;

constexpr char kRelated[] = "related";  // sorted pairs, then the trailer: present only when whole

using RelatedSorter = base::ExternalSorter<RelatedPair>;

/// Of one document, as the scan left them.
struct Sentences {
  shingle::TermList list;
  SentenceLines lines;  // of a crawled page

  [[nodiscard]] bool take(std::string_view& bytes) {
    return unpack(bytes, list.ends) && unpack(bytes, list.terms) && unpack(bytes, lines.keys) &&
           unpack(bytes, lines.first) && unpack(bytes, lines.last);
  }
};

/// Calls visit(its terms) for each document that is searched, on many threads. Exact copies are one: they say nothing
/// about how common a word is.
Result<void> for_each_document(const Context& context, const Scan& scan, const Documents& docs,
                               const std::function<void(shingle::TermList&)>& visit) {
  struct Nothing {};
  return for_each_chunk<Nothing>(
      context, ChunkFiles(scan.term_files, context.fingerprint()),
      [&](const Chunk& chunk) {
        std::string_view bytes = chunk.bytes;
        Sentences sentences;
        for (auto doc = static_cast<std::uint32_t>(chunk.first); sentences.take(bytes); ++doc) {
          if (docs.searched(doc)) visit(sentences.list);
        }
        return Nothing{};
      },
      [](Nothing&) { return Result<void>(); });
}

/// Counts every term once a document; then, what is furniture.
Result<void> count_terms(const Context& context, const Scan& scan, const Documents& docs, DocumentFrequency& frequency,
                         Furniture& furniture) {
  auto counted = for_each_document(context, scan, docs, [&](shingle::TermList& list) {
    furniture.count(list);
    std::erase_if(list.terms, [](Term term) { return shingle::channel_of(term) == shingle::Channel::Sentence; });
    std::sort(list.terms.begin(), list.terms.end());
    list.terms.erase(std::unique(list.terms.begin(), list.terms.end()), list.terms.end());
    frequency.add(list.terms);
  });
  if (!counted) return counted;
  return for_each_document(context, scan, docs, [&](shingle::TermList& list) { furniture.count_own(list); });
}

/// Leaves out the sentences that are furniture; returns their number.
std::uint64_t leave_out_furniture(const Furniture& furniture, const HostFurniture& host_furniture,
                                  Sentences& sentences_of) {
  shingle::TermList& list = sentences_of.list;
  std::vector<bool> own = furniture.own_sentences(list);
  host_furniture.take_away(sentences_of.lines, own);
  std::uint64_t left_out = 0;
  std::uint32_t terms = 0;  // kept, and sentences
  std::uint32_t sentences = 0;
  for (std::uint32_t i = 0, begin = 0; i < own.size(); ++i) {
    const std::uint32_t end = list.ends[i];
    if (own[i]) {
      std::copy(list.terms.begin() + begin, list.terms.begin() + end, list.terms.begin() + terms);
      list.ends[sentences++] = terms += end - begin;
    } else {
      ++left_out;
    }
    begin = end;
  }
  list.ends.resize(sentences);
  list.terms.resize(terms);
  return left_out;
}

/// Entries of the index: the rare terms of each searched document, in the order of the documents.
Result<void> choose_terms(const Context& context, const Scan& scan, const Documents& docs,
                          const DocumentFrequency& frequency, const Furniture& furniture,
                          const HostFurniture& host_furniture, const postings::RareTermLimits& limits,
                          const std::filesystem::path& path, RelatedCounts& counts) {
  struct Chosen {
    std::uint64_t first;
    std::string bytes;
    RelatedCounts counts;
  };
  auto writer = ChunkWriter::create(path, context.fingerprint());
  if (!writer) return pass_on(writer);
  PerThread<postings::RareTerms> choosers([&] { return std::make_unique<postings::RareTerms>(frequency, limits); });
  auto written = for_each_chunk<Chosen>(
      context, ChunkFiles(scan.term_files, context.fingerprint()),
      [&](const Chunk& chunk) {
        Chosen out{chunk.first, {}, {}};
        std::string_view bytes = chunk.bytes;
        Sentences sentences;
        auto choose = choosers.borrow();
        for (auto doc = static_cast<std::uint32_t>(chunk.first); sentences.take(bytes); ++doc) {
          if (!docs.searched(doc)) sentences = {};
          out.counts.furniture_sentences += leave_out_furniture(furniture, host_furniture, sentences);
          const auto& chosen = (*choose.get())(sentences.list);
          pack(chosen, out.bytes);
          out.counts.indexed_documents += chosen.empty() ? 0 : 1;
          out.counts.index_entries += chosen.size();
          for (const RareTerm& rare : chosen)
            ++out.counts.entries_by_channel[static_cast<std::size_t>(shingle::channel_of(rare.term))];
        }
        return out;
      },
      [&](Chosen& out) -> Result<void> {
        counts.indexed_documents += out.counts.indexed_documents;
        counts.index_entries += out.counts.index_entries;
        counts.furniture_sentences += out.counts.furniture_sentences;
        for (std::size_t c = 0; c < counts.entries_by_channel.size(); ++c)
          counts.entries_by_channel[c] += out.counts.entries_by_channel[c];
        return writer->add(out.first, out.bytes);
      });
  if (!written) return written;
  return writer->commit();
}

void weigh(const std::vector<RareTerm>& rare, const DocumentFrequency& frequency,
           std::vector<postings::WeightedTerm>& weighted) {
  weighted.clear();
  for (const RareTerm& r : rare) weighted.push_back({r.term, frequency.rarity(r.df)});
}

/// The index of one stripe of documents.
Result<TermIndex> build_index(const Context& context, const DocumentFrequency& frequency,
                              const std::filesystem::path& entries, std::uint32_t first, std::uint32_t last) {
  TermIndex index(first, last);
  ChunkFiles chunks({entries}, context.fingerprint());
  std::vector<RareTerm> rare;
  std::vector<postings::WeightedTerm> weighted;
  for (;;) {
    auto chunk = chunks.next();
    if (!chunk) return pass_on(chunk);
    if (!*chunk) break;
    std::string_view bytes = (*chunk)->bytes;
    for (auto doc = static_cast<std::uint32_t>((*chunk)->first); unpack(bytes, rare); ++doc) {
      if (doc < first || doc >= last) continue;
      weigh(rare, frequency, weighted);
      index.add(doc, weighted);
    }
  }
  index.seal();
  return index;
}

/// Neighbours within a stripe of every document, in the order of the documents.
Result<void> search_stripe(const Context& context, const Documents& docs, const DocumentFrequency& frequency,
                           const TermIndex& index, const std::filesystem::path& entries, const RelatedOptions& options,
                           const std::filesystem::path& path) {
  struct Found {
    std::uint64_t first;
    std::string bytes;
  };
  auto writer = ChunkWriter::create(path, context.fingerprint());
  if (!writer) return pass_on(writer);
  PerThread<postings::NeighbourSearch> searches(
      [&] { return std::make_unique<postings::NeighbourSearch>(index, options.neighbours); });
  auto written = for_each_chunk<Found>(
      context, ChunkFiles({entries}, context.fingerprint()),
      [&](const Chunk& chunk) {
        Found out{chunk.first, {}};
        std::string_view bytes = chunk.bytes;
        std::vector<RareTerm> rare;
        std::vector<postings::WeightedTerm> weighted;
        auto search = searches.borrow();
        for (auto doc = static_cast<std::uint32_t>(chunk.first); unpack(bytes, rare); ++doc) {
          weigh(rare, frequency, weighted);
          const auto wanted = [&](std::uint32_t other) {
            return !options.only_across || docs.copies_across(doc, other);
          };
          pack((*search.get())(doc, weighted, wanted), out.bytes);
        }
        return out;
      },
      [&](Found& out) { return writer->add(out.first, out.bytes); });
  if (!written) return written;
  return writer->commit();
}

/// The best neighbours of every document over all stripes, as pairs.
Result<void> join_stripes(const Context& context, const std::vector<std::filesystem::path>& stripes, std::size_t most,
                          RelatedSorter& pairs, RelatedCounts& counts) {
  std::vector<ChunkFiles> files;
  for (const auto& path : stripes) files.emplace_back(std::vector{path}, context.fingerprint());
  std::vector<Neighbour> best;
  std::vector<Neighbour> of_stripe;
  for (;;) {
    std::vector<Chunk> chunks;
    for (ChunkFiles& file : files) {
      auto chunk = file.next();
      if (!chunk) return pass_on(chunk);
      if (*chunk) chunks.push_back(std::move(**chunk));
    }
    if (chunks.size() != files.size()) return {};
    std::vector<std::string_view> bytes(chunks.size());
    for (std::size_t s = 0; s < chunks.size(); ++s) bytes[s] = chunks[s].bytes;
    for (auto doc = static_cast<std::uint32_t>(chunks[0].first);; ++doc) {
      best.clear();
      bool more = true;
      for (std::string_view& rest : bytes) {
        more = more && unpack(rest, of_stripe);
        if (more) best.insert(best.end(), of_stripe.begin(), of_stripe.end());
      }
      if (!more) break;
      if (best.size() >= most) ++counts.full_documents;
      postings::NeighbourSearch::keep_best(best, most);
      for (const Neighbour& n : best) {
        const RelatedPair pair{
            std::min(doc, n.doc), std::max(doc, n.doc), n.shared, n.share, n.anchor_share, n.channels};
        if (auto ok = pairs.add(pair); !ok) return ok;
      }
    }
  }
}

/// As many stripes as memory asks for: an entry takes up to 24 bytes while an index is built, a document 8.
std::uint32_t num_stripes(const Context& context, std::uint64_t entries, std::uint64_t documents) {
  const std::uint64_t bytes = 24 * entries + 8 * documents;
  return static_cast<std::uint32_t>(bytes / (context.memory_bytes() / 3) + 1);
}

std::filesystem::path frequency_path(const Context& context) { return context.scratch("document-frequency"); }

Result<void> store_counts(const Context& context, const DocumentFrequency& frequency, Furniture& furniture) {
  auto writer = ChunkWriter::create(frequency_path(context), context.fingerprint());
  if (!writer) return pass_on(writer);
  const auto [sentences, own] = furniture.counted();
  for (const DocumentFrequency* const counts :
       std::initializer_list<const DocumentFrequency*>{&frequency, sentences, own}) {
    for (int row = 0; row < DocumentFrequency::kRows; ++row) {
      if (auto ok = writer->add(static_cast<std::uint64_t>(row), counts->row_bytes(row)); !ok) return ok;
    }
  }
  return writer->commit();
}

Result<void> load_counts(const Context& context, DocumentFrequency& frequency, Furniture& furniture) {
  ChunkFiles chunks({frequency_path(context)}, context.fingerprint());
  const auto [sentences, own] = furniture.counted();
  for (DocumentFrequency* const counts : {&frequency, sentences, own}) {
    for (int row = 0; row < DocumentFrequency::kRows; ++row) {
      const auto chunk = chunks.next();
      if (!chunk) return tl::unexpected(chunk.error());
      if (!*chunk || !counts->set_row(row, (*chunk)->bytes))
        return tl::unexpected(base::scratch_damage(frequency_path(context), "it does not fit this run"));
    }
  }
  return {};
}

Result<void> search(Context& context, const Scan& scan, const Documents& docs, const HostFurniture& host_furniture,
                    const RelatedOptions& options, DocumentFrequency& frequency, Furniture& furniture,
                    RelatedSorter& pairs, RelatedCounts& counts) {
  if (auto ok = count_terms(context, scan, docs, frequency, furniture); !ok) return ok;
  if (auto ok = store_counts(context, frequency, furniture); !ok) return ok;
  const auto entries = context.scratch("rare-terms");
  if (auto ok = choose_terms(context, scan, docs, frequency, furniture, host_furniture, options.terms, entries, counts);
      !ok) {
    return ok;
  }
  const std::uint32_t stripes = num_stripes(context, counts.index_entries, docs.size());
  const std::uint32_t width = docs.size() / stripes + 1;
  std::vector<std::filesystem::path> found;
  for (std::uint32_t s = 0; s < stripes; ++s) {
    context.report({"related", s, stripes, "stripes", 0});
    const std::uint32_t first = std::min(docs.size(), s * width);
    const auto index = build_index(context, frequency, entries, first, std::min(docs.size(), first + width));
    if (!index) return tl::unexpected(index.error());
    found.push_back(context.scratch(fmt::format("neighbours-{}", s)));
    auto ok = search_stripe(context, docs, frequency, *index, entries, options, found.back());
    if (!ok) return ok;
  }
  return join_stripes(context, found, static_cast<std::size_t>(options.neighbours.most), pairs, counts);
}

}  // namespace

Result<RelatedDocuments> find_related(Context& context, const Scan& scan, const Documents& docs,
                                      const HostFurniture& host_furniture, const RelatedOptions& options) {
  context.begin_stage("related");
  const auto path = context.scratch(kRelated);
  auto frequency = std::make_unique<DocumentFrequency>(docs.size());
  auto furniture = std::make_unique<Furniture>(docs.size());
  if (!std::filesystem::exists(path)) {
    RelatedSorter pairs(context.scratch("related-pairs"), context.memory_bytes() / 4);
    RelatedCounts counts;
    auto found = search(context, scan, docs, host_furniture, options, *frequency, *furniture, pairs, counts);
    if (!found) return pass_on(found);
    const auto all = [](const RelatedPair&) { return true; };
    if (auto ok = RelatedFile::store(path, context.fingerprint(), pairs, counts, all); !ok) return pass_on(ok);
  } else if (auto ok = load_counts(context, *frequency, *furniture); !ok) {
    return pass_on(ok);
  }
  auto related = RelatedFile::open(path, context.fingerprint());
  if (!related) return pass_on(related);
  context.end_stage();
  return RelatedDocuments{std::move(*related), std::move(frequency), std::move(furniture)};
}

}  // namespace unspin::detect
