#!/bin/sh
# Installs the Debian packages that building ("build"), testing (the default)
# or another target needs, only when one is missing; with sudo where the user is not root.
set -eu
PACKAGES="gcc libc6-dev make pkg-config libncurses-dev libsqlite3-dev libxml2-dev
libssl-dev libcurl4-openssl-dev libmicrohttpd-dev libpq-dev libzstd-dev libjansson-dev
libqrencode-dev libevdev-dev libunistring-dev libfribidi-dev libzip-dev libsodium-dev zlib1g-dev libcrypt-dev libseccomp-dev
libisal-dev libpng-dev libturbojpeg0-dev
gettext python3 xfonts-base pcf2bdf console-setup-linux"
TESTS="libcmocka-dev
postgresql
curl openssl python3-pyte python3-lxml python3-openpyxl python3-feedparser python3-scipy sqlite3 strace
gpsd python3-gps python3-distutils
chromium xvfb xterm stterm tmux openssh-client xdotool imagemagick zbar-tools fonts-dejavu-core"

case "${1:-check}" in
build) ;;
check) PACKAGES="$PACKAGES $TESTS" ;;
lint) PACKAGES="$PACKAGES clang-tidy clang-format cppcheck git shellcheck" ;;
coverage) PACKAGES="$PACKAGES $TESTS gcovr" ;;
valgrind) PACKAGES="$PACKAGES $TESTS valgrind speech-dispatcher espeak-ng brltty" ;;
long) PACKAGES="$PACKAGES $TESTS valgrind speech-dispatcher espeak-ng brltty openssh-server" ;;
bench) PACKAGES="$PACKAGES $TESTS dialog whiptail fzf nginx-light wrk" ;;
fuzz) PACKAGES="$PACKAGES clang libclang-rt-dev" ;;
*)
    echo "usage: deps.sh [build|check|lint|coverage|valgrind|long|bench|fuzz]" >&2
    exit 2
    ;;
esac

# Whoever has a node of another origin keeps it.
case "${1:-check}" in
check | coverage | valgrind | long)
    command -v node >/dev/null || PACKAGES="$PACKAGES nodejs"
    command -v npm >/dev/null || PACKAGES="$PACKAGES npm"
    ;;
esac

missing=$(for p in $PACKAGES; do
    dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || echo "$p"
done)

install() {
    root=""
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || {
            echo "Missing packages:" $missing >&2
            echo "Run as root: apt-get install" $missing >&2
            exit 1
        }
        root=sudo
    fi
    echo "Installing:" $missing
    $root apt-get update -q
    # shellcheck disable=SC2086
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $missing
}
[ -z "$missing" ] || install

# What the browser tests need of npm's registry, pinned by its lock file, into
# the build folder; the programs need none of it.
browser() {
    here=$(dirname "$0")/pages to=$(dirname "$0")/../build/node
    cmp -s "$here/package-lock.json" "$to/package-lock.json" && return
    mkdir -p "$to"
    cp "$here/package.json" "$here/package-lock.json" "$to"
    npm ci --prefix "$to" --ignore-scripts --no-audit --no-fund || rm -f "$to/package-lock.json"
}

# gpsfake is one file of Python: its package would bring GTK and matplotlib,
# which it never loads. Debian signs it like any other.
fake_gps() {
    to=$(cd "$(dirname "$0")/.." && pwd)/build/gpsfake
    [ -s "$to" ] && return
    at=$(mktemp -d)
    mkdir -p "$(dirname "$to")"
    (cd "$at" && apt-get download -q gpsd-clients &&
        dpkg-deb --fsys-tarfile gpsd-clients_*.deb | tar -xO ./usr/bin/gpsfake >gpsfake &&
        chmod +x gpsfake && mv gpsfake "$to") || echo "gpsfake cannot be had: its test is skipped" >&2
    rm -rf "$at"
}
case "${1:-check}" in
check | coverage | valgrind | long) browser; fake_gps ;;
esac
