// A program of somebody else: every header of the door, and the shortest use of it.

#include <unspin/compare.h>
#include <unspin/dedup.h>
#include <unspin/detector.h>
#include <unspin/eval.h>
#include <unspin/extract.h>
#include <unspin/match.h>
#include <unspin/model.h>
#include <unspin/report.h>
#include <unspin/tune.h>
#include <unspin/version.h>

#include <iostream>

int main() {
  auto detector = unspin::Detector::create();
  if (!detector) return 1;
  const std::string text = "The harbour board met on Tuesday and put off the decision on the new quay.";
  for (const char* id : {"first", "second"}) {
    if (auto added = detector->add(id, text); !added) return 1;
  }
  if (auto added = detector->add("third", "Nothing of the kind was said about the library."); !added) return 1;
  const auto removed = detector->dedup();
  if (!removed) return 1;
  for (const unspin::DocumentFate& document : removed->documents)
    std::cout << document.id << ' ' << name_of(document.fate) << ' ' << document.kept_id << '\n';
  const auto found = detector->match();
  if (!found) return 1;
  for (const unspin::MatchedPair& pair : found->pairs)
    std::cout << pair.a << ' ' << pair.b << ' ' << name_of(pair.match.verdict) << '\n';
  unspin::Document a;
  unspin::Document b;
  a.text = text;
  b.text = "Nothing.";
  const auto match = unspin::compare(a, b);
  if (!match) return 1;
  std::cout << name_of(match->verdict) << '\n';
  unspin::DedupOptions without_input;
  std::cout << unspin::dedup(without_input).error().message << '\n';
}
