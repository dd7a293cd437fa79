#include <unspin/c.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>

#include <fmt/format.h>

#include <unspin/compare.h>
#include <unspin/detector.h>
#include <unspin/version.h>

#include "engine/c/arrow_columns.h"
#include "engine/c/owned.h"
#include "engine/c/results.h"

using unspin::Detector;
using unspin::DetectorOptions;
using unspin::Error;
using unspin::Result;

struct unspin_detector {
  std::shared_ptr<Detector> detector;  // also of the streams that view its ids
  unspin::c::ColumnNames columns;
  std::atomic<bool> stop{false};
};

namespace {

std::string& last_error() {
  thread_local std::string message;
  return message;
}

int code_of(Error::Code code) {
  switch (code) {
    case Error::Code::InvalidOptions: return UNSPIN_INVALID_OPTIONS;
    case Error::Code::TooManyBadRecords:
    case Error::Code::Internal: return UNSPIN_INTERNAL;
    case Error::Code::Io: return UNSPIN_IO;
    case Error::Code::CorruptFile: return UNSPIN_CORRUPT_FILE;
    case Error::Code::UnsupportedVersion: return UNSPIN_UNSUPPORTED_VERSION;
    case Error::Code::Interrupted: return UNSPIN_INTERRUPTED;
  }
  return UNSPIN_INTERNAL;
}

/// Runs body(), which returns a Result<void>; neither errors nor exceptions go further.
template <typename Body>
int guarded(Body body) noexcept {
  try {
    const Result<void> done = body();
    if (done) return UNSPIN_OK;
    last_error() = done.error().message;
    return code_of(done.error().code);
  } catch (const std::bad_alloc&) {
    last_error().clear();  // a message would need memory
    return UNSPIN_OUT_OF_MEMORY;
  } catch (const std::exception& problem) {
    try {
      last_error() = problem.what();
    } catch (const std::bad_alloc&) {
      last_error().clear();
    }
    return UNSPIN_INTERNAL;
  }
}

Result<void> need(bool there, const char* what) {
  if (there) return {};
  return unspin::failure(Error::Code::InvalidOptions, fmt::format("{} is NULL", what));
}

/// The caller's options, whatever its version of the library knew of them.
Result<unspin_options> options_of(const unspin_options* given) {
  unspin_options options;
  unspin_options_init(&options, sizeof options);
  if (given == nullptr) return options;
  constexpr std::size_t kLeast = offsetof(unspin_options, threshold);
  if (given->size < kLeast + sizeof(double) || given->size > sizeof options) {
    return unspin::failure(Error::Code::InvalidOptions,
                           fmt::format("unspin_options has {} bytes where this library knows {}: fill it with "
                                       "unspin_options_init(&options, sizeof options)",
                                       given->size, sizeof options));
  }
  std::memcpy(&options, given, given->size);
  options.size = sizeof options;
  return options;
}

const char* or_empty(const char* text) { return text == nullptr ? "" : text; }

Result<unspin::Keep> keep_of(std::int32_t keep) {
  switch (keep) {
    case UNSPIN_KEEP_LONGEST: return unspin::Keep::Longest;
    case UNSPIN_KEEP_EARLIEST: return unspin::Keep::Earliest;
    case UNSPIN_KEEP_FIRST: return unspin::Keep::First;
    case UNSPIN_KEEP_SCORE: return unspin::Keep::Score;
    default: return unspin::failure(Error::Code::InvalidOptions, fmt::format("{} is no way to keep", keep));
  }
}

unspin::Kinds kinds_of(std::uint32_t kinds) {
  const auto has = [&](std::uint32_t kind) { return (kinds & kind) != 0; };
  return {has(UNSPIN_EXACT), has(UNSPIN_NEAR_DUPLICATE), has(UNSPIN_EXCERPT), has(UNSPIN_REWRITE),
          has(UNSPIN_SAME_TOPIC)};
}

/// Progress goes to the caller, who may end the call.
void report_to(const unspin_options& options, unspin_detector& handle, unspin::Run& run) {
  if (options.on_progress == nullptr) return;
  run.on_progress = [call = options.on_progress, user_data = options.user_data,
                     &handle](const unspin::Progress& progress) {
    const std::string stage(progress.stage);
    const std::string unit(progress.unit);
    const unspin_progress seen{sizeof seen, stage.c_str(), progress.done, progress.total, unit.c_str()};
    if (call(&seen, user_data) != 0) handle.stop = true;
  };
}

Result<std::unique_ptr<unspin_detector>> make_detector(const unspin_options& options) {
  const auto keep = keep_of(options.keep);
  if (!keep) return tl::unexpected(keep.error());
  auto handle = std::make_unique<unspin_detector>();
  handle->columns = {or_empty(options.id_column), or_empty(options.text_column), or_empty(options.score_column)};
  DetectorOptions wanted;
  wanted.similarity = {options.threshold, options.recall};
  wanted.keep = *keep;
  wanted.kinds = kinds_of(options.kinds);
  wanted.model = or_empty(options.model);
  wanted.run.threads = options.threads;
  wanted.run.memory_bytes = options.memory_bytes;
  wanted.run.scratch = or_empty(options.scratch);
  wanted.run.stop = &handle->stop;
  report_to(options, *handle, wanted.run);
  auto detector = Detector::create(std::move(wanted));
  if (!detector) return unspin::pass_on(detector);
  handle->detector = std::make_shared<Detector>(std::move(*detector));
  return handle;
}

using Stream = unspin::c::Owned<ArrowArrayStream>;
using Batch = unspin::c::Owned<ArrowArray>;

Result<void> check_stream(Stream& stream, int code) {
  if (code == 0) return {};
  return unspin::failure(Error::Code::Io, fmt::format("the Arrow stream failed: {}, error {}",
                                                      or_empty(stream.value.get_last_error(&stream.value)), code));
}

/// What the documents of a batch view.
struct Views {
  std::shared_ptr<Batch> batch;
  std::shared_ptr<const std::string> made;
};

Result<void> add_batches(unspin_detector& handle, Stream& stream, bool against) {
  unspin::c::Owned<ArrowSchema> schema;
  if (auto ok = check_stream(stream, stream.value.get_schema(&stream.value, &schema.value)); !ok) return ok;
  const auto columns = unspin::c::find_columns(schema.value, handle.columns);
  if (!columns) return tl::unexpected(columns.error());
  for (;;) {
    auto batch = std::make_shared<Batch>();
    if (auto ok = check_stream(stream, stream.value.get_next(&stream.value, &batch->value)); !ok) return ok;
    if (batch->value.release == nullptr) return {};
    const auto read = unspin::c::read_batch(batch->value, *columns);
    if (!read) return tl::unexpected(read.error());
    const auto owner = std::make_shared<Views>(std::move(batch), read->made);
    auto added =
        against ? handle.detector->add_against(read->documents, owner) : handle.detector->add(read->documents, owner);
    if (!added) return added;
  }
}

int add_stream(unspin_detector* detector, ArrowArrayStream* stream, bool against) {
  return guarded([&]() -> Result<void> {
    if (auto ok = need(stream != nullptr && stream->release != nullptr, "stream"); !ok) return ok;
    Stream own(stream);
    if (auto ok = need(detector != nullptr, "detector"); !ok) return ok;
    return add_batches(*detector, own, against);
  });
}

}  // namespace

