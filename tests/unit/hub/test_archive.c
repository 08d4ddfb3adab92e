#include "archive.h"
#include "audit.h"
#include "base/buf.h"
#include "base/mem.h"
#include "export.h"
#include "formbook.h"
#include "models.h"
#include "people.h"
#include "projection.h"
#include "quarantine.h"
#include "station.h"
#include "tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct place {
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

static int64_t publish(struct archive *archive, const char *version,
                       const char *more)
{
    char *body = xasprintf(FORM, version, more);
    struct form form = {.form_id = "f", .version = version, .title = "F"};
    enum publication what;
    int64_t id;

    assert_int_equal(archive_begin(archive), ERR_NONE);
    enum err err = formbook_add(archive, &form, body, strlen(body), &id, &what);
    assert_int_equal(archive_end(archive, err), ERR_NONE);
    free(body);
    return id;
}

/* BARRIO_TEST_DATABASE holds the same tests against a server; each gets a
 * schema of its own there, named after its folder. */
static const char *database(struct place *p)
{
    const char *address = getenv("BARRIO_TEST_DATABASE");

    if (!address)
        return "";
    snprintf(p->address, sizeof p->address, "%s options='-c search_path=t%s'",
             address, strrchr(p->folder, '.') + 1);
    char *command = xasprintf("psql -q \"%s\" -c 'CREATE SCHEMA t%s'",
                              address, strrchr(p->folder, '.') + 1);
    assert_int_equal(system(command), 0);
    free(command);
    return p->address;
}

