#!/usr/bin/env bash
# clang-tidy 19 over the engine and the tools, as .clang-tidy says. Takes minutes, so it is no ctest: tests/run --lint.
#
#     tests/style/tidy.sh [FILE...]     all of engine/ and tools/ when no file is named
#
# Needs build/dev/compile_commands.json (cmake --preset dev), or the one in $UNSPIN_BUILD. JOBS (2) at a time.
# Exit code 77: there is no clang-tidy-19 here.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${UNSPIN_BUILD:-build/dev}
jobs=${JOBS:-2}

if ! command -v clang-tidy-19 >/dev/null; then
  echo "SKIPPED: clang-tidy-19 is not installed (tools/install-dependencies --dev)" >&2
  exit 77
fi
if [ ! -f "$build/compile_commands.json" ]; then
  echo "tidy.sh: no $build/compile_commands.json; run cmake --preset dev first" >&2
  exit 2
fi

if [ $# -gt 0 ]; then
  files=("$@")
else
  # Only what is compiled: a file that is not in the build has no flags to go by.
  mapfile -t files < <(sed -n 's|^ *"file": "\(.*\)",\{0,1\}$|\1|p' "$build/compile_commands.json" |
    grep -E "^$PWD/(engine|tools)/" | sort -u)
fi
if [ ${#files[@]} -eq 0 ]; then
  echo "tidy.sh: $build/compile_commands.json names no file of engine/ or tools/" >&2
  exit 2
fi

echo "clang-tidy-19: ${#files[@]} files, $jobs at a time"
# --quiet leaves the count of suppressed warnings on stderr; it is noise, errors go to stdout.
# The flags are g++'s: clang does not know all of its warnings, and calls parts of its library deprecated.
if printf '%s\0' "${files[@]}" |
  xargs -0 -n 1 -P "$jobs" timeout 300 clang-tidy-19 --quiet -p "$build" \
    --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-deprecated-declarations 2>/dev/null; then
  echo "clang-tidy-19: no findings"
else
  echo "clang-tidy-19: findings above (or a file that took more than 300 s, or could not be read)" >&2
  exit 1
fi
