# Barrio: build, try, check. `make help` lists the targets.
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# SAN=1 builds everything again under ASan and UBSan, in its own folder.
ifdef SAN
B := build/san
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=undefined \
            -fno-omit-frame-pointer -DBARRIO_UNCONFINED
else
B := build
SANFLAGS :=
endif
PREFIX ?= /usr/local
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
PKG_CONFIG ?= pkg-config
# What runs a program that was built for another machine; empty: nothing need.
RUN ?=
# make ZSTD=no builds without libzstd: batches are then packed with zlib.
ZSTD ?= yes
# make ISAL=no builds without ISA-L: exports are then packed with zlib.
ifndef ISAL
ISAL := $(shell $(PKG_CONFIG) --exists libisal && echo yes || echo no)
endif
VERSION := 0.1.0

WARN := -Wall -Wextra -Wpedantic -Werror -Wshadow -Wstrict-prototypes \
        -Wmissing-prototypes -Wwrite-strings -Wpointer-arith -Wvla \
        -Wformat=2 -Wundef -Wold-style-definition
HARDEN := -fstack-protector-strong -fPIE
ifndef SAN
HARDEN += -D_FORTIFY_SOURCE=2
endif
PACKAGES := libxml-2.0 sqlite3 libcrypto libsodium zlib jansson libqrencode libseccomp
ifneq ($(ZSTD),no)
PACKAGES += libzstd
endif
PACKAGES_kiosk := tinfo fribidi libevdev
PACKAGES_sync := libcurl
PACKAGES_picture := libpng libturbojpeg
PACKAGES_hub := libmicrohttpd libpq $(if $(filter no,$(ISAL)),,libisal)
ALL_PACKAGES := $(PACKAGES) $(PACKAGES_kiosk) $(PACKAGES_sync) $(PACKAGES_hub) $(PACKAGES_picture) libzip

# ncurses asks for _XOPEN_SOURCE=600, which would hide POSIX.1-2008.
PKG_CFLAGS := $(filter-out -D_XOPEN_SOURCE% -D_DEFAULT_SOURCE,\
                $(shell $(PKG_CONFIG) --cflags $(ALL_PACKAGES) 2>/dev/null))
DEFS += -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 \
        -DBARRIO_VERSION='"$(VERSION)"' -DBARRIO_DATADIR='"$(PREFIX)/share/barrio"'
ifeq ($(ZSTD),no)
DEFS += -DBARRIO_WITHOUT_ZSTD
endif
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=c11 $(CFLAGS) $(WARN) $(HARDEN) $(SANFLAGS) $(DEFS) \
             $(PKG_CFLAGS) -Iinclude
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(SANFLAGS) $(LDFLAGS)
LIBS := $(shell $(PKG_CONFIG) --libs $(PACKAGES) libzip 2>/dev/null) -lunistring -lcrypt -lm
LIBS_kiosk := $(shell $(PKG_CONFIG) --libs $(PACKAGES_kiosk) 2>/dev/null)
LIBS_sync := $(shell $(PKG_CONFIG) --libs $(PACKAGES_sync) 2>/dev/null)
LIBS_hub := $(shell $(PKG_CONFIG) --libs $(PACKAGES_hub) 2>/dev/null)
LIBS_voice :=
LIBS_picture := $(shell $(PKG_CONFIG) --libs $(PACKAGES_picture) 2>/dev/null)
LIBS_tools :=

# Another compiler, other flags or another PREFIX build everything again.
FLAGS := $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS)
ifneq ($(FLAGS),$(if $(wildcard $(B)/flags),$(file <$(B)/flags)))
$(shell mkdir -p $(B))
$(file >$(B)/flags,$(FLAGS))
endif

# make V=1 shows the whole commands.
ifndef V
Q = @printf '  %-4s %s\n' '$(if $(filter %.o,$@),CC,$(if $(filter %.a,$@),AR,LD))' '$@';
endif

# A script of the pages is a file of its own, and bytes of the program.
SCRIPTS_hub := $(patsubst hub/%.js,$(B)/obj/hub/%_js.o,$(wildcard hub/*.js))

PROGRAMS := kiosk sync hub voice picture
SRC_lib := $(filter-out $(if $(filter no,$(ZSTD)),lib/wire/squeeze_zstd.c),$(wildcard lib/*/*.c))
SRC_kiosk := $(wildcard kiosk/*.c kiosk/*/*.c)
SRC_voice := $(wildcard voice/*.c)
SRC_picture := $(wildcard picture/*.c)
SRC_sync := $(wildcard sync/*.c)
SRC_hub := $(filter-out hub/deflater_$(if $(filter no,$(ISAL)),isal,zlib).c,\
             $(wildcard hub/*.c hub/*/*.c))
TOOLS := $(patsubst tools/%.c,%,$(wildcard tools/barrio-*.c))
obj = $(patsubst %.c,$(B)/obj/%.o,$(1))

BINARIES := $(foreach p,$(PROGRAMS),$(if $(wildcard $(p)/main.c),$(B)/barrio-$(p))) \
            $(addprefix $(B)/,$(TOOLS))