static int setup(void **state)
{
    struct place *p = xcalloc(1, sizeof *p);

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

static int teardown(void **state)
{
    struct place *p = *state;
    char *command = xasprintf("rm -rf %s", p->folder);

    models_free(p->models);
    archive_close(p->archive);
    assert_int_equal(system(command), 0);
    free(command);
    free(p);
    return 0;
}

/* Keeps an answer with these values; id 'deprecated' may be NULL. */
static enum verdict keep(struct place *p, const char *id, const char *a,
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

static int64_t count_of(struct place *p, const char *path, const char *value)
{
    int64_t n;

    assert_int_equal(projection_catch_up(p->archive, p->models), ERR_NONE);
    assert_int_equal(tally_get(p->archive, p->family, path, value, &n),
                     ERR_NONE);
    return n;
}

static char *exported(struct place *p, struct export_options options)
{
    char *path = xasprintf("%s/out", p->folder);
    FILE *file = fopen(path, "w+");
    struct buf text;
    int c;

    options.form_id = "f";
    assert_non_null(file);
    assert_int_equal(
        export_table(p->archive, p->models, &options, fileno(file)), ERR_NONE);
    buf_init(&text, 0);
    rewind(file);
    while ((c = getc(file)) != EOF)
        buf_putc(&text, (char)c);
    fclose(file);
    free(path);
    return buf_steal(&text);
}

static void a_response_is_stored_once(void **state)
{
    assert_int_equal(keep(*state, "uuid:1", "y", "1", NULL), VERDICT_STORED);
    assert_int_equal(keep(*state, "uuid:1", "y", "1", NULL), VERDICT_DUPLICATE);
    assert_int_equal(count_of(*state, TALLY_STATE, "accepted"), 1);
}

static void other_bytes_under_one_id_are_kept_aside(void **state)
{
    struct place *p = *state;
    int64_t open;

    keep(p, "uuid:1", "y", "1", NULL);
    assert_int_equal(keep(p, "uuid:1", "n", "1", NULL), VERDICT_CONFLICT);
    assert_int_equal(keep(p, "uuid:1", "n", "1", NULL), VERDICT_CONFLICT);
    assert_int_equal(quarantine_count(p->archive, &open), ERR_NONE);
    assert_int_equal(open, 1);
    assert_int_equal(count_of(p, "/data/a", "y"), 1);
    assert_int_equal(count_of(p, "/data/a", "n"), 0);
}

static void an_edit_takes_its_original_out_of_the_tallies(void **state)
{
    struct place *p = *state;

    keep(p, "uuid:1", "y", "1 2", NULL);
    assert_int_equal(count_of(p, "/data/b", "2"), 1);
    keep(p, "uuid:2", "n", "1", "uuid:1");
    assert_int_equal(count_of(p, "/data/a", "y"), 0);
    assert_int_equal(count_of(p, "/data/a", "n"), 1);
    assert_int_equal(count_of(p, "/data/b", "2"), 0);
    assert_int_equal(count_of(p, TALLY_STATE, "accepted"), 1);
    assert_int_equal(count_of(p, TALLY_STATE, "superseded"), 1);
    assert_int_equal(count_of(p, "/data/r/x", ""), 2);
}

static void an_edit_may_come_before_its_original(void **state)
{
    struct place *p = *state;

    keep(p, "uuid:2", "n", "1", "uuid:1");
    keep(p, "uuid:1", "y", "1", NULL);
    assert_int_equal(count_of(p, "/data/a", "y"), 0);
    assert_int_equal(count_of(p, TALLY_STATE, "superseded"), 1);
}

static void a_rebuilt_projection_is_the_same(void **state)
{
    struct place *p = *state;

    keep(p, "uuid:1", "y", "1 2", NULL);
    keep(p, "uuid:2", "n", "", "uuid:1");
    keep(p, "uuid:3", "y", "2", NULL);
    char *before = exported(p, (struct export_options){.all_states = true});
    int64_t counted = count_of(p, "/data/b", "2");
    assert_int_equal(projection_drop(p->archive), ERR_NONE);
    char *after = exported(p, (struct export_options){.all_states = true});
    assert_string_equal(before, after);
    assert_int_equal(count_of(p, "/data/b", "2"), counted);
    free(before);
    free(after);
}

static void columns_of_all_versions_stand_beside_each_other(void **state)
{
    struct place *p = *state;

    keep(p, "uuid:1", "y", "1", NULL);
    p->form = publish(p->archive, "2", "<c/>");
    char *text = exported(p, (struct export_options){.split = true});
    assert_non_null(strstr(text, "a,b,b/1,b/2,c,"));
    assert_non_null(strstr(text, ",y,1,1,0,,"));
    free(text);
}

static void a_cursor_gives_what_came_after_it(void **state)
{
    struct place *p = *state;

    keep(p, "uuid:1", "y", "1", NULL);
    keep(p, "uuid:2", "n", "1", NULL);
    char *text = exported(p, (struct export_options){.after = 1});
    assert_null(strstr(text, "uuid:1"));
    assert_non_null(strstr(text, "uuid:2"));
    free(text);
}

static void a_repeat_is_a_table_of_its_own(void **state)
{
    keep(*state, "uuid:1", "y", "1", NULL);
    char *text = exported(*state, (struct export_options){.table = "r"});
    assert_non_null(strstr(text, "uuid:1,1,1,u\r\nuuid:1,2,1,v\r\n"));
    free(text);
}

static void a_version_is_published_once(void **state)
{
    struct place *p = *state;
    struct form form = {.form_id = "f", .version = "1", .title = "F"};
    enum publication what;
    int64_t id;

    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = formbook_add(p->archive, &form, "other", 5, &id, &what);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    assert_int_equal(what, VERSION_TAKEN);
    publish(p->archive, "2", "<c/>");
    int64_t current, family;
    publish(p->archive, "1", "");
    assert_int_equal(formbook_current(p->archive, "f", &current, &family),
                     ERR_NONE);
    assert_int_equal(current, p->form);
}

static void a_token_opens_for_its_station_until_it_is_revoked(void **state)
{
    struct place *p = *state;
    char token[TOKEN_TEXT_SIZE], newer[TOKEN_TEXT_SIZE];
    int64_t id, seen;

    assert_int_equal(station_add(p->archive, "luna", 1, token), ERR_NONE);
    assert_int_equal(station_find(p->archive, token, &id, &seen), ERR_NONE);
    assert_int_equal(station_add(p->archive, "luna", 2, newer), ERR_NONE);
    assert_int_equal(station_find(p->archive, token, &id, &seen), ERR_DENIED);
    assert_int_equal(station_find(p->archive, newer, &id, &seen), ERR_NONE);
    assert_int_equal(station_revoke(p->archive, "luna"), ERR_NONE);
    assert_int_equal(station_find(p->archive, newer, &id, &seen), ERR_DENIED);
    assert_int_equal(station_revoke(p->archive, "sol"), ERR_MISSING);
}

static void sessions_and_links_end(void **state)
{
    struct place *p = *state;
    char secret[TOKEN_TEXT_SIZE], link[TOKEN_TEXT_SIZE];
    int64_t person, who;
    char *name;

    assert_int_equal(people_add(p->archive, "ana", "", 0, &person), ERR_NONE);
    assert_int_equal(login_open(p->archive, person, 0, 100, secret), ERR_NONE);
    assert_int_equal(login_find(p->archive, secret, 99, &who, &name), ERR_NONE);
    assert_string_equal(name, "ana");
    free(name);
    assert_int_equal(login_find(p->archive, secret, 100, &who, &name),
                     ERR_DENIED);
    assert_int_equal(link_new(p->archive, person, 100, link), ERR_NONE);
    assert_int_equal(link_use(p->archive, link, 100, &who), ERR_DENIED);
    assert_int_equal(link_new(p->archive, person, 100, link), ERR_NONE);
    assert_int_equal(link_use(p->archive, link, 50, &who), ERR_NONE);
    assert_int_equal(who, person);
    assert_int_equal(link_use(p->archive, link, 50, &who), ERR_DENIED);
}

static void a_new_password_ends_all_sessions(void **state)
{
    struct place *p = *state;
    char secret[TOKEN_TEXT_SIZE];
    int64_t person, who;
    char *name;

    assert_int_equal(people_add(p->archive, "ana", "", 0, &person), ERR_NONE);
    assert_int_equal(login_open(p->archive, person, 0, 100, secret), ERR_NONE);
    assert_int_equal(people_add(p->archive, "ana", "$y$", 0, &person),
                     ERR_NONE);
    assert_int_equal(login_find(p->archive, secret, 1, &who, &name),
                     ERR_DENIED);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_response_is_stored_once),
        CASE(other_bytes_under_one_id_are_kept_aside),
        CASE(an_edit_takes_its_original_out_of_the_tallies),
        CASE(an_edit_may_come_before_its_original),
        CASE(a_rebuilt_projection_is_the_same),
        CASE(columns_of_all_versions_stand_beside_each_other),
        CASE(a_cursor_gives_what_came_after_it),
        CASE(a_repeat_is_a_table_of_its_own),
        CASE(a_version_is_published_once),
        CASE(a_token_opens_for_its_station_until_it_is_revoked),
        CASE(sessions_and_links_end),
        CASE(a_new_password_ends_all_sessions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
