#include "board.h"

#include "base/file.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define ENTRY(n, kind, inside)                                                 \
    "<entry><id>urn:uuid:0000000" #n "</id><updated>2026-11-2" #n              \
    "T10:00:00Z</updated><category term=\"" kind "\"/>" inside                 \
    "<b:text xml:lang=\"en\"><b:title>" #n "</b:title></b:text></entry>"

static const char FEED[] = "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
                           "xmlns:b=\"tag:barrio.invalid,2026:bulletin\">" //
    ENTRY(1, "reply", "<b:state>did</b:state>")
        ENTRY(2, "promise", "<b:due>2026-11-11</b:due>") ENTRY(3, "idea", "")
            ENTRY(4, "idea", "") ENTRY(
                5, "idea", "<b:state>declined</b:state><b:place>sol</b:place>")
                ENTRY(6, "problem", "<b:place>luna</b:place>") "</feed>";

struct place {
    char folder[32];
    struct board board;
};

static void write_feed(struct place *p, const char *text)
{
    char *folder = file_join(p->folder, "published/bulletin");
    char *path = file_join(folder, BULLETIN_FILE);

    assert_int_equal(file_make_folder(folder), ERR_NONE);
    assert_int_equal(file_write(path, text, strlen(text)), ERR_NONE);
    free(path);
    free(folder);
}

static int open_place(void **state)
{
    struct place *p = xcalloc(1, sizeof *p);

    strcpy(p->folder, "/tmp/barrio-board.XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    setenv("BARRIO_NOW", "2026-11-23T16:30:00Z", 1);
    *state = p;
    return 0;
}

static int close_place(void **state)
{
    struct place *p = *state;
    char *command = xasprintf("rm -rf --one-file-system %s", p->folder);

    board_clear(&p->board);
    assert_int_equal(system(command), 0);
    free(command);
    free(p);
    return 0;
}

static const char *title(const struct place *p, enum board_list list,
                         const char *station, uint32_t seed, size_t n)
{
    const struct entry *e = board_entry(&p->board, list, station, seed, n);

    return e ? entry_text(e, "en")->title : "none";
}

static void nothing_was_said_at_a_new_station(void **state)
{
    struct place *p = *state;

    board_reload(&p->board, p->folder);
    assert_null(p->board.bulletin);
    assert_int_equal(board_count(&p->board, BOARD_CITY, "luna"), 0);
    assert_null(board_entry(&p->board, BOARD_IDEAS, "luna", 1, 0));
}

static void late_promises_come_first_and_each_station_has_its_own(void **state)
{
    struct place *p = *state;

    write_feed(p, FEED);
    board_reload(&p->board, p->folder);
    assert_int_equal(board_count(&p->board, BOARD_CITY, "luna"), 3);
    assert_string_equal(title(p, BOARD_CITY, "luna", 0, 0), "2");
    assert_string_equal(title(p, BOARD_CITY, "luna", 0, 1), "1");
    assert_string_equal(title(p, BOARD_CITY, "luna", 0, 2), "6");
    assert_string_equal(title(p, BOARD_CITY, "luna", 0, 3), "none");
    assert_string_equal(title(p, BOARD_CITY, "sol", 0, 2), "5");
    assert_int_equal(
        board_days_late(board_entry(&p->board, BOARD_CITY, "sol", 0, 0)), 12);
}

static void no_idea_is_always_first(void **state)
{
    struct place *p = *state;
    bool seen[2] = {false, false};

    write_feed(p, FEED);
    board_reload(&p->board, p->folder);
    assert_int_equal(board_count(&p->board, BOARD_IDEAS, "luna"), 2);
    for (uint32_t seed = 0; seed < 64; seed++) {
        const char *first = title(p, BOARD_IDEAS, "luna", seed, 0);
        assert_string_equal(title(p, BOARD_IDEAS, "luna", seed, 0), first);
        assert_string_not_equal(title(p, BOARD_IDEAS, "luna", seed, 1), first);
        seen[*first == '3'] = true;
    }
    assert_true(seen[0] && seen[1]);
}

static void a_bulletin_that_cannot_be_read_leaves_what_was_known(void **state)
{
    struct place *p = *state;

    write_feed(p, FEED);
    board_reload(&p->board, p->folder);
    write_feed(p, "<feed");
    board_reload(&p->board, p->folder);
    assert_int_equal(board_count(&p->board, BOARD_CITY, "luna"), 3);
}

static void the_newest_reply_is_found(void **state)
{
    struct place *p = *state;

    write_feed(p, FEED);
    board_reload(&p->board, p->folder);
    const struct entry *e = board_newest(&p->board, ENTRY_REPLY, "luna");
    assert_string_equal(entry_text(e, "en")->title, "1");
    assert_null(board_newest(&p->board, ENTRY_RELEASE, "luna"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_was_said_at_a_new_station,
                                        open_place, close_place),
        cmocka_unit_test_setup_teardown(
            late_promises_come_first_and_each_station_has_its_own, open_place,
            close_place),
        cmocka_unit_test_setup_teardown(no_idea_is_always_first, open_place,
                                        close_place),
        cmocka_unit_test_setup_teardown(
            a_bulletin_that_cannot_be_read_leaves_what_was_known, open_place,
            close_place),
        cmocka_unit_test_setup_teardown(the_newest_reply_is_found, open_place,
                                        close_place),
    };

    return cmocka_run_group_tests_name("board", tests, NULL, NULL);
}
