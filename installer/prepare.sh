# Sourced by run.sh and test.sh: brings a machine with only Python, pip and apt to where the program starts.
# Says what it installs, installs only what is missing, and may run any number of times.

say() { printf '· %s\n' "$*"; }
stop() { printf '✗ %s\n' "$*" >&2; exit 1; }

# Shared libraries that wheels expect of the system, and the Debian package that brings each.
libraries_of_qt="libEGL.so.1=libegl1 libGL.so.1=libgl1 libxkbcommon.so.0=libxkbcommon0 libdbus-1.so.3=libdbus-1-3
  libfontconfig.so.1=libfontconfig1 libxcb-cursor.so.0=libxcb-cursor0 libxkbcommon-x11.so.0=libxkbcommon-x11-0
  libxcb-icccm.so.4=libxcb-icccm4 libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-shape.so.0=libxcb-shape0
  libxcb-image.so.0=libxcb-image0 libxcb-render-util.so.0=libxcb-render-util0 libpulse.so.0=libpulse0
  libpulse-mainloop-glib.so.0=libpulse-mainloop-glib0"
libraries_of_scan="libzbar.so.0=libzbar0"

find_python() { # the first Python that is new enough
  local candidate
  for candidate in python3.13 python3.12 python3.11 python3; do
    if command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
}

missing_packages() { # missing_packages "lib=package …": the packages whose library is not there
  local pair known
  known=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true)
  for pair in $1; do
    grep -qF "${pair%%=*}" <<<"$known" || printf '%s ' "${pair##*=}"
  done
}

apt_install() { # apt_install PACKAGE…: as root, or an honest word about what stays missing
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "installing system packages: $*"
    local log
    log=$(mktemp)
    if ! { DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1; then
      cat "$log" >&2
      say "not all of these could be installed; going on without them"
      rm -f "$log"
      return 1
    fi
    rm -f "$log"
  else
    say "missing system packages (ask an administrator: apt install $*); going on without them"
    return 1
  fi
}

prepare_system() { # what the program can use of the system; nothing here is worth stopping for
  local missing
  missing="$(missing_packages "$libraries_of_scan")$(missing_packages "$libraries_of_qt")"
  # shellcheck disable=SC2086 # a list of words
  [ -z "$missing" ] || apt_install $missing || true
}

prepare_environment() { # prepare_environment LOCK: the virtual environment with exactly what LOCK names
  local lock=$1 python stamp
  python=$(find_python)
  if [ -z "$python" ]; then
    apt_install python3 python3-venv || stop "Python 3.11 or newer is needed"
    python=$(find_python)
    [ -n "$python" ] || stop "Python 3.11 or newer is needed; this system's is older"
  fi
  if [ ! -x "$venv/bin/python" ]; then
    say "making the virtual environment $venv"
    "$python" -m venv "$venv" 2>/dev/null || {
      rm -rf "$venv"
      apt_install python3-venv || stop "Python's venv module is needed"
      "$python" -m venv "$venv"
    }
  fi
  stamp="$venv/.$lock.sha256"
  if ! sha256sum --check --status "$stamp" 2>/dev/null; then
    say "installing the parts named in $lock (several minutes the first time)"
    # The lock names every part, and nothing is resolved anew: an index with a newer version of one stops nothing.
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$lock"
    "$venv/bin/python" -m pip check --disable-pip-version-check >/dev/null || stop "$lock leaves out a part; see pip check"
    sha256sum "$lock" >"$stamp"
  fi
}

venv=${PACKTRAIL_VENV:-.venv}
