// Cluster by cluster: the connected components of what was reported against the truth.

#include <algorithm>
#include <map>

#include "engine/cluster/union_find.h"
#include "engine/detect/eval_scores.h"

namespace unspin::detect {
namespace {

using cluster::Label;

std::uint64_t count_true(const std::vector<bool>& flags) {
  return static_cast<std::uint64_t>(std::count(flags.begin(), flags.end(), true));
}

void count_components(const std::vector<Label>& components, ClusterReport& report) {
  std::vector<Label> labels = components;
  std::sort(labels.begin(), labels.end());
  for (auto run = labels.begin(); run != labels.end();) {
    const auto end = std::upper_bound(run, labels.end(), *run);
    const auto size = static_cast<std::uint64_t>(end - run);
    report.clusters += size > 1;
    if (size > 1) report.largest = std::max(report.largest, size);
    report.implied_pairs += cluster::pairs_of(size);
    run = end;
  }
}

/// Implied pairs against listed ones.
void score_against_pairs(const std::vector<Label>& components, const Truth& truth, ClusterReport& report) {
  std::vector<bool> partnered(components.size(), false);
  std::vector<bool> linked(components.size(), false);
  std::uint64_t different = 0;
  std::uint64_t neither = 0;
  for (const TruthPair& pair : truth.pairs) {
    const auto [a, b] = pair.docs;
    const bool joined = components[a] == components[b];
    if (pair.judgement == Judgement::Copy) {
      partnered[a] = partnered[b] = true;
      if (joined) linked[a] = linked[b] = true;
      report.score.right += joined;
    }
    different += joined && pair.judgement == Judgement::Different;
    neither += joined && pair.judgement == Judgement::Neither;
  }
  report.score.judged =
      truth.facts.unlisted_are_wrong ? report.implied_pairs - neither : report.score.right + different;
  report.documents = {count_true(partnered), count_true(linked)};
}

void score_against_clusters(const std::vector<Label>& components, const Truth& truth, ClusterReport& report) {
  report.score.right = cluster::agreement_of(truth.labels, components).both;
  report.score.judged = report.implied_pairs;
  report.documents = {count_true(cluster::together_in_both(truth.labels, truth.labels)),
                      count_true(cluster::together_in_both(truth.labels, components))};
}

/// Over the documents of the truth when it names them all, singles too; else over all documents that are named
/// anywhere, those that the truth does not name being alone in it.
void score_agreement(const std::vector<Label>& components, const Truth& truth, ClusterReport& report) {
  std::vector<Label> a;
  std::vector<Label> b;
  for (std::size_t doc = 0; doc < components.size(); ++doc) {
    if (truth.facts.names_all_documents && !truth.named[doc]) continue;
    a.push_back(truth.labels[doc]);
    b.push_back(components[doc]);
  }
  report.adjusted_rand_index = cluster::agreement_of(a, b).adjusted_rand_index();
  report.adjusted_rand_documents = a.size();
}

}  // namespace

std::vector<Label> components_of(const Reported& reported, std::size_t num_ids) {
  cluster::UnionFind components(num_ids);
  for (const ReportedPair& pair : reported.pairs) {
    if (claims_copy(pair.verdict)) components.join(pair.docs.first, pair.docs.second);
  }
  for (const DocPair& link : reported.links) components.join(link.first, link.second);
  std::vector<Label> labels(num_ids);
  for (DocNumber doc = 0; doc < num_ids; ++doc) labels[doc] = components.root(doc);
  return labels;
}

ClusterReport score_clusters(const std::vector<Label>& components, const Truth& truth) {
  ClusterReport report;
  report.score.copies = truth.facts.copies;
  count_components(components, report);
  if (truth.clustering) {
    score_against_clusters(components, truth, report);
  } else {
    score_against_pairs(components, truth, report);
  }
  if (truth.facts.unlisted_are_wrong) score_agreement(components, truth, report);
  return report;
}

SetReport score_sets(const std::vector<Label>& components, const Truth& truth) {
  std::map<Label, std::vector<DocNumber>> members;
  for (DocNumber doc = 0; doc < components.size(); ++doc) members[components[doc]].push_back(doc);
  std::map<std::string, SetReport::Category> categories;
  SetReport report;
  for (const LabelledSet& set : truth.sets) {
    std::vector<DocNumber> found = members[components[set.doc]];  // sorted, as they were added
    std::erase(found, set.doc);
    const bool exact = found == set.duplicates;
    ++report.documents;
    report.exact += exact;
    SetReport::Category& category = categories[set.category];
    ++category.documents;
    category.exact += exact;
    const bool whole = std::includes(found.begin(), found.end(), set.duplicates.begin(), set.duplicates.end());
    if (found.empty()) {
      ++(set.duplicates.empty() ? report.alone : report.missed);
    } else {
      ++(!set.duplicates.empty() && whole ? report.found : report.wrong);
    }
  }
  for (auto& [name, category] : categories) {
    category.name = name;
    report.categories.push_back(category);
  }
  return report;
}

}  // namespace unspin::detect