const char* unspin_version(void) { return unspin::kVersion; }

const char* unspin_last_error(void) { return last_error().c_str(); }

void unspin_options_init(unspin_options* options, size_t size) {
  if (options == nullptr) return;
  const DetectorOptions usual;
  unspin_options all{};
  all.size = std::min(size, sizeof all);
  all.threshold = usual.similarity.threshold;
  all.recall = usual.similarity.recall;
  all.keep = UNSPIN_KEEP_LONGEST;
  all.kinds = UNSPIN_ALL_KINDS;
  std::memcpy(options, &all, all.size);
}

int unspin_detector_create(const unspin_options* options, unspin_detector** detector) {
  return guarded([&]() -> Result<void> {
    if (auto ok = need(detector != nullptr, "detector"); !ok) return ok;
    *detector = nullptr;
    const auto known = options_of(options);
    if (!known) return tl::unexpected(known.error());
    auto made = make_detector(*known);
    if (!made) return unspin::pass_on(made);
    *detector = made->release();
    return {};
  });
}

void unspin_detector_destroy(unspin_detector* detector) { delete detector; }

int unspin_detector_add(unspin_detector* detector, const char* id, const char* text, size_t text_bytes) {
  return guarded([&]() -> Result<void> {
    if (auto ok = need(detector != nullptr, "detector"); !ok) return ok;
    if (auto ok = need(text != nullptr, "text"); !ok) return ok;
    return detector->detector->add(or_empty(id), {text, text_bytes});
  });
}

int unspin_detector_add_arrow(unspin_detector* detector, ArrowArrayStream* stream) {
  return add_stream(detector, stream, false);
}

int unspin_detector_add_arrow_against(unspin_detector* detector, ArrowArrayStream* stream) {
  return add_stream(detector, stream, true);
}

uint64_t unspin_detector_size(const unspin_detector* detector) {
  return detector == nullptr ? 0 : detector->detector->size();
}

int unspin_detector_dedup(unspin_detector* detector, ArrowArrayStream* result) {
  return guarded([&]() -> Result<void> {
    if (auto ok = need(detector != nullptr, "detector"); !ok) return ok;
    if (auto ok = need(result != nullptr, "result"); !ok) return ok;
    detector->stop = false;
    auto found = detector->detector->dedup();
    if (!found) return unspin::pass_on(found);
    unspin::c::write_fates(std::move(*found), detector->detector, *result);
    return {};
  });
}

int unspin_detector_match(unspin_detector* detector, ArrowArrayStream* result) {
  return guarded([&]() -> Result<void> {
    if (auto ok = need(detector != nullptr, "detector"); !ok) return ok;
    if (auto ok = need(result != nullptr, "result"); !ok) return ok;
    detector->stop = false;
    auto found = detector->detector->match();
    if (!found) return unspin::pass_on(found);
    unspin::c::write_pairs(std::move(*found), detector->detector, *result);
    return {};
  });
}

void unspin_detector_stop(unspin_detector* detector) {
  if (detector != nullptr) detector->stop = true;
}

int unspin_compare(const unspin_options* options, const char* a, size_t a_bytes, const char* b, size_t b_bytes,
                   char** json) {
  return guarded([&]() -> Result<void> {
    if (auto ok = need(json != nullptr, "json"); !ok) return ok;
    *json = nullptr;
    if (auto ok = need(a != nullptr && b != nullptr, "a text"); !ok) return ok;
    const auto known = options_of(options);
    if (!known) return tl::unexpected(known.error());
    unspin::Document first;
    unspin::Document second;
    first.text = {a, a_bytes};
    second.text = {b, b_bytes};
    const auto match = unspin::compare(first, second, {known->threshold, or_empty(known->model)});
    if (!match) return tl::unexpected(match.error());
    const std::string line = unspin::to_json("a", "b", *match);
    *json = static_cast<char*>(std::malloc(line.size() + 1));
    if (*json == nullptr) throw std::bad_alloc();
    std::memcpy(*json, line.c_str(), line.size() + 1);
    return {};
  });
}

void unspin_free(char* text) { std::free(text); }
