#!/bin/sh
# Keeps the floors and the doors of the house (README, "The map"): an #include
# points down, never up, never sideways, and each third-party header is
# included in its door file only; and STYLE.md's limits. Prints TAP.
set -u
cd "$(dirname "$0")/.." || exit 1

say() { # say NAME, with the offending lines on stdin
    lines=$(cat)
    if [ -z "$lines" ]; then
        echo "ok - $1"
    else
        echo "not ok - $1"
        echo "$lines" | sed 's/^/# /'
    fi
}

rules() {

# Floors: what a folder may include from include/.
may() { # may FOLDERS... : ALLOWED-REGEX
    where=$1
    allowed=$2
    # shellcheck disable=SC2086
    grep -rnE '#include "(base|record|form|xlsform|store|wire|proof|station)/' $where \
        --include='*.c' --include='*.h' 2>/dev/null |
        grep -vE "#include \"($allowed)/" |
        say "floors: $where includes only $allowed"
}
may "lib/base include/base" "base"
may "lib/record include/record" "base|record"
for room in form xlsform store wire proof; do
    may "lib/$room include/$room" "base|record|$room"
done

may "lib/station include/station" "base|record|store|proof|station"

for program in kiosk sync hub voice picture; do
    others=$(echo kiosk sync hub voice picture tools | tr ' ' '\n' | grep -v "^$program$" | paste -sd'|')
    grep -rnE "#include \"(\.\./)*($others)/" "$program" --include='*.[ch]' |
        say "floors: $program includes no other program"
done
grep -rnE '#include "\.\.' lib include kiosk sync hub voice picture tools --include='*.[ch]' |
    say "floors: no include climbs up"
grep -rnE '#include "(kiosk\.h|screen/)' kiosk/ui 2>/dev/null |
    say "floors: kiosk/ui knows nothing of forms or screens"
grep -rnE '#include "(form|store|record|wire)/' kiosk/ui 2>/dev/null |
    say "floors: kiosk/ui includes base only"
grep -rnE '#include "store/' kiosk/screen kiosk/field 2>/dev/null |
    say "floors: screens never see the database"

# A checker that used the code it checks would prove nothing.
grep -nE '#include "' tools/barrio-verify.c tools/verify_*.[ch] |
    grep -vE '#include "verify_' |
    say "floors: barrio-verify shares no source with what it checks"

# Doors: header pattern, then the files that may include it.
door() {
    grep -rnE "#include <$1" lib include kiosk sync hub voice picture tools --include='*.[ch]' |
        grep -vE "^($2):" | say "doors: <$1> only in $2"
}
door '(n?curses|ncursesw|term\.h)' 'kiosk/ui/terminfo\.c'
door 'zlib' 'hub/deflater_zlib\.c|hub/gzip\.c|lib/wire/squeeze_zlib\.c'
door 'sqlite3' 'lib/store/db\.c'
door 'libxml/' 'lib/base/xml\.c'
door 'openssl/' 'lib/base/certificate\.c|lib/base/digest\.c|lib/form/seal\.c|lib/proof/sign\.c|tools/verify_hash\.c'
door 'sodium' 'lib/proof/box\.c'
door 'zstd' 'lib/wire/squeeze_zstd\.c'
door 'jansson' 'lib/base/json\.c'
door 'zip\.h' 'lib/xlsform/zipped\.c'
door '(fribidi|uni(str|width|gbrk|lbrk|case|norm|ctype|wbrk|type)\.h)' 'kiosk/ui/text\.c'
door 'qrencode' 'lib/base/qrcode\.c'
door 'libevdev' 'kiosk/ui/touch\.c'
door 'png\.h' 'picture/image_png\.c'
door 'turbojpeg' 'picture/image_jpeg\.c'
door 'curl/' 'sync/http\.c'
door 'microhttpd' 'hub/(framing|http|reply)\.c'
door 'isa-l' 'hub/deflater_isal\.c'
door 'libpq' 'hub/archive_postgres\.c'
door 'seccomp' 'lib/base/filter\.c'
door 'crypt\.h' 'lib/base/password\.c'

# A header is the manual page of its source.
for h in include/*/*.h; do
    c=lib/${h#include/}
    c=${c%.h}.c
    [ "$h" = include/base/attr.h ] || [ -f "$c" ] || echo "$h has no $c"
done | say "rooms: each header in include/ has its source in lib/"

# Shape: STYLE.md's limits; no name that says nothing.
tests/shape.py | grep -v '^1\.\.'
find lib include kiosk sync hub voice picture tools | grep -E '/(utils?|misc|common|helpers?|manager)\.[ch]$' |
    say "shape: a file is a noun"

}

rules | awk '/^ok/ { n++ } /^not ok/ { n++; bad = 1 } { print }
    END { print "1.." n; exit bad }'
