#!/usr/bin/env bash
# Doxygen has no complaint about the installed headers. Skipped (77) where it is absent: apt-get install doxygen.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v doxygen >/dev/null; then
  echo "skipped: no doxygen here"
  exit 77
fi
mkdir -p build
doxygen docs/Doxyfile
