#pragma once

#include <functional>
#include <string>

#include <unspin/options.h>

namespace unspin::tools {

/// What --progress asks for: on a terminal one line with rate and time left, elsewhere JSON events on stderr, at most
/// two a second; nothing for "off". Elsewhere "auto" waits a second before the first event, so short runs are silent.
[[nodiscard]] std::function<void(const Progress&)> make_progress(const std::string& mode);

/// Wipes the progress line, if there is one.
void end_progress();

}  // namespace unspin::tools
