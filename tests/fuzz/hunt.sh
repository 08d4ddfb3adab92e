#!/bin/sh
# Lets each built fuzzer look for new inputs, FUZZ_SECONDS each (20 when not
# said); FUZZERS names some of them. `make fuzzers` builds them with clang.
cd "$(dirname "$0")/../.." || exit 1
programs=""
for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    name=${name#fuzz_}
    case " ${FUZZERS:-$name} " in
    *" $name "*) programs="$programs build/clang/fuzz/$name" ;;
    esac
done
# shellcheck disable=SC2086
exec tests/fuzz/run "${FUZZ_SECONDS:-20}" $programs
