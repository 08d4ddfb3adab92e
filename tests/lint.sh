#!/bin/bash
# clang-tidy and gcc's analyzer on one source; any finding fails.
# usage: lint.sh SOURCE STAMP   with the compiler's flags in $LINT_FLAGS.
# Where nothing is found, STAMP is made, and STAMP.d names the headers read.
set -u
source=$1 stamp=$2
declare -a flags
eval "flags=($LINT_FLAGS)"
mkdir -p "$(dirname "$stamp")"
found=0

report() { # report TOOL OUTPUT
    found=1
    printf '== %s %s\n%s\n' "$1" "$source" "$(grep -E 'error:|warning:' <<<"$2" | head -12)"
}

out=$(clang-tidy --quiet "$source" -- "${flags[@]}" 2>&1) || report clang-tidy "$out"
out=$(gcc "${flags[@]}" -O1 -fanalyzer -Werror -MMD -MP -MF "$stamp.d" -MT "$stamp" \
    -c -o /dev/null "$source" 2>&1) || report "gcc -fanalyzer" "$out"

[ $found = 0 ] && touch "$stamp"
exit $found
