#include "tools/common_options.h"

#include <cstdio>

#include <fmt/format.h>

#include "tools/progress.h"

namespace unspin::tools {

int exit_code(Error::Code code) {
  switch (code) {
    case Error::Code::InvalidOptions: return kUsage;
    case Error::Code::TooManyBadRecords: return kBadRecords;
    case Error::Code::Io: return kIoFailure;
    case Error::Code::CorruptFile: return kDamaged;
    case Error::Code::UnsupportedVersion: return kDamaged;
    case Error::Code::Interrupted: return kInterrupted;
    case Error::Code::Internal: break;
  }
  return kInternal;
}

std::atomic<bool>& stop_flag() {
  static std::atomic<bool> flag{false};
  return flag;
}

void add_input_flags(CLI::App& command, Input& input) {
  command
      .add_option("INPUT", input.paths,
                  "Files, folders, globs, or - for standard input: JSONL, CSV, TSV, text, HTML, Parquet, WARC, WET, "
                  "ARC, tar; plain, .gz or .zst")
      ->required();
  add_field_flags(command, input);
}

void add_field_flags(CLI::App& command, Input& input) {
  command.add_option(
      "--id-field", input.id_field,
      "Field or JSON Pointer of the id (default: id, doc_id, docid, core_id; without one, a hash of url and text)");
  command.add_option("--text-field", input.text_field,
                     "Field or JSON Pointer of the text (default: text, content, raw_content)");
}

void add_similarity_flags(CLI::App& command, Similarity& similarity) {
  command
      .add_option("--threshold", similarity.threshold,
                  "Jaccard similarity of word 5-grams from which two documents are near-duplicates")
      ->capture_default_str();
  command
      .add_option("--recall", similarity.recall,
                  "Chance that a pair at the threshold is looked at; 1: exhaustive, slower, every pair")
      ->capture_default_str();
}

void add_model_flag(CLI::App& command, std::filesystem::path& model) {
  command.add_option("--model", model, "Folder of the model that tells rewrites (default: the one that is built in)");
}

void RunFlags::add_to(CLI::App& command) {
  command.add_option("--threads", run_.threads, "Threads (default: one for each core)")->check(CLI::Range(1, 1024));
  command.add_option("--memory", memory_,
                     "Memory to stay within, as in 4GiB (default: half of the machine's); more work goes to scratch");
  command.add_option("--scratch", run_.scratch, "Folder for intermediate files (default: beside the output)");
  command.add_flag("--resume", run_.resume, "Go on where an interrupted run of the same command stopped");
  command.add_option("--max-bad", run_.max_bad, "Share of records that may be refused before the exit code is 3")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command.add_option("--progress", progress_, "auto: a line on a terminal, else JSON events; json; off")
      ->check(CLI::IsMember({"auto", "json", "off"}));
}

Result<Run> RunFlags::run() const {
  Run run = run_;
  if (!memory_.empty()) {
    auto bytes = parse_size(memory_);
    if (!bytes) return pass_on(bytes);
    run.memory_bytes = *bytes;
  }
  run.stop = &stop_flag();
  run.on_progress = make_progress(progress_);
  return run;
}

void print_summary(const Summary& summary, const std::string& outcome) {
  fmt::print(stderr, "{} documents, {:.1f} MB of text, {:.2f} s: {}\n", summary.documents,
             static_cast<double>(summary.text_bytes) / 1e6, summary.seconds, outcome);
  if (summary.truncated > 0) fmt::print(stderr, "{} documents were cut by the crawler\n", summary.truncated);
  for (const auto& [reason, count] : summary.skipped) fmt::print(stderr, "skipped: {} {}\n", count, reason);
  for (const auto& [reason, count] : summary.refused) fmt::print(stderr, "refused: {} {}\n", count, reason);
  for (const std::string& damage : summary.damaged_files) fmt::print(stderr, "damaged: {}\n", damage);
  if (const FurnitureCounts& f = summary.furniture; f.lines + f.without_own_text > 0) {
    fmt::print(stderr,
               "furniture: {} lines that recur on hosts, left out of {} documents; {} texts say nothing of their own\n",
               f.lines, f.documents, f.without_own_text);
  }
  if (summary.capped_buckets > 0)
    fmt::print(stderr, "{} buckets were too large to compare in full: see run.json\n", summary.capped_buckets);
}

int fail(const Error& error) {
  fmt::print(stderr, "unspin: {}\n", error.message);
  return exit_code(error.code);
}

}  // namespace unspin::tools
