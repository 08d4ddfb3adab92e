#!/bin/sh
# The recordings of the reference engine, when they are beside the project:
# one line of TAP for all of them.
cd "$(dirname "$0")/../.." || exit 1
corpus=../shared/conformance/javarosa
echo "1..1"
if [ ! -f $corpus/dev.txt ]; then
    echo "ok - recorded cases # skip no recordings beside the project"
    exit 0
fi
out=$(tests/conformance/replay --cases $corpus/cases --list $corpus/dev.txt)
code=$?
[ $code = 0 ] || printf 'not '
echo "ok - recorded cases: $(echo "$out" | tail -1)"
echo "$out" | sed 's/^/# /'
exit $code
