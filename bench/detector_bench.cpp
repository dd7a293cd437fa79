// What a detector costs beside the verbs for files: CPU seconds of dedup over FILE.jsonl, both ways in turn, and
// whether they say the same. The texts are in memory before the detector's clock starts, as they are in a program that
// has one.
//
//   detector_bench FILE.jsonl [ROUNDS] [copy]      copy: the detector copies the texts

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <unspin/detector.h>

#include "engine/detect/context.h"
#include "engine/detect/read_documents.h"

namespace {

struct Text {
  std::string id, text;
};

std::vector<Text> read_texts(const std::string& path) {
  unspin::Input input;
  input.paths = {path};
  std::vector<Text> texts;
  const auto read = unspin::detect::read_documents({}, input, {}, [&](const unspin::corpus::Record& record) {
    texts.push_back({std::string(record.id), std::string(record.text)});
  });
  if (!read) fmt::print(stderr, "{}\n", read.error().message);
  return texts;
}

unspin::Summary by_detector(const std::vector<Text>& texts, bool copy) {
  auto detector = unspin::Detector::create();
  std::vector<unspin::Document> documents;
  for (const Text& text : texts) {
    if (copy) {
      (void)detector->add(text.id, text.text);
    } else {
      unspin::Document document;
      document.id = text.id;
      document.text = text.text;
      documents.push_back(document);
    }
  }
  if (!copy) (void)detector->add(documents);
  const auto result = detector->dedup();
  if (!result) fmt::print(stderr, "{}\n", result.error().message);
  return result ? result->summary : unspin::Summary();
}

unspin::Summary by_files(const std::string& path) {
  unspin::DedupOptions options;
  options.input.paths = {path};
  options.out = std::filesystem::temp_directory_path() / "unspin-detector-bench";
  const auto summary = unspin::dedup(options);
  if (!summary) fmt::print(stderr, "{}\n", summary.error().message);
  std::filesystem::remove_all(options.out);
  return summary ? *summary : unspin::Summary();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "detector_bench FILE.jsonl [ROUNDS] [copy]\n");
    return 2;
  }
  const std::string path = argv[1];
  const int rounds = argc > 2 ? std::stoi(argv[2]) : 3;
  const bool copy = argc > 3 && std::string(argv[3]) == "copy";
  const auto texts = read_texts(path);
  for (int round = 0; round < rounds; ++round) {
    const double start = unspin::detect::cpu_seconds();
    const unspin::Summary files = by_files(path);
    const double middle = unspin::detect::cpu_seconds();
    const unspin::Summary memory = by_detector(texts, copy);
    const double end = unspin::detect::cpu_seconds();
    fmt::print("files {:.2f} s, detector {:.2f} s, ratio {:.3f}; kept {}, exact {}, near {}\n", middle - start,
               end - middle, (end - middle) / (middle - start), memory.kept, memory.removed_exact, memory.removed_near);
    if (files.kept != memory.kept || files.removed_exact != memory.removed_exact ||
        files.removed_near != memory.removed_near || files.clusters != memory.clusters) {
      fmt::print(stderr, "the answers differ\n");
      return 1;
    }
  }
  return 0;
}
