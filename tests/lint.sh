#!/bin/bash
# clang-tidy, gcc's analyzer and cppcheck over all sources; any finding fails.
# usage: lint.sh [SOURCE...]   with the compiler's flags in $LINT_FLAGS, as
# make lint gives them.
set -u
cd "$(dirname "$0")/.." || exit 1
eval "flags=($LINT_FLAGS)"

one() { # the two analyzers on one source, quiet unless they find something
    source=$1
    case $source in
    kiosk/* | sync/* | hub/*) flags+=("-I${source%%/*}") ;;
    esac
    bad=0
    if ! out=$(clang-tidy --quiet "$source" -- "${flags[@]}" 2>&1); then
        bad=1
        printf '== clang-tidy %s\n%s\n' "$source" "$(grep -E 'error:|warning:' <<<"$out" | head -12)"
    fi
    if ! out=$(gcc "${flags[@]}" -O1 -fanalyzer -Werror -c -o /dev/null "$source" 2>&1); then
        bad=1
        printf '== gcc -fanalyzer %s\n%s\n' "$source" "$(grep -E 'error:|warning:' <<<"$out" | head -12)"
    fi
    return $bad
}

if [ $# = 1 ]; then
    one "$1"
    exit
fi
bad=0
sources=$(git ls-files 'lib/*.c' 'kiosk/*.c' 'sync/*.c' 'hub/*.c' 'tools/*.c')
printf '%s\n' $sources | xargs -P 2 -n 1 "$0" || bad=1
# shellcheck disable=SC2086
cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr \
    --enable=warning,performance,portability --suppress=missingIncludeSystem \
    --suppress=nullPointerOutOfMemory -j2 -Iinclude -Ikiosk -Isync -Ihub -Itools $sources || bad=1
[ $bad = 0 ] && echo "lint: nothing found in $(echo "$sources" | wc -w) sources"
exit $bad
