#include "tools/progress.h"

#include <chrono>
#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

namespace unspin::tools {
namespace {

using Clock = std::chrono::steady_clock;

bool line_shown = false;

struct State {
  std::string stage;
  Clock::time_point stage_began = Clock::now();
  Clock::time_point last = Clock::now();

  double in_stage() const { return std::chrono::duration<double>(Clock::now() - stage_began).count(); }
};

std::string amount(double value, std::string_view unit) {
  if (unit != "bytes") return fmt::format("{:.0f} {}", value, unit);
  return value < 1e9 ? fmt::format("{:.1f} MB", value / 1e6) : fmt::format("{:.2f} GB", value / 1e9);
}

void print_line(const Progress& p, const State& state) {
  const double rate = static_cast<double>(p.done) / std::max(1e-3, state.in_stage());
  std::string line = fmt::format("{:<10} {}", p.stage, amount(static_cast<double>(p.done), p.unit));
  if (p.total > 0)
    line += fmt::format(" of {} ({:.0f}%)", amount(static_cast<double>(p.total), p.unit),
                        100.0 * static_cast<double>(p.done) / static_cast<double>(p.total));
  line += fmt::format(", {}/s", amount(rate, p.unit));
  if (p.documents > 0) line += fmt::format(", {} documents", p.documents);
  if (p.total > p.done && rate > 0)
    line += fmt::format(", {:.0f} s left", static_cast<double>(p.total - p.done) / rate);
  fmt::print(stderr, "\r\x1b[K{}", line);
  line_shown = true;
}

void print_event(const Progress& p, const State& state) {
  fmt::print(stderr,
             "{{\"event\":\"progress\",\"stage\":\"{}\",\"done\":{},\"total\":{},\"unit\":\"{}\",\"documents\":{},"
             "\"stage_seconds\":{:.1f}}}\n",
             p.stage, p.done, p.total, p.unit, p.documents, state.in_stage());
}

}  // namespace

std::function<void(const Progress&)> make_progress(const std::string& mode) {
  if (mode == "off") return {};
  const bool terminal = mode == "auto" && ::isatty(STDERR_FILENO) != 0;
  auto state = std::make_shared<State>();
  return [state, terminal](const Progress& p) {
    if (p.stage != state->stage) {
      state->stage = p.stage;
      state->stage_began = Clock::now();
    }
    const auto wait = terminal ? std::chrono::milliseconds(100) : std::chrono::milliseconds(1000);
    if (Clock::now() - state->last < wait) return;
    state->last = Clock::now();
    terminal ? print_line(p, *state) : print_event(p, *state);
  };
}

void end_progress() {
  if (line_shown) fmt::print(stderr, "\r\x1b[K");
  line_shown = false;
}

}  // namespace unspin::tools
