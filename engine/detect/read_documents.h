#pragma once

// Whole documents in memory: for verbs that work on few.

#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include <unspin/options.h>
#include <unspin/result.h>

#include "engine/corpus/record_parser.h"

namespace unspin::detect {

/// Calls use(record) for every document that is not refused, in the order of the input. What is viewed lives until it
/// returns. `results`: what will be written. Io, Interrupted; InvalidOptions, also when a result is named as input.
[[nodiscard]] Result<void> read_documents(const Run& run, const Input& input,
                                          std::vector<std::filesystem::path> results,
                                          const std::function<void(const corpus::Record&)>& use);

}  // namespace unspin::detect
