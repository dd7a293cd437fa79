#pragma once

// What the stages of one run share: its options made definite, its scratch folder, the stop flag, progress and times.

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <unspin/options.h>
#include <unspin/result.h>

#include "engine/base/file.h"
#include "engine/corpus/inputs.h"

namespace unspin::detect {

constexpr std::uint64_t kLeastMemory = std::uint64_t{128} << 20;
/// The memory that a run may take: what the options ask for, or half of the machine's memory.
[[nodiscard]] std::uint64_t memory_bytes_of(const Run& run);
/// InvalidOptions: less than that.
[[nodiscard]] Result<void> check_memory_of(const Run& run);

/// Of the process so far, user and system.
[[nodiscard]] double cpu_seconds();

struct StageTime {
  std::string name;
  double seconds;
  double cpu_seconds;
  std::uint64_t bytes;  // of input, in stages that read it
};

class Context {
 public:
  /// Looks at the options and finds the inputs; nothing is written but a copy of standard input. `verb_options`:
  /// whatever else changes the contents of scratch, as text; `default_scratch` is used when the options name none;
  /// `results`: what the run will write. InvalidOptions, Io, Interrupted.
  [[nodiscard]] static Result<Context> create(const Run& run, const Input& input, const std::string& verb_options,
                                              const std::filesystem::path& default_scratch,
                                              std::vector<std::filesystem::path> results);
  /// The same for documents in memory: nothing can be taken up again.
  [[nodiscard]] static Result<Context> create(const Run& run, std::vector<corpus::InputFile> documents,
                                              const std::filesystem::path& scratch);

  /// Whether an earlier run left its scratch folder.
  [[nodiscard]] bool has_scratch() const;
  /// Makes the scratch folder, and empties one that is not to be resumed. InvalidOptions: it is to be resumed, but
  /// belongs to a run with other options or inputs. Io; also when another process is at work there.
  [[nodiscard]] Result<void> prepare_scratch();

  [[nodiscard]] const std::vector<corpus::InputFile>& inputs() const noexcept { return inputs_; }
  [[nodiscard]] std::uint64_t input_bytes() const noexcept;
  [[nodiscard]] int threads() const noexcept { return threads_; }
  [[nodiscard]] std::uint64_t memory_bytes() const noexcept { return memory_bytes_; }
  [[nodiscard]] std::filesystem::path scratch(const std::string& name) const { return scratch_ / name; }
  /// Identifies options and inputs: what a resumed run must share.
  [[nodiscard]] std::uint64_t fingerprint() const noexcept { return fingerprint_; }
  [[nodiscard]] const Run& run() const noexcept { return *run_; }

  [[nodiscard]] bool stopped() const noexcept { return run_->stop != nullptr && run_->stop->load(); }
  [[nodiscard]] Result<void> check_stop() const;
  void report(const Progress& progress) const;

  void begin_stage(std::string name);
  void end_stage(std::uint64_t bytes = 0);
  [[nodiscard]] const std::vector<StageTime>& stages() const noexcept { return stages_; }
  [[nodiscard]] double seconds() const noexcept;

  /// Deletes the scratch folder: the run is done.
  void clean_up() const;

 private:
  [[nodiscard]] Result<void> settle(const Run& run);

  const Run* run_ = nullptr;
  bool resumable_ = true;
  int threads_ = 1;
  std::uint64_t memory_bytes_ = 0;
  std::filesystem::path scratch_;
  base::File lock_;
  std::uint64_t fingerprint_ = 0;
  std::vector<corpus::InputFile> inputs_;
  std::vector<StageTime> stages_;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point stage_started_;
  double stage_cpu_ = 0;
};

}  // namespace unspin::detect
