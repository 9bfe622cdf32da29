#!/usr/bin/env bash
# Installs what is missing and does the main job: with a display it opens the desk on a demo outlet with a hub
# beside it; without one, or with `demo`, it plays a working day and says where the papers are.
#   bash installer/run.sh [demo] [--out DIR]
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=installer/prepare.sh
. installer/prepare.sh

prepare_system
prepare_environment requirements.lock
installed="$venv/.installed.sha256"
if ! sha256sum --check --status "$installed" 2>/dev/null || [ ! -x "$venv/bin/packtrail" ]; then
  say "installing Packtrail"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --force-reinstall .
  find pyproject.toml README.md src resources -type f -not -path '*/__pycache__/*' -print0 | sort -z |
    xargs -0 sha256sum >"$installed"
fi

if [ "${1:-}" != demo ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  say "opening the desk on a demo outlet"
  exec "$venv/bin/packtrail-desk" --demo "$@"
fi
[ "${1:-}" != demo ] || shift
"$venv/bin/packtrail" demo "$@"
printf '✓ The demo day is done. Open the desk with a display: bash installer/run.sh\n'
