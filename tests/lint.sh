#!/bin/bash
# clang-tidy, cppcheck and gcc's analyzer over all sources; any finding fails.
# usage: lint.sh "COMPILER FLAGS"   (called by `make lint`)
set -u
cd "$(dirname "$0")/.." || exit 1
flags=$1
sources=$(git ls-files 'lib/*.c' 'kiosk/*.c' 'sync/*.c' 'hub/*.c' 'tools/*.c')
bad=0

of() { # the include folder a program's source is compiled with
    case $1 in
    kiosk/* | sync/* | hub/* | tools/*) echo "-I${1%%/*}" ;;
    esac
}

check() { # check NAME COMMAND...: quiet unless it finds something
    name=$1
    shift
    if ! out=$("$@" 2>&1); then
        bad=1
        echo "== $name"
        echo "$out" | grep -vE '^[0-9]+ warnings? (treated|generated)|^Suppressed|^Use -header' | head -40
    fi
}

for source in $sources; do
    extra=$(of "$source")
    # shellcheck disable=SC2086
    check "clang-tidy $source" clang-tidy --quiet "$source" -- $flags $extra
    # shellcheck disable=SC2086
    check "gcc -fanalyzer $source" gcc $flags $extra -O1 -fanalyzer -Werror -c -o /dev/null "$source"
done
check "cppcheck" cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr \
    --enable=warning,performance,portability --suppress=missingIncludeSystem \
    --suppress=nullPointerOutOfMemory -j2 -Iinclude -Ikiosk -Isync -Ihub -Itools $sources
[ $bad = 0 ] && echo "lint: nothing found in $(echo "$sources" | wc -w) sources"
exit $bad
