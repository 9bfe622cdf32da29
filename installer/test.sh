#!/usr/bin/env bash
# The same set-up with the test parts, then everything that CI runs: format, lint, types, arrows, tests, coverage.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=installer/prepare.sh
. installer/prepare.sh

prepare_postgres() { # the hub's tests start one of their own, in a temporary folder and without root
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || apt_install postgresql || true
}

prepare_browser() { # what the hub's pages are looked at with
  { command -v chromium && command -v chromedriver; } >/dev/null || apt_install chromium chromium-driver || true
}

prepare_system
prepare_postgres
prepare_browser
# Without PostgreSQL the tests of the hub fail here; "skip" leaves them out, on a machine where it cannot be.
export PACKTRAIL_TEST_POSTGRES=${PACKTRAIL_TEST_POSTGRES:-need}
# The same for the pages of the hub without Chromium.
export PACKTRAIL_TEST_BROWSER=${PACKTRAIL_TEST_BROWSER:-need}
prepare_environment requirements-dev.lock
rm -f "$venv/.installed.sha256"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
export PATH="$PWD/$venv/bin:$PATH" QT_QPA_PLATFORM=offscreen
[[ $venv != /* ]] || export PATH="$venv/bin:$PATH"

say "format and lint"
ruff format --check .
ruff check .
say "types"
mypy
say "arrows between the layers"
lint-imports --no-cache
# The tests of the core fill its coverage by themselves; counting branches under all the others would double their time.
core=(tests/{domain,protocol,store,sync,usecases} tests/hub/test_{judging,amending}.py)
run_tests() { # a worker that dies ends the run: without the limit the others wait for it for ever
  python -m pytest -n 2 --dist loadfile --max-worker-restart=0 "$@"
}
say "tests of the core, with branch coverage"
coverage erase
run_tests --cov --cov-report= "${core[@]}"
say "coverage of domain, protocol, store and sync: at least 95 %"
coverage report --fail-under=95
say "all other tests"
run_tests "${core[@]/#/--ignore=}"
printf '✓ All checks passed.\n'
