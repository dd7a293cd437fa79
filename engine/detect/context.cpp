#include "engine/detect/context.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>

#include <unspin/version.h>

#include "engine/base/file.h"
#include "engine/base/hash.h"
#include "engine/base/parallel.h"

namespace unspin::detect {
namespace {

namespace fs = std::filesystem;

constexpr char kMarker[] = "unspin.run";  // holds the fingerprint
constexpr char kLock[] = "lock";

std::uint64_t half_of_memory() {
  return static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) /
         2;
}

/// A folder of its own for each output, so that runs may share --scratch.
fs::path named_scratch(const fs::path& parent, const fs::path& default_scratch) {
  return parent /
         fmt::format("unspin-{:016x}", base::hash64(fs::absolute(default_scratch).lexically_normal().string()));
}

std::uint64_t fingerprint_of(const std::string& verb_options, const Input& input,
                             const std::vector<corpus::InputFile>& files) {
  std::string text = fmt::format("{}\n{}\n{}\n{}\n", kVersion, verb_options, input.id_field, input.text_field);
  for (const auto& file : files)
    text += fmt::format("{}\t{}\t{}\t{}\n", file.name, file.bytes, file.state, file.against);
  return base::hash64(text);
}

/// Makes the scratch folder ready: resumed as it is, or emptied. The folder is ours, by its name; what lies there
/// without a marker was left by a run that was killed while it cleaned up.
Result<void> prepare(const fs::path& scratch, bool resume, std::uint64_t fingerprint) {
  const fs::path marker = scratch / kMarker;
  const std::string mark = fmt::format("{:016x}\n", fingerprint);
  if (resume && fs::exists(marker)) {
    const auto found = base::read_file(marker);
    if (!found) return tl::unexpected(found.error());
    if (*found == mark) return {};
    return failure(Error::Code::InvalidOptions,
                   fmt::format("{} is from a run with other options or inputs; run without --resume to start anew",
                               scratch.string()));
  }
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(scratch, error)) {
    std::error_code failed;
    const fs::path& path = entry.path();
    if (path.extension() != ".spool" && path.filename() != kLock) fs::remove_all(path, failed);
    if (failed) error = failed;
  }
  if (error) return tl::unexpected(base::io_error("empty", scratch, error.value()));
  return base::write_file(marker, mark);
}

}  // namespace

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::uint64_t memory_bytes_of(const Run& run) {
  return run.memory_bytes > 0 ? run.memory_bytes : std::max(kLeastMemory, half_of_memory());
}

Result<void> check_memory_of(const Run& run) {
  if (memory_bytes_of(run) >= kLeastMemory) return {};
  return failure(Error::Code::InvalidOptions,
                 fmt::format("--memory is {} bytes, must be at least 128MiB", run.memory_bytes));
}

Result<void> Context::settle(const Run& run) {
  run_ = &run;
  started_ = std::chrono::steady_clock::now();
  threads_ = run.threads > 0 ? run.threads : base::hardware_threads();
  memory_bytes_ = memory_bytes_of(run);
  return check_memory_of(run);
}

Result<Context> Context::create(const Run& run, std::vector<corpus::InputFile> documents, const fs::path& scratch) {
  Context context;
  if (auto ok = context.settle(run); !ok) return pass_on(ok);
  context.resumable_ = false;
  context.scratch_ = scratch;
  context.inputs_ = std::move(documents);
  return context;
}

Result<Context> Context::create(const Run& run, const Input& input, const std::string& verb_options,
                                const fs::path& default_scratch, std::vector<fs::path> results) {
  Context context;
  if (auto ok = context.settle(run); !ok) return pass_on(ok);
  context.scratch_ = run.scratch.empty() ? default_scratch : named_scratch(run.scratch, default_scratch);
  results.push_back(context.scratch_);
  const auto search_results = std::move(results);
  const corpus::Fields fields{input.id_field, input.text_field, {}};
  auto inputs = corpus::find_inputs(input.paths, {context.scratch("stdin.spool"), search_results, run.stop, fields});
  if (!inputs) {
    std::error_code ignored;  // what was spooled of standard input, and folders that were made for it
    fs::remove(context.scratch("stdin.spool"), ignored);
    if (fs::is_empty(context.scratch_, ignored)) fs::remove(context.scratch_, ignored);
    return pass_on(inputs);
  }
  context.inputs_ = std::move(*inputs);
  if (!input.against.empty()) {
    auto against =
        corpus::find_inputs(input.against, {context.scratch("against.spool"), search_results, run.stop, fields});
    if (!against) return pass_on(against);
    for (corpus::InputFile& file : *against) {
      file.against = true;
      context.inputs_.push_back(std::move(file));
    }
  }
  context.fingerprint_ = fingerprint_of(verb_options, input, context.inputs_);
  return context;
}

bool Context::has_scratch() const {
  std::error_code ignored;
  return fs::exists(scratch_ / kMarker, ignored);
}

Result<void> Context::prepare_scratch() {
  if (auto made = base::make_directories(scratch_); !made) return made;
  auto lock = base::File::create_locked(scratch_ / kLock);
  if (!lock) {
    return failure(
        Error::Code::Io,
        fmt::format("another run is writing there ({}): wait for it, or choose another --out", lock.error().message));
  }
  lock_ = std::move(*lock);
  return prepare(scratch_, run_->resume, fingerprint_);
}

std::uint64_t Context::input_bytes() const noexcept {
  std::uint64_t bytes = 0;
  for (const auto& file : inputs_) bytes += file.bytes;
  return bytes;
}

Result<void> Context::check_stop() const {
  if (!stopped()) return {};
  if (!resumable_) return failure(Error::Code::Interrupted, "interrupted");
  return failure(Error::Code::Interrupted,
                 fmt::format("interrupted; continue with --resume (scratch: {})", scratch_.string()));
}

void Context::report(const Progress& progress) const {
  if (run_->on_progress) run_->on_progress(progress);
}

void Context::begin_stage(std::string name) {
  stages_.push_back({std::move(name), 0, 0, 0});
  stage_started_ = std::chrono::steady_clock::now();
  stage_cpu_ = cpu_seconds();
}

void Context::end_stage(std::uint64_t bytes) {
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - stage_started_;
  stages_.back().seconds = wall.count();
  stages_.back().cpu_seconds = cpu_seconds() - stage_cpu_;
  stages_.back().bytes = bytes;
}

double Context::seconds() const noexcept {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

void Context::clean_up() const {
  std::error_code ignored;
  fs::remove(scratch_ / kMarker, ignored);  // first: without it, nothing here is taken up again
  fs::remove_all(scratch_, ignored);
}

}  // namespace unspin::detect
