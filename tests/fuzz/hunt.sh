#!/bin/sh
# Lets each built fuzzer look for new inputs: FUZZ_SECONDS (20 when not said) for
# what reads a form and its lists, whose grammars are deep, and half of it for
# the rest, which stop finding sooner; FUZZERS names some of them. `make fuzzers`
# builds them with clang.
cd "$(dirname "$0")/../.." || exit 1
seconds=${FUZZ_SECONDS:-20}
deep=""
rest=""
for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    name=${name#fuzz_}
    case " ${FUZZERS:-$name} " in
    *" $name "*) ;;
    *) continue ;;
    esac
    case $name in
    xform | expr | instance | csv | geojson) deep="$deep build/clang/fuzz/$name" ;;
    *) rest="$rest build/clang/fuzz/$name" ;;
    esac
done
# shellcheck disable=SC2086
exec tests/fuzz/run "$seconds" $deep $(((seconds + 1) / 2)) $rest
