/* A station's folder and a lane to a hub that is not there, for tests of the
 * agent's parts. */
#ifndef TEST_SYNC_STAND_H
#define TEST_SYNC_STAND_H

#include "allowance.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/mem.h"
#include "config.h"
#include "lane.h"
#include "proof/note.h"
#include "store/db.h"
#include "store/outbox.h"
#include "trust.h"
#include "wire/edition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct stand {
    char folder[32];
    struct config config;
    struct db *db;
    struct lane lane;
    struct allowance allowance;
    struct arena *arena;
};

static inline int setup(void **state)
{
    struct stand *s = xcalloc(1, sizeof *s);

    strcpy(s->folder, "/tmp/barrio-sync.XXXXXX");
    assert_non_null(mkdtemp(s->folder));
    config_defaults(&s->config);
    free(s->config.data);
    free(s->config.forms_folder);
    s->config.data = xstrdup(s->folder);
    s->config.forms_folder = xasprintf("%s/forms", s->folder);
    assert_int_equal(file_make_folder(s->config.forms_folder), ERR_NONE);
    assert_int_equal(outbox_open(&s->db, s->folder), ERR_NONE);
    s->lane = (struct lane){.config = &s->config,
                            .target = config_target(&s->config, 0),
                            .allowance = &s->allowance,
                            .is_first = true};
    s->arena = arena_new();
    *state = s;
    return 0;
}

static inline int teardown(void **state)
{
    struct stand *s = *state;
    char *command = xasprintf("rm -rf %s", s->folder);

    arena_free(s->arena);
    db_close(s->db);
    config_clear(&s->config);
    assert_int_equal(system(command), 0);
    free(command);
    free(s);
    return 0;
}

/* A path in the station's folder, in its arena. */
static inline char *path_of(struct stand *s, const char *name)
{
    char *path = file_join(s->folder, name);
    char *copy = arena_strdup(s->arena, path);

    free(path);
    return copy;
}

static inline void put(const char *path, const char *text)
{
    char *folder = xstrdup(path);

    *strrchr(folder, '/') = '\0';
    assert_int_equal(file_make_folder(folder), ERR_NONE);
    assert_int_equal(file_write(path, text, strlen(text)), ERR_NONE);
    free(folder);
}

static inline void assert_holds(const char *path, const char *wanted)
{
    struct buf content;

    buf_init(&content, 1 << 20);
    if (wanted) {
        assert_int_equal(file_read(path, &content), ERR_NONE);
        assert_string_equal(buf_text(&content), wanted);
    } else {
        assert_false(file_exists(path));
    }
    buf_clear(&content);
}

static inline struct edition_item item_of(enum publication_kind kind,
                                          const char *name, const char *form_id,
                                          const char *content)
{
    struct edition_item item = {.kind = kind,
                                .name = name,
                                .form_id = form_id,
                                .version = "",
                                .size = strlen(content)};

    digest_sha256(content, strlen(content), item.sha256);
    return item;
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

#endif
