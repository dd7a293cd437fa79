#pragma once

#include <functional>

#include <CLI/CLI.hpp>

namespace unspin::tools {

/// Each adds its command to the program and returns what runs it: a function that gives the exit code.
[[nodiscard]] std::function<int()> add_dedup(CLI::App& app);
[[nodiscard]] std::function<int()> add_match(CLI::App& app);
[[nodiscard]] std::function<int()> add_compare(CLI::App& app);
[[nodiscard]] std::function<int()> add_report(CLI::App& app);
[[nodiscard]] std::function<int()> add_extract(CLI::App& app);
[[nodiscard]] std::function<int()> add_model(CLI::App& app);
[[nodiscard]] std::function<int()> add_tune(CLI::App& app);
[[nodiscard]] std::function<int()> add_eval(CLI::App& app);
[[nodiscard]] std::function<int()> add_pages(CLI::App& app);

}  // namespace unspin::tools
