#!/usr/bin/env bash
# Every C++ file, tracked or new, is as clang-format 19 writes it. To repair: tests/style/format.sh --fix
# Exit code 77: there is no clang-format-19 here.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v clang-format-19 >/dev/null; then
  echo "SKIPPED: clang-format-19 is not installed (tools/install-dependencies --dev)" >&2
  exit 77
fi
files=()
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  while IFS= read -r -d '' file; do
    if [ -f "$file" ]; then files+=("$file"); fi # deleted, and not yet told to git
  done < <(git ls-files -z --cached --others --exclude-standard -- '*.h' '*.cpp' '*.inc')
else # an unpacked archive
  while IFS= read -r -d '' file; do files+=("$file"); done < <(find . -path ./build -prune -o \
    \( -name '*.h' -o -name '*.cpp' -o -name '*.inc' \) -print0)
fi
if [ ${#files[@]} -eq 0 ]; then
  echo "format.sh: found no C++ files at all" >&2
  exit 2
fi
if [ "${1-}" = --fix ]; then exec clang-format-19 -i "${files[@]}"; fi
clang-format-19 --dry-run -Werror "${files[@]}"
echo "${#files[@]} files are formatted"
