/* The exports are this very program, told what to do by its arguments. */
#include "prepared.h"

#include "base/file.h"
#include "children.h"
#include "hub.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static const int64_t NOW = 1795000000000;
static const int64_t DAY = 24LL * 3600 * 1000;

static int setup(void **state)
{
    struct hub *hub = calloc(1, sizeof *hub);
    char *folder = strdup("/tmp/barrio-prepared.XXXXXX");

    assert_non_null(mkdtemp(folder));
    hub->config.data = folder;
    hub->children = children_new();
    hub->prepared = prepared_set_new(hub);
    *state = hub;
    return 0;
}

static int teardown(void **state)
{
    struct hub *hub = *state;

    prepared_set_free(hub->prepared);
    children_free(hub->children);
    file_remove_tree(hub->config.data);
    free((void *)hub->config.data);
    free(hub);
    return 0;
}

static void begin(struct hub *hub, int64_t person, int64_t now_ms,
                  char id[UUID_TEXT_SIZE])
{
    const char *const arguments[] = {"export", NULL};
    const struct prepared_wish wish = {.person = person,
                                       .form_id = "f",
                                       .format = "csv",
                                       .name = "f.csv",
                                       .within = "",
                                       .now_ms = now_ms,
                                       .arguments = arguments};

    assert_int_equal(prepared_start(hub->prepared, &wish, id), ERR_NONE);
}

/* As the hub's loop does, until the export has ended. */
static void wait_for(struct hub *hub, const char *id)
{
    struct pollfd polled[4];

    for (int i = 0; i < 2000; i++) {
        const struct prepared *p = prepared_find(hub->prepared, id);
        if (!p || p->state != PREPARING)
            return;
        size_t n = children_poll(hub->children, polled, 4);
        poll(polled, n, 10);
        children_run(hub->children, polled, n);
    }
    fail_msg("%s", "the export does not end");
}

static bool is_on_disk(struct hub *hub, const char *id)
{
    char *path = prepared_path(hub->prepared, id);
    bool is_there = file_exists(path);

    free(path);
    return is_there;
}

static void count(void *context, const struct prepared *p)
{
    (void)p;
    ++*(size_t *)context;
}

static void after_a_day_it_is_gone_from_the_list_and_the_disk(void **state)
{
    struct hub *hub = *state;
    char old[UUID_TEXT_SIZE], young[UUID_TEXT_SIZE];
    size_t n = 0;

    begin(hub, 1, NOW, old);
    wait_for(hub, old);
    begin(hub, 1, NOW + DAY / 2, young);
    wait_for(hub, young);
    assert_int_equal(prepared_find(hub->prepared, old)->state, PREPARED);
    assert_true(is_on_disk(hub, old));
    prepared_expire(hub->prepared, NOW + DAY);
    assert_non_null(prepared_find(hub->prepared, old));
    prepared_each(hub->prepared, 1, NOW + DAY + 1, count, &n);
    assert_int_equal(n, 1);
    assert_null(prepared_find(hub->prepared, old));
    assert_false(is_on_disk(hub, old));
    assert_true(is_on_disk(hub, young));
}

/* Somebody may have begun what is never fetched; beginning another one is
 * enough to be rid of it. */
static void the_next_one_makes_room_for_itself(void **state)
{
    struct hub *hub = *state;
    char first[UUID_TEXT_SIZE], id[UUID_TEXT_SIZE];

    begin(hub, 1, NOW, first);
    wait_for(hub, first);
    for (int i = 0; i < 4; i++) {
        begin(hub, 1, NOW, id);
        wait_for(hub, id);
    }
    begin(hub, 1, NOW + DAY + 1, id);
    assert_null(prepared_find(hub->prepared, first));
    assert_false(is_on_disk(hub, first));
    wait_for(hub, id);
}

/* The export: says how far it is, and writes what it was told to. */
static int act(int argc, char **argv)
{
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], "--output") != 0)
            continue;
        FILE *out = fopen(argv[i + 1], "w");
        if (!out)
            return 1;
        fputs("a,b\n", out);
        puts("1 1");
        return fclose(out) ? 1 : 0;
    }
    return 1;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            after_a_day_it_is_gone_from_the_list_and_the_disk, setup, teardown),
        cmocka_unit_test_setup_teardown(the_next_one_makes_room_for_itself,
                                        setup, teardown),
    };

    if (argc > 1)
        return act(argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
