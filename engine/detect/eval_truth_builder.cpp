#include "engine/detect/eval_truth_builder.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "engine/cluster/union_find.h"

namespace unspin::detect {
namespace {

using cluster::Label;

bool is_clustering(TruthLayout layout) { return layout == TruthLayout::Clusters || layout == TruthLayout::OwnClusters; }

bool names_all(TruthLayout layout) { return layout == TruthLayout::Clusters || layout == TruthLayout::Core; }

}  // namespace

std::string_view name_of(TruthLayout layout) {
  switch (layout) {
    case TruthLayout::Similarities: return "pairs with similarities";
    case TruthLayout::Labels: return "labelled pairs";
    case TruthLayout::Relations: return "pairs with relations";
    case TruthLayout::Edges: return "all pairs of copies";
    case TruthLayout::Clusters: return "clusters";
    case TruthLayout::OwnClusters: return "clusters.jsonl of unspin dedup";
    case TruthLayout::Core: return "CORE";
    case TruthLayout::Articles: break;
  }
  return "articles";
}

std::string Place::text() const { return fmt::format("{}{}{}", path->string(), is_line ? ":" : ", element ", number); }

tl::unexpected<Error> Place::error(std::string_view what) const {
  return failure(Error::Code::InvalidOptions, fmt::format("{}: {}", text(), what));
}

tl::unexpected<Error> unknown_layout(const Place& place) {
  return place.error(
      "a truth of no known layout; known are, tab-separated: id_a id_b jaccard [containment or kind], id_a id_b label "
      "[kind] (label 1, 0, P or S), id_a id_b relation [kind], id cluster; JSON: records with id and cluster, "
      "clusters.jsonl of `unspin dedup`, NEWS-COPY (a list of [id, id], or articles by id), CORE (core_id and "
      "labelled_duplicates). See docs/formats/truth.md");
}

Result<void> TruthBuilder::begin(TruthLayout layout, const Place& place) {
  if (layout == TruthLayout::Articles) {
    articles_ = true;
    return {};
  }
  if (layout_ && *layout_ != layout)
    return place.error(fmt::format("a truth cannot be {} and {} at once", name_of(*layout_), name_of(layout)));
  layout_ = layout;
  return {};
}

DocNumber TruthBuilder::name(std::string_view id) {
  const DocNumber doc = ids_.number(id);
  if (truth_.named.size() <= doc) truth_.named.resize(doc + 1, false);
  truth_.named[doc] = true;
  return doc;
}

void TruthBuilder::add_document(std::string_view id) { static_cast<void>(name(id)); }

std::uint32_t TruthBuilder::group(std::string_view label, std::string_view kind) {
  auto& groups = truth_.groups;  // a handful: a search is fast enough, and neighbours are mostly alike
  const auto same = [&](const TruthGroup& g) { return g.label == label && g.kind == kind; };
  const auto found = std::find_if(groups.rbegin(), groups.rend(), same);
  if (found != groups.rend()) return static_cast<std::uint32_t>(groups.rend() - found - 1);
  TruthGroup added;
  added.label = label;
  added.kind = kind;
  groups.push_back(std::move(added));
  return static_cast<std::uint32_t>(groups.size() - 1);
}

void TruthBuilder::add_pair(const Place& place, std::string_view a, std::string_view b, Judgement judgement,
                            std::string_view label, std::string_view kind) {
  const DocNumber first = name(a);  // one after the other: the order of arguments is not fixed
  const DocPair docs = ordered(first, name(b));
  if (docs.first == docs.second) return;
  truth_.has_kinds |= !label.empty() || !kind.empty();
  listed_.push_back({{docs, judgement, 0, group(label, kind)}, place});
}

void TruthBuilder::add_similarity(const Place& place, std::string_view a, std::string_view b, double jaccard,
                                  std::string_view kind) {
  const std::size_t before = listed_.size();
  add_pair(place, a, b, jaccard >= threshold_ ? Judgement::Copy : Judgement::Different, {}, kind);
  if (listed_.size() > before) listed_.back().pair.jaccard = static_cast<float>(jaccard);
  truth_.has_jaccard = true;
}

Result<void> TruthBuilder::add_member(const Place& place, std::string_view id, std::string_view cluster) {
  const DocNumber doc = name(id);
  const Label label = cluster.empty() ? kAlone : clusters_.number(cluster);
  if (member_of_.size() <= doc) member_of_.resize(doc + 1);
  if (member_of_[doc] && *member_of_[doc] != label)
    return place.error(fmt::format("{} was in another cluster before: a document has one", id));
  member_of_[doc] = label;
  return {};
}

Result<void> TruthBuilder::add_set(const Place& place, std::string_view id, const std::vector<std::string>& duplicates,
                                   std::string category) {
  LabelledSet set{name(id), {}, std::move(category)};
  if (has_set_.size() <= set.doc) has_set_.resize(set.doc + 1, false);
  if (has_set_[set.doc]) return place.error(fmt::format("core_id {} occurred before", id));
  has_set_[set.doc] = true;
  for (const std::string& duplicate : duplicates) {
    const DocNumber other = name(duplicate);
    if (other == set.doc) continue;
    set.duplicates.push_back(other);
    add_pair(place, id, duplicate, Judgement::Copy);
  }
  std::sort(set.duplicates.begin(), set.duplicates.end());
  set.duplicates.erase(std::unique(set.duplicates.begin(), set.duplicates.end()), set.duplicates.end());
  truth_.sets.push_back(std::move(set));
  return {};
}

Result<void> TruthBuilder::settle_pairs() {
  std::sort(listed_.begin(), listed_.end(), [](const Listed& x, const Listed& y) {
    return std::tie(x.pair.docs, x.place.number) < std::tie(y.pair.docs, y.place.number);
  });
  for (const Listed& next : listed_) {
    if (truth_.pairs.empty() || truth_.pairs.back().docs != next.pair.docs) {
      truth_.pairs.push_back(next.pair);
      continue;
    }
    const TruthPair& known = truth_.pairs.back();
    if (known.judgement != next.pair.judgement || known.jaccard != next.pair.jaccard)
      return next.place.error(fmt::format("the pair {} {} was listed before, and differently",
                                          ids_.id(next.pair.docs.first), ids_.id(next.pair.docs.second)));
  }
  listed_.clear();
  return {};
}

void TruthBuilder::settle_clusters() {
  member_of_.resize(ids_.size());
  truth_.labels.resize(ids_.size());
  const auto shared = static_cast<Label>(clusters_.size());
  for (DocNumber doc = 0; doc < ids_.size(); ++doc) {
    const Label label = member_of_[doc].value_or(kAlone);
    truth_.labels[doc] = label == kAlone ? shared + doc : label;
  }
}

void TruthBuilder::label_by_pairs() {
  cluster::UnionFind copies(ids_.size());
  for (const TruthPair& pair : truth_.pairs) {
    if (pair.judgement == Judgement::Copy) copies.join(pair.docs.first, pair.docs.second);
  }
  truth_.labels.resize(ids_.size());
  for (DocNumber doc = 0; doc < ids_.size(); ++doc) truth_.labels[doc] = copies.root(doc);
}

void TruthBuilder::count_facts() {
  TruthFacts& facts = truth_.facts;
  facts.documents = static_cast<std::uint64_t>(std::count(truth_.named.begin(), truth_.named.end(), true));
  facts.pairs = truth_.pairs.size();
  for (const TruthPair& pair : truth_.pairs) {
    facts.copies += pair.judgement == Judgement::Copy;
    facts.different += pair.judgement == Judgement::Different;
    facts.neither += pair.judgement == Judgement::Neither;
  }
  if (!truth_.clustering) return;
  std::vector<Label> labels = truth_.labels;
  std::sort(labels.begin(), labels.end());
  for (auto run = labels.begin(); run != labels.end();) {
    const auto end = std::upper_bound(run, labels.end(), *run);
    facts.clusters += end - run > 1;
    facts.copies += cluster::pairs_of(static_cast<std::uint64_t>(end - run));
    run = end;
  }
}

Result<Truth> TruthBuilder::finish() {
  if (!layout_) {
    return failure(Error::Code::InvalidOptions,
                   articles_ ? "the truth names articles, but no pairs or clusters of them: name its edge list too, as "
                               "another --truth"
                             : "no truth: name one with --truth");
  }
  TruthFacts& facts = truth_.facts;
  facts.layout = name_of(*layout_);
  facts.unlisted_are_wrong = *layout_ != TruthLayout::Labels;
  facts.names_all_documents = articles_ || names_all(*layout_);
  if (truth_.has_jaccard) facts.copies_from = threshold_;
  truth_.clustering = is_clustering(*layout_);
  truth_.named.resize(ids_.size(), false);
  if (auto ok = settle_pairs(); !ok) return pass_on(ok);
  if (truth_.clustering) {
    settle_clusters();
  } else {
    label_by_pairs();
  }
  count_facts();
  return std::move(truth_);
}

}  // namespace unspin::detect
