/* A station in a folder of its own with one survey, and its stage of 80x24. */
#ifndef UNIT_KIOSK_WORLD_H
#define UNIT_KIOSK_WORLD_H

#include "screen/screen.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct world {
    char folder[64];
    struct kiosk kiosk;
    struct stage stage;
};

static inline void set(char **member, const char *text)
{
    free(*member);
    *member = xstrdup(text);
}

static inline void copy_form(const char *from, const char *folder)
{
    struct buf form;
    char *to = xasprintf("%s/forms/form.xml", folder);

    buf_init(&form, 1 << 20);
    assert_int_equal(file_read(from, &form), ERR_NONE);
    assert_int_equal(file_write(to, form.data, form.size), ERR_NONE);
    buf_clear(&form);
    free(to);
}

static inline int open_world(void **state)
{
    struct world *w = xcalloc(1, sizeof *w);
    struct config config;
    struct theme theme = {.name = "plaza"};
    char name[] = "barrio-kiosk", *argv[] = {name, NULL};

    strcpy(w->folder, "/tmp/barrio-stage-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    assert_int_equal(config_read(&config, 1, argv), REQUEST_RUN);
    char *forms = file_join(w->folder, "forms");
    set(&config.data, w->folder);
    set(&config.forms, forms);
    const char *build = getenv("BARRIO_BUILD");
    char *locale = xasprintf("%s/locale/kiosk", build ? build : "build");
    set(&config.locale, locale);
    free(locale);
    set(&config.themes, "themes");
    config.guard_ms = 0;
    assert_int_equal(file_make_folder(forms), ERR_NONE);
    free(forms);
    copy_form("tests/forms/kiosk/barrio.xml", w->folder);
    assert_int_equal(kiosk_open(&w->kiosk, &config), ERR_NONE);
    stage_init(&w->stage, &w->kiosk, &theme, 80, 24);
    *state = w;
    return 0;
}

static inline int close_world(void **state)
{
    struct world *w = *state;

    stage_clear(&w->stage);
    kiosk_close(&w->kiosk);
    char *command = xasprintf("rm -rf %s", w->folder);
    int gone = system(command);
    free(command);
    free(w);
    return gone;
}

/* One key after the other, each on the drawn screen. */
static inline void type(struct stage *s, const char *keys)
{
    for (; *keys; keys++) {
        struct input input = {.kind = INPUT_TEXT, .text = {*keys, '\0'}};
        stage_draw(s);
        stage_take(s, &input);
    }
    stage_draw(s);
}

/* What the screen says aloud; the caller frees it. */
static inline char *said(struct stage *s)
{
    struct buf out;

    buf_init(&out, 0);
    stage_draw(s);
    stage_say(s, &out);
    return buf_steal(&out);
}

#endif
