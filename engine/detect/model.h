#pragma once

// The model of a run: a folder that the user named, or what is built in, which is made ready once a process.

#include <filesystem>
#include <memory>

#include <unspin/result.h>

#include "engine/verify/rewrite_model.h"

namespace unspin::detect {

/// `folder` empty: the built-in model. Io, CorruptFile, UnsupportedVersion.
[[nodiscard]] Result<std::shared_ptr<const verify::RewriteModel>> find_model(const std::filesystem::path& folder);

}  // namespace unspin::detect