MESSAGES := $(patsubst po/%.po,$(B)/locale/%.mo,$(wildcard po/*/*.po))
FONTS := $(addprefix $(B)/fonts/,4x6.bdf 5x8.bdf 8x13B.bdf 9x15B.bdf VGA8.psf)
SURVEYS := $(patsubst deploy/forms/%.md,$(B)/forms/%.xml,$(wildcard deploy/forms/*.md))

all: $(BINARIES) $(MESSAGES) $(SURVEYS) $(B)/themes $(FONTS)

# A program run from the build folder finds its themes beside it, as it does
# its messages and forms.
$(B)/themes:
	@mkdir -p $(@D)
	@ln -sfn $(CURDIR)/themes $@

$(B)/libbarrio.a: $(call obj,$(SRC_lib))
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

# All of a program but its main, so that tests can link any part of it.
define program
$(B)/$(1).a: $$(call obj,$$(filter-out $(1)/main.c,$$(SRC_$(1)))) $$(SCRIPTS_$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(Q)$(AR) rcs $$@ $$^
$(B)/barrio-$(1): $$(call obj,$(1)/main.c) $(B)/$(1).a $(B)/libbarrio.a
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(LIBS_$(1)) $$(LIBS)
$(B)/obj/$(1)/%.o: $(1)/%.c $(B)/flags
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_CFLAGS) -I$(1) -MMD -MP -c -o $$@ $$<
$(B)/unit/$(1)/%: tests/unit/$(1)/%.c $(B)/$(1).a $(B)/libbarrio.a
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_CFLAGS) -I$(1) -MMD -MP -MF $$@.d $$(ALL_LDFLAGS) -o $$@ $$< \
	    $(B)/$(1).a $(B)/libbarrio.a $$(LIBS_$(1)) $$(LIBS) -lcmocka
endef
$(foreach p,$(PROGRAMS),$(eval $(call program,$(p))))

$(B)/gen/%_js.c: hub/%.js
	@mkdir -p $(@D)
	@{ echo 'extern const char $*_js[]; const char $*_js[] = {'; \
	   od -An -v -tu1 $< | sed 's/ *\([0-9][0-9]*\)/\1,/g'; echo '0};'; } >$@
$(B)/obj/hub/%_js.o: $(B)/gen/%_js.c $(B)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(B)/obj/lib/%.o: lib/%.c $(B)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# A tool is its barrio-NAME.c and whatever NAME_*.c stands beside it.
define tool
$(B)/$(1): $$(call obj,$$(wildcard tools/$(1).c tools/$(patsubst barrio-%,%,$(1))_*.c)) \
    $(B)/libbarrio.a
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(LIBS_tools) $$(LIBS)
endef
$(foreach t,$(TOOLS),$(eval $(call tool,$(t))))

$(B)/obj/tools/%.o: tools/%.c $(B)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/unit/%: tests/unit/%.c $(B)/libbarrio.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(ALL_LDFLAGS) -o $@ $< \
	    $(B)/libbarrio.a $(LIBS) -lcmocka

# Messages: po/PROGRAM/LANGUAGE.po, looked up by language at run time (base/words.h).
$(B)/locale/%.mo: po/%.po
	@mkdir -p $(@D)
	@msgfmt --check -o $@ $<

# The sample surveys are kept as XLSForms in Markdown, readable as they are.
$(B)/forms/%.xml: deploy/forms/%.md $(B)/barrio-form
	@mkdir -p $(@D)
	@$(RUN) $(B)/barrio-form convert $< -o $@ --name data --id $*

# Large print is drawn from the fonts of X and of the console (ui/print.c).
$(B)/fonts/%.bdf: /usr/share/fonts/X11/misc/%.pcf.gz
	@mkdir -p $(@D)
	@gzip -dc $< | pcf2bdf >$@
$(B)/fonts/VGA8.psf: /usr/share/consolefonts/Uni1-VGA8.psf.gz
	@mkdir -p $(@D)
	@gzip -dc $< >$@

UNIT_SRC := $(wildcard tests/unit/*.c tests/unit/*/*.c)
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(UNIT_SRC))
unit: $(UNIT)

-include $(shell find $(B) -name '*.d' -not -path '*/build/san/*' 2>/dev/null)
include tests/check.mk

demo:
	@tests/deps.sh build
	@$(MAKE) --no-print-directory all
	@deploy/demo.sh

help:
	@sed -n 's/^## //p' Makefile tests/check.mk

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf build

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/barrio/themes \
	    $(DESTDIR)$(PREFIX)/share/barrio/fonts \
	    $(DESTDIR)$(PREFIX)/share/barrio/forms
	cd $(B) && find locale -name '*.mo' -exec install -D -m 644 {} \
	    $(abspath $(DESTDIR)$(PREFIX))/share/barrio/{} \;
	install -m 755 $(BINARIES) $(DESTDIR)$(PREFIX)/bin
	install -m 644 themes/* $(DESTDIR)$(PREFIX)/share/barrio/themes
	install -m 644 $(FONTS) $(DESTDIR)$(PREFIX)/share/barrio/fonts
	install -m 644 $(SURVEYS) $(DESTDIR)$(PREFIX)/share/barrio/forms

.PHONY: all unit demo help format clean install
