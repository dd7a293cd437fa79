#pragma once

// Flags that every verb has, and how the program ends.

#include <atomic>
#include <string>

#include <CLI/CLI.hpp>

#include <unspin/dedup.h>
#include <unspin/options.h>
#include <unspin/result.h>

namespace unspin::tools {

enum ExitCode : int {
  kOk = 0,
  kFailOnReached = 1,
  kUsage = 2,
  kBadRecords = 3,
  kIoFailure = 4,
  kDamaged = 5,
  kInternal = 70,
  kInterrupted = 130
};

[[nodiscard]] int exit_code(Error::Code code);

/// Raised by SIGINT and SIGTERM.
[[nodiscard]] std::atomic<bool>& stop_flag();

/// Adds INPUT..., --id-field and --text-field.
void add_input_flags(CLI::App& command, Input& input);
/// Adds the last two alone.
void add_field_flags(CLI::App& command, Input& input);
/// Adds --threshold and --recall.
void add_similarity_flags(CLI::App& command, Similarity& similarity);

/// Adds --model.
void add_model_flag(CLI::App& command, std::filesystem::path& model);

/// Adds --threads, --memory, --scratch, --resume, --max-bad and --progress.
class RunFlags {
 public:
  void add_to(CLI::App& command);
  /// What they say; InvalidOptions for a size that is none.
  [[nodiscard]] Result<Run> run() const;

 private:
  Run run_;
  std::string memory_;
  std::string progress_ = "auto";
};

/// Prints what was read and refused, and `outcome`, on stderr.
void print_summary(const Summary& summary, const std::string& outcome);

/// Prints the error for people and returns the exit code.
int fail(const Error& error);

}  // namespace unspin::tools
