/* A hub's archive in a folder of its own, with one form, for tests. With
 * BARRIO_TEST_DATABASE it lies in a schema of its own on that server. */
#ifndef TEST_STAND_H
#define TEST_STAND_H

#include "archive.h"
#include "base/buf.h"
#include "base/mem.h"
#include "export.h"
#include "filter.h"
#include "formbook.h"
#include "models.h"
#include "projection.h"
#include "tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct stand {
    char folder[32], address[400];
    struct archive *archive;
    struct models *models;
    int64_t form, family;
};

static const char FORM[] =
    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
    "xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>F</h:title>"
    "<model><instance><data id=\"f\" version=\"%s\"><a/><b/>%s<r><x/></r><meta>"
    "<instanceID/></meta></data></instance>"
    "<bind nodeset=\"/data/a\" type=\"string\"/>"
    "<bind nodeset=\"/data/b\" type=\"string\"/></model></h:head><h:body>"
    "<select1 ref=\"/data/a\"><label>A?</label><item><label>Yes</label>"
    "<value>y</value></item><item><label>No</label><value>n</value></item>"
    "</select1><select ref=\"/data/b\"><label>B?</label><item><label>One"
    "</label><value>1</value></item><item><label>Two</label><value>2</value>"
    "</item></select><group ref=\"/data/r\"><repeat nodeset=\"/data/r\">"
    "<input ref=\"/data/r/x\"><label>X</label></input></repeat></group>"
    "</h:body></h:html>";

static inline int64_t publish(struct archive *archive, const char *version,
                              const char *more)
{
    char *body = xasprintf(FORM, version, more);
    struct form form = {.form_id = "f", .version = version, .title = "F"};
    enum published what;
    int64_t id;

    assert_int_equal(archive_begin(archive), ERR_NONE);
    enum err err = formbook_add(archive, &form, body, strlen(body), &id, &what);
    assert_int_equal(archive_end(archive, err), ERR_NONE);
    free(body);
    return id;
}

/* BARRIO_TEST_DATABASE holds the same tests against a server; each gets a
 * schema of its own there, named after its folder. */
static inline const char *database(struct stand *p)
{
    const char *address = getenv("BARRIO_TEST_DATABASE");

    if (!address)
        return "";
    snprintf(p->address, sizeof p->address, "%s options='-c search_path=t%s'",
             address, strrchr(p->folder, '.') + 1);
    char *command = xasprintf("psql -q \"%s\" -c 'CREATE SCHEMA t%s'", address,
                              strrchr(p->folder, '.') + 1);
    assert_int_equal(system(command), 0);
    free(command);
    return p->address;
}

static inline int setup(void **state)
{
    struct stand *p = xcalloc(1, sizeof *p);

    strcpy(p->folder, "/tmp/barrio-hub.XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    assert_int_equal(archive_open(&p->archive, p->folder, database(p)),
                     ERR_NONE);
    p->models = models_new(p->archive);
    p->form = publish(p->archive, "1", "");
    assert_int_equal(formbook_current(p->archive, "f", &p->form, &p->family),
                     ERR_NONE);
    *state = p;
    return 0;
}

static inline int teardown(void **state)
{
    struct stand *p = *state;
    char *command = xasprintf("rm -rf %s", p->folder);

    models_free(p->models);
    archive_close(p->archive);
    assert_int_equal(system(command), 0);
    free(command);
    free(p);
    return 0;
}

/* Keeps an answer with these values; id 'deprecated' may be NULL. */
static inline enum verdict keep(struct stand *p, const char *id, const char *a,
                                const char *b, const char *deprecated)
{
    char *body = xasprintf("<data id=\"f\" version=\"1\"><a>%s</a><b>%s</b>"
                           "<r><x>u</x></r><r><x>v</x></r><meta><instanceID>%s"
                           "</instanceID></meta></data>",
                           a, b, id);
    struct arrival arrival = {
        .form = p->form,
        .received_ms = 1000,
        .response = {.id = (char *)(uintptr_t)id,
                     .deprecated_id = (char *)(uintptr_t)deprecated,
                     .form_id = (char *)(uintptr_t) "f",
                     .form_version = (char *)(uintptr_t) "1",
                     .body = body,
                     .body_size = strlen(body)},
    };
    enum verdict verdict = VERDICT_WAITING;

    response_key(id, arrival.response.key);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = archive_add(p->archive, &arrival, &verdict);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    free(body);
    return verdict;
}

static inline int64_t count_of(struct stand *p, const char *path,
                               const char *value)
{
    int64_t n;

    assert_int_equal(projection_catch_up(p->archive, p->models), ERR_NONE);
    assert_int_equal(tally_get(p->archive, p->family, path, value, &n),
                     ERR_NONE);
    return n;
}

/* Freed by exported. */
static inline struct filter *any_state(void)
{
    struct filter *filter;
    const char *why;

    assert_int_equal(
        filter_new(&filter, &(struct filter_terms){.state = "all"}, &why),
        ERR_NONE);
    return filter;
}

static inline char *exported_bytes(struct stand *p,
                                   struct export_options options, size_t *size)
{
    char *path = xasprintf("%s/out", p->folder);
    FILE *file = fopen(path, "w+");
    struct buf text;
    int c;

    options.form_id = "f";
    assert_non_null(file);
    assert_int_equal(export_run(p->archive, p->models, &options, fileno(file)),
                     ERR_NONE);
    buf_init(&text, 0);
    rewind(file);
    while ((c = getc(file)) != EOF)
        buf_putc(&text, (char)c);
    fclose(file);
    filter_free(options.filter);
    free(path);
    *size = text.size;
    return buf_steal(&text);
}

static inline char *exported(struct stand *p, struct export_options options)
{
    size_t size;

    return exported_bytes(p, options, &size);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

#endif
