/* Who counts is this very program, on the same archive. */
#include "local.h"
#include "reckoned.h"

#include "asker.h"
#include "options.h"
#include "sql.h"
#include "stand.h"
#include "station.h"

struct seen {
    struct asker *asker;
    const struct local *local;
    int times;
};

static void on_taken(struct visit *visit, void *context,
                     const struct local *local)
{
    struct seen *seen = context;

    (void)visit;
    seen->local = local;
    seen->times++;
}

static void add_station(struct stand *p, const char *name, const char *area)
{
    char token[TOKEN_TEXT_SIZE];

    assert_int_equal(station_add(p->archive, name, 1000, token), ERR_NONE);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    assert_int_equal(
        archive_end(p->archive, station_set_area(p->archive, name, area)),
        ERR_NONE);
}

static void keep_at(struct stand *p, const char *station, const char *id,
                    const char *a, const char *b)
{
    assert_int_equal(keep(p, id, a, b, NULL), VERDICT_STORED);
    assert_int_equal(sql_run(p->archive->sql,
                             "UPDATE response SET station = (SELECT id FROM"
                             " station WHERE name = ?) WHERE instance_id = ?",
                             db_text(station), db_text(id)),
                     ERR_NONE);
}

/* Two answers of the north, one of the south. */
static void fill(struct stand *p)
{
    add_station(p, "luna", "north");
    add_station(p, "sol", "south");
    keep_at(p, "luna", "uuid:1", "y", "1 2");
    keep_at(p, "luna", "uuid:2", "n", "2");
    keep_at(p, "sol", "uuid:3", "y", "1");
    assert_int_equal(projection_catch_up(p->archive, p->models), ERR_NONE);
}

/* The archive's database as its own processes are told of it. */
static void ask(struct stand *p, struct asker *a, struct seen *seen,
                const char *form_id, const char *const *areas, size_t count)
{
    char text[64] = "";

    asker_open(a, p->folder);
    if (*p->address)
        a->hub.config.database = p->address;
    a->hub.archive = p->archive;
    a->hub.reckoned = reckoned_set_new(&a->hub);
    for (size_t i = 0; i < count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s",
                 i ? "\n" : "", areas[i]);
    struct areas within = areas_parse(text);
    *seen = (struct seen){.asker = a};
    local_take(&a->visit, form_id, &within, on_taken, seen);
    asker_wait(a);
    assert_int_equal(seen->times, 1);
}

static int64_t number(struct stand *p, const struct local *local,
                      const char *path, const char *value)
{
    const struct counts counts = {p->archive, p->family, local};
    int64_t n = -1;

    assert_int_equal(counts_get(&counts, path, value, &n), ERR_NONE);
    return n;
}

static void answers_of_a_neighbourhood_are_counted(void **state)
{
    static const char *const NORTH[] = {"north"};
    struct stand *p = *state;
    struct asker a;
    struct seen seen;

    fill(p);
    ask(p, &a, &seen, "f", NORTH, 1);
    assert_non_null(seen.local);
    assert_int_equal(number(p, seen.local, "/data/a", "y"), 1);
    assert_int_equal(number(p, seen.local, "/data/a", "n"), 1);
    assert_int_equal(number(p, seen.local, "/data/b", "2"), 2);
    assert_int_equal(number(p, seen.local, "/data/b", "3"), 0);
    assert_int_equal(number(p, seen.local, TALLY_STATE, "accepted"), 2);
    /* Rows of the repeat: two of each answer. */
    assert_int_equal(number(p, seen.local, "/data/r/x", ""), 4);
    reckoned_set_free(a.hub.reckoned);
    asker_close(&a);
}

static void neighbourhoods_together_are_the_whole(void **state)
{
    static const char *const BOTH[] = {"north", "south"};
    static const char *const VALUES[] = {"y", "n", ""};
    struct stand *p = *state;
    struct asker a;
    struct seen seen;

    fill(p);
    ask(p, &a, &seen, "f", BOTH, 2);
    assert_non_null(seen.local);
    for (size_t i = 0; i < COUNT_OF(VALUES); i++)
        assert_int_equal(number(p, seen.local, "/data/a", VALUES[i]),
                         number(p, NULL, "/data/a", VALUES[i]));
    assert_int_equal(number(p, NULL, "/data/a", "y"), 2);
    reckoned_set_free(a.hub.reckoned);
    asker_close(&a);
}

static void note(void *context, const char *value, int64_t n)
{
    struct buf *out = context;

    buf_printf(out, "%s=%lld ", value, (long long)n);
}

static void counts_come_by_value(void **state)
{
    static const char *const NORTH[] = {"north"};
    struct stand *p = *state;
    struct asker a;
    struct seen seen;
    struct buf out;

    fill(p);
    ask(p, &a, &seen, "f", NORTH, 1);
    const struct counts counts = {p->archive, p->family, seen.local};
    buf_init(&out, 0);
    assert_int_equal(counts_each(&counts, "/data/b", note, &out), ERR_NONE);
    assert_string_equal(buf_text(&out), "=2 1=1 2=2 ");
    buf_clear(&out);
    reckoned_set_free(a.hub.reckoned);
    asker_close(&a);
}

static void where_nobody_lives_nothing_is_counted(void **state)
{
    static const char *const NOWHERE[] = {"west"};
    struct stand *p = *state;
    struct asker a;
    struct seen seen;

    fill(p);
    ask(p, &a, &seen, "f", NOWHERE, 1);
    assert_non_null(seen.local);
    assert_int_equal(number(p, seen.local, "/data/a", "y"), 0);
    reckoned_set_free(a.hub.reckoned);
    asker_close(&a);
}

/* As command.c does it. */
static int act(int argc, char **argv)
{
    struct options options;
    struct archive *archive = NULL;
    bool worked =
        options_read(&options, argc, argv) &&
        !archive_open(&archive, options.config.data, options.config.database) &&
        !local_run(&options, archive);

    archive_close(archive);
    options_clear(&options);
    fflush(stdout);
    return worked ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(answers_of_a_neighbourhood_are_counted),
        CASE(neighbourhoods_together_are_the_whole),
        CASE(counts_come_by_value),
        CASE(where_nobody_lives_nothing_is_counted),
    };

    if (argc > 1)
        return act(argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
