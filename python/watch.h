#pragma once

// Long calls: they run on a thread of their own, while the calling thread, without the GIL, looks now and then for
// Ctrl-C and tells the caller's function how far they are. No Python object reaches another thread.

#include <chrono>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <string>

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <unspin/options.h>

namespace unspin::python {

/// The latest step of a call; may be set from any thread.
class Steps {
 public:
  struct Step {
    std::string stage;
    std::uint64_t done;
    std::uint64_t total;
    std::string unit;
  };

  void set(Step step) {
    const std::scoped_lock lock(mutex_);
    latest_ = std::move(step);
  }
  std::optional<Step> take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(latest_, std::nullopt);
  }

 private:
  std::mutex mutex_;
  std::optional<Step> latest_;
};

/// Returns what `call` does. What `progress` raises, and KeyboardInterrupt, are raised once `stop` has ended the call.
template <typename Call>
auto watched(const nanobind::object& progress, Steps& steps, const std::function<void()>& stop, Call call) {
  const auto tell = [&] {
    const auto step = steps.take();
    if (step && !progress.is_none()) progress(step->stage, step->done, step->total, step->unit);
  };
  auto running = std::async(std::launch::async, std::move(call));
  std::exception_ptr raised;
  const auto finished = [&] {
    const nanobind::gil_scoped_release released;
    return running.wait_for(std::chrono::milliseconds(50)) == std::future_status::ready;
  };
  while (!finished()) {
    if (raised) {
      stop();  // again: the call may not have begun when it was stopped first
      continue;
    }
    try {
      if (PyErr_CheckSignals() != 0) throw nanobind::python_error();
      tell();
    } catch (const nanobind::python_error&) {
      raised = std::current_exception();
      stop();
    }
  }
  if (raised) std::rethrow_exception(raised);
  tell();
  return running.get();
}

}  // namespace unspin::python
