# What `make check` and its relatives do. Every test prints TAP and is run by
# tests/run, whose last line is `N passed, N failed, N skipped`.

# Tests that drive the built programs; each is an executable that finds them
# by $BARRIO_BUILD.
E2E := $(sort $(wildcard tests/e2e/*.sh tests/e2e/*.py))
DISCLOSURE := $(B)/disclosure/season $(B)/disclosure/season_broken
FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_REPLAYS := $(addprefix $(B)/fuzz/replay_,$(FUZZERS))
export BARRIO_BUILD := $(CURDIR)/$(B)
# A sanitizer's report must not drown in a curses screen.
ifdef SAN
export ASAN_OPTIONS := exitcode=99:log_path=$(CURDIR)/$(B)/asan:detect_leaks=1
export UBSAN_OPTIONS := print_stacktrace=1:log_path=$(CURDIR)/$(B)/ubsan
endif

# What tests run besides the programs and the unit tests.
TEST_PROGRAMS := $(FUZZ_REPLAYS) $(B)/differential $(B)/conformance/replay $(B)/conformance/respond $(B)/conformance/xpath \
    $(B)/powercut.so $(B)/hostile.so $(B)/panel.so $(B)/bench/keep $(B)/bench/limits $(DISCLOSURE) \
    $(B)/nozstd/barrio-sync $(B)/nozstd/barrio-hub $(B)/careless/barrio-seed

## make            builds the programs into build/
## make demo       installs what is missing, then hub + agent + kiosk on samples
## make check      installs what is missing, then runs every test
check: deps fuzzers
	@$(MAKE) --no-print-directory check-built HUNT=tests/fuzz/hunt.sh

# The monkey's kiosk has sanitizers in every check.
ifndef SAN
.PHONY: san-kiosk
san-kiosk:
	@$(MAKE) --no-print-directory SAN=1 B=$(B)/san $(B)/san/barrio-kiosk
check-built: san-kiosk
endif

test-programs: $(TEST_PROGRAMS)

check-built: all unit test-programs
	tests/run $(HUNT) tests/floors.sh tests/conformance/recorded.sh $(UNIT) $(FUZZ_REPLAYS) $(B)/differential $(E2E)

## make unit-check runs the unit tests only
unit-check: all unit
	tests/run tests/floors.sh $(UNIT)

deps:
	@tests/deps.sh

## make check-long  the same with thousands of power cuts, kills and inputs, ten
##               minutes of fuzzing each: about 5 hours on 2 cores, of which
##               the fuzzers fill one
LONG := SEEDS=200 STATIONS=20 ANSWERS=100 FLEET=10000 FORMS=10000 CUTS=10000 \
    KILLS=5000 MONKEY=1000000 SEASONS=1000 PEOPLE=600 \
    CAMPAIGNS=30 BARRIO_CAMPAIGNS=1000 \
    WEEK_DAYS=7 INTERVIEWS=60 CRASHES=12 GLASS=all FUZZ_SECONDS=600 TEST_SECONDS=86400
check-long: deps fuzzers
	@tests/deps.sh long
	$(LONG) SPEECH=1 BLIND=20 KEYS=all ENGINES=all $(MAKE) --no-print-directory check-built HUNT=tests/fuzz/hunt.sh
	@$(MAKE) --no-print-directory valgrind

## make valgrind   each program under valgrind, through a whole round
# Valgrind 3.19 does not know the calls by which a program shuts itself in.
valgrind:
	@tests/deps.sh valgrind
	@$(MAKE) --no-print-directory all B=build/valgrind CFLAGS="-Og -g -DBARRIO_UNCONFINED"
	BARRIO_BUILD=$(CURDIR)/build/valgrind tests/run tests/valgrind.py

## make lint     clang-tidy, gcc -fanalyzer, cppcheck, clang-format, shellcheck: any
##               finding fails; what was clean is read again only after a change
LINT_SRC := $(SRC_lib) $(SRC_kiosk) $(SRC_sync) $(SRC_hub) $(SRC_voice) $(SRC_picture) $(wildcard tools/*.c)
LINT_STAMPS := $(patsubst %.c,build/lint/%.clean,$(LINT_SRC))
build/lint/%.clean: export LINT_FLAGS = $(filter-out -Werror -O2,$(ALL_CFLAGS)) \
    $(addprefix -I,$(filter $(PROGRAMS),$(firstword $(subst /, ,$<))))
build/lint/%.clean: %.c .clang-tidy tests/lint.sh
	@printf '  LINT %s\n' $<
	@tests/lint.sh $< $@
build/lint/cppcheck.clean: $(LINT_SRC) $(wildcard include/*/*.h */*.h */*/*.h)
	@mkdir -p $(@D)/cppcheck
	@printf '  LINT cppcheck\n'
	@cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr \
	    --cppcheck-build-dir=$(@D)/cppcheck -j$(shell nproc) \
	    --enable=warning,performance,portability --suppress=missingIncludeSystem \
	    --suppress=nullPointerOutOfMemory -Iinclude -Ikiosk -Isync -Ihub -Ivoice -Ipicture -Itools $(LINT_SRC)
	@touch $@
SCRIPTS = $(shell grep -lE '^\#!/bin/(ba)?sh' $(wildcard tests/*.sh tests/*/*.sh tests/*/run deploy/*.sh \
    deploy/console/* debian/*.postinst debian/*.postrm debian/*.config))
build/lint/shell.clean: $(SCRIPTS)
	@mkdir -p $(@D)
	@printf '  LINT scripts\n'
	@shellcheck --severity=warning $(SCRIPTS)
	@touch $@
FORMATTED = $(wildcard lib/*/*.[ch] include/*/*.h kiosk/*.[ch] kiosk/*/*.[ch] sync/*.[ch] hub/*.[ch] voice/*.[ch] \
    picture/*.[ch] tools/*.[ch] tests/*.[ch] tests/*/*.[ch] tests/*/*/*.[ch])
build/lint/format.clean: $(FORMATTED) .clang-format
	@mkdir -p $(@D)
	@printf '  LINT format\n'
	@clang-format --dry-run -Werror $(FORMATTED)
	@touch $@
-include $(addsuffix .d,$(LINT_STAMPS))
lint:
	@tests/deps.sh lint
	@$(MAKE) --no-print-directory -k $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc)) lint-built
lint-built: $(LINT_STAMPS) build/lint/cppcheck.clean build/lint/shell.clean build/lint/format.clean
	@echo "lint: nothing found in $(words $(LINT_SRC)) sources and $(words $(SCRIPTS)) scripts"

## make coverage   lines and branches that make check reaches
coverage:
	@tests/deps.sh coverage
	GCOV_ERROR_FILE=/dev/null $(MAKE) --no-print-directory check-built B=build/coverage CFLAGS="-Og -g --coverage -DBARRIO_UNCONFINED" LDFLAGS=--coverage
	gcovr --root . --exclude tests --print-summary build/coverage > build/coverage.txt
	tail -3 build/coverage.txt

# A touch panel that is not there (tests/e2e/console.py).
$(B)/panel.so: tests/panel/panel.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -O1 -Wall -Wextra -Werror -shared -fPIC -o $@ $< -ldl

# A disk that forgets what was not synced (tests/powercut.py).
$(B)/powercut.so: tests/powercut/powercut.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -O1 -Wall -Wextra -Werror -shared -fPIC -o $@ $< -ldl

# Random seasons for the attacker (tests/e2e/disclosure.py), released by the
# hub's code; and by a hub that hides small counts but nothing beside them.
$(DISCLOSURE): tests/disclosure/season.c $(B)/hub.a $(B)/libbarrio.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -Ihub $(ALL_LDFLAGS) -o $@ $< $(BROKEN) \
	    $(B)/hub.a $(B)/libbarrio.a $(LIBS_hub) $(LIBS)
$(B)/disclosure/season_broken: BROKEN := -DBARRIO_PRIMARY_SUPPRESSION_ONLY hub/suppress.c

# Agent and hub as ZSTD=no makes them (tests/e2e/packing.py): only one source
# knows whether there is zstd.
$(B)/nozstd/barrio-%: lib/wire/squeeze.c $(B)/obj/%/main.o $(B)/%.a $(B)/libbarrio.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -DBARRIO_WITHOUT_ZSTD $(ALL_LDFLAGS) -o $@ $^ $(LIBS_$*) \
	    $(filter-out -lzstd,$(LIBS))

# Answers sealed without their secret number, for tests/e2e/secret.py: the one
# line that draws it is left out.
$(B)/careless/ledger.c: lib/station/ledger.c
	@mkdir -p $(@D)
	$(Q)! sed '/digest_random(opening.salt/d' $< | cmp -s $< && sed '/digest_random(opening.salt/d' $< > $@
$(B)/careless/barrio-seed: $(B)/careless/ledger.c $(B)/obj/tools/barrio-seed.o $(B)/libbarrio.a
	$(Q)$(CC) $(ALL_CFLAGS) -Ilib/station $(ALL_LDFLAGS) -o $@ $^ $(LIBS_tools) $(LIBS)

# What a program that was taken over would try (tests/e2e/confined.py).
$(B)/hostile.so: tests/hostile/hostile.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -O1 -Wall -Wextra -Werror -shared -fPIC -o $@ $< -ldl

# Measuring programs in C, linked like the tools.
$(B)/bench/%: tests/bench/%.c $(B)/libbarrio.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(ALL_LDFLAGS) -o $@ $< \
	    $(B)/libbarrio.a $(LIBS)
# The kiosk's libraries, also those that the program does not call.
$(B)/bench/empty: tests/bench/empty.c $(B)/libbarrio.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -Wl,--no-as-needed -o $@ $< \
	    $(B)/libbarrio.a $(LIBS_kiosk) $(LIBS)
BENCHES := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/*.c))

## make bench      our figures beside the peers' and the physical limits'
## make bench-quick  the same in under 3 minutes; bench-long: the largest sizes
bench bench-quick bench-long: all $(BENCHES)
	@tests/deps.sh bench
	tests/bench/run --size $(patsubst bench-%,%,$(patsubst bench,bench-full,$@)) $(SECTIONS)

## make performance  docs/PERFORMANCE.md from the last two runs of make bench
performance:
	tests/bench/document.py
## make bench-gate  instructions of the hot paths: fails where one takes 3 % more
##               than tests/bench/gate.txt says; make profile: who spends them
bench-gate: all $(BENCHES)
	@tests/deps.sh valgrind
	tests/run -j 1 -t 3600 tests/bench/gate.py
profile: all $(BENCHES)
	@tests/deps.sh valgrind
	tests/bench/gate.py --profile 2>/dev/null | tee build/profile.txt

# Programs that replay recordings; each may have parts of its own beside it.
$(B)/conformance/xpath: tests/conformance/document.c tests/conformance/xpath10.c
$(B)/conformance/replay: $(wildcard tests/conformance/replay_*.c)
# Recomputing a part against recomputing all.
$(B)/differential: tests/differential.c $(B)/libbarrio.a
	$(Q)$(CC) $(ALL_CFLAGS) -Ilib/form $(ALL_LDFLAGS) -o $@ $< \
	    $(B)/libbarrio.a $(LIBS)

$(B)/conformance/%: tests/conformance/%.c $(B)/libbarrio.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -Ilib/form $(ALL_LDFLAGS) -o $@ $(filter %.c,$^) \
	    $(B)/libbarrio.a $(LIBS)

# Fuzzers: tests/fuzz/fuzz_NAME.c with the corpus tests/fuzz/corpus/NAME; other
# sources there are parts of theirs. `make check` replays the corpora under the
# compiler that it is given, and looks for new inputs with clang's libFuzzer.
FUZZ_PARTS := $(filter-out tests/fuzz/fuzz_%.c tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c))
FUZZ_SECONDS ?= 20
$(B)/fuzz/replay_%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c $(FUZZ_PARTS) $(B)/libbarrio.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -DCORPUS='"tests/fuzz/corpus/$*"' $(ALL_LDFLAGS) \
	    -o $@ $(filter %.c,$^) $(B)/libbarrio.a $(LIBS)
$(B)/fuzz/%: tests/fuzz/fuzz_%.c $(FUZZ_PARTS) $(B)/libbarrio.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ \
	    $(filter %.c,$^) $(B)/libbarrio.a $(LIBS)
# The checker's parsers, which share no source with the library.
VERIFY_SRC := $(wildcard tools/verify_*.c)
$(B)/fuzz/replay_verify: tests/fuzz/fuzz_verify.c tests/fuzz/replay.c $(VERIFY_SRC) $(B)/libbarrio.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -Itools -DCORPUS='"tests/fuzz/corpus/verify"' $(ALL_LDFLAGS) \
	    -o $@ $^ $(LIBS)
$(B)/fuzz/verify: tests/fuzz/fuzz_verify.c $(VERIFY_SRC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -Itools $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)
# Those of a program's own parsers are called fuzz_PROGRAM_NAME.c.
define fuzz_program
$(B)/fuzz/replay_$(1)_%: tests/fuzz/fuzz_$(1)_%.c tests/fuzz/replay.c $(B)/$(1).a $(B)/libbarrio.a
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_CFLAGS) -I$(1) -DCORPUS='"tests/fuzz/corpus/$(1)_$$*"' $$(ALL_LDFLAGS) \
	    -o $$@ $$(filter %.c,$$^) $(B)/$(1).a $(B)/libbarrio.a $$(LIBS_$(1)) $$(LIBS)
$(B)/fuzz/$(1)_%: tests/fuzz/fuzz_$(1)_%.c $(B)/$(1).a $(B)/libbarrio.a
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_CFLAGS) -I$(1) $$(ALL_LDFLAGS) -fsanitize=fuzzer -o $$@ \
	    $$(filter %.c,$$^) $(B)/$(1).a $(B)/libbarrio.a $$(LIBS_$(1)) $$(LIBS)
endef
$(foreach p,hub sync kiosk picture,$(eval $(call fuzz_program,$(p))))
FUZZ_SAN := -fsanitize=address,undefined,fuzzer-no-link \
            -fno-sanitize-recover=undefined -fno-omit-frame-pointer

## make fuzz       new inputs for every parser, FUZZ_SECONDS=20 each for forms,
##               half of it for the rest
fuzz: fuzzers
	@tests/fuzz/hunt.sh
fuzzers:
	@tests/deps.sh fuzz
	@$(MAKE) --no-print-directory fuzzers-built B=build/clang CC=clang HARDEN= \
	    SANFLAGS="$(FUZZ_SAN)" CFLAGS="-O1 -g"
fuzzers-built: $(addprefix $(B)/fuzz/,$(FUZZERS))
export FUZZ_SECONDS

## make pictures   README's photographs anew, to be looked at
pictures: all
	@tests/deps.sh
	tests/pictures.py

## make format     clang-format on every source
.PHONY: test-programs fuzz fuzzers fuzzers-built check check-long check-built unit-check deps lint lint-built coverage valgrind \
        bench bench-quick bench-long bench-gate profile performance pictures
