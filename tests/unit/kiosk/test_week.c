/* A station's days on a clock of the test's own: people come, answer, walk
 * away, leave the station to itself at night. Memory does not grow, nobody is
 * asked outside the opening hours, also across daylight saving. WEEK_DAYS says
 * how many days (2; check-long: 7). */
#include "screen/screen.h"
#include "ui/painter.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "store/outbox.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { HOUR_MS = 3600 * 1000, OPENS = 8, CLOSES = 20, SAMPLES = 400 };
/* What malloc keeps beside each page of SQLite's cache is not in its count. */
enum { SLACK = 24 * 1024, BOOT_S = 1000 };

/* Saturday, 2035-10-27 00:00 in Madrid (a clock before the program was built
 * counts as unset); in the night after, clocks go back. */
static const int64_t START_S = 2077048800;

/* The clock has to be where clock_gettime finds it. */
static int64_t elapsed_ms;

/* In place of the C library's, for every part of the program. */
int clock_gettime(clockid_t clock, struct timespec *out)
{
    int64_t base = clock == CLOCK_REALTIME ? START_S : BOOT_S;

    out->tv_sec = base + elapsed_ms / 1000;
    out->tv_nsec = elapsed_ms % 1000 * 1000000;
    return 0;
}

struct world {
    char folder[40];
    struct kiosk kiosk;
    struct stage stage;
    struct terminfo *terminfo;
    struct painter *painter;
    struct buf out;
    unsigned seed;
    int visits;
    bool was_asking;
    size_t used[SAMPLES]; /* bytes on the heap, at rest, hour by hour */
    size_t samples;
    int64_t sampled_ms;
};

static void set(char **member, const char *text)
{
    free(*member);
    *member = xstrdup(text);
}

static void copy_form(const char *folder)
{
    char *command =
        xasprintf("mkdir %s/forms && cp tests/forms/kiosk/barrio.xml %s/forms",
                  folder, folder);

    assert_int_equal(system(command), 0);
    free(command);
}

static void open_world(struct world *w)
{
    char name[] = "barrio-kiosk", *argv[] = {name, NULL};
    struct config config;
    struct theme theme;

    strcpy(w->folder, "/tmp/barrio-week-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    copy_form(w->folder);
    assert_int_equal(config_read(&config, 1, argv), REQUEST_RUN);
    char *forms = file_join(w->folder, "forms");
    set(&config.data, w->folder);
    set(&config.forms, forms);
    set(&config.locale, "build/locale/kiosk");
    set(&config.themes, "themes");
    set(&config.hours, "mon-sun 08:00-20:00");
    set(&config.hub, "https://opina.example");
    free(forms);
    assert_int_equal(kiosk_open(&w->kiosk, &config), ERR_NONE);
    assert_int_equal(theme_load(&theme, "themes", "plaza"), ERR_NONE);
    assert_int_equal(terminfo_open(&w->terminfo, "xterm-256color"), ERR_NONE);
    w->painter = painter_new(w->terminfo, true, false);
    painter_resize(w->painter, 80, 24);
    buf_init(&w->out, 0);
    painter_set_theme(w->painter, &theme, &w->out);
    stage_init(&w->stage, &w->kiosk, &theme, 80, 24);
}

static void close_world(struct world *w)
{
    char *command = xasprintf("rm -rf %s", w->folder);

    stage_clear(&w->stage);
    painter_free(w->painter);
    terminfo_close(w->terminfo);
    buf_clear(&w->out);
    kiosk_close(&w->kiosk);
    assert_int_equal(system(command), 0);
    free(command);
}

static void show(struct world *w)
{
    stage_draw(&w->stage);
    buf_reset(&w->out);
    painter_show(w->painter, w->stage.canvas, &w->out);
}

/* How long the next person, or the next tap, lets the station wait. */
static int64_t gap_ms(struct world *w)
{
    int dice = rand_r(&w->seed) % 100;

    if (w->stage.place == PLACE_ATTRACT)
        return 20000 + rand_r(&w->seed) % 200000;
    /* One in twelve walks away or thinks for long. */
    return dice < 8 ? 30000 + rand_r(&w->seed) % 120000
                    : 700 + rand_r(&w->seed) % 9000;
}

static struct input hand(struct world *w)
{
    static const char KEYS[] = "##########1234556709*#8";
    struct input in = {.kind = INPUT_TEXT};

    in.text[0] = KEYS[(size_t)rand_r(&w->seed) % (sizeof KEYS - 1)];
    if (rand_r(&w->seed) % 6)
        return in;
    in = (struct input){.kind = INPUT_PRESS,
                        .x = rand_r(&w->seed) % 80,
                        .y = rand_r(&w->seed) % 24};
    stage_take(&w->stage, &in);
    show(w);
    in.kind = INPUT_RELEASE;
    return in;
}

static void assert_is_open(void)
{
    time_t now = (time_t)(stamp_now().wall_ms / 1000);
    struct tm at;

    assert_non_null(localtime_r(&now, &at));
    assert_true(at.tm_hour >= OPENS && at.tm_hour < CLOSES);
}

/* What is on the heap while nobody is there, but for SQLite's page cache,
 * which grows to its limit and no further. */
static void sample(struct world *w)
{
    if (w->stage.place != PLACE_ATTRACT || w->samples == SAMPLES ||
        elapsed_ms - w->sampled_ms < HOUR_MS)
        return;
    w->sampled_ms = elapsed_ms;
    w->used[w->samples++] =
        mallinfo2().uordblks - (size_t)sqlite3_memory_used();
}

/* One moment: somebody's hand, or time that has passed. */
static void live(struct world *w)
{
    struct input in = {.kind = INPUT_TIMEOUT};
    int wait = stage_wait_ms(&w->stage);
    int64_t gap = gap_ms(w);

    if (wait >= 0 && wait < gap) {
        elapsed_ms += wait;
    } else {
        elapsed_ms += gap;
        in = hand(w);
    }
    stage_take(&w->stage, &in);
    show(w);
    bool asks = w->kiosk.visit.session != NULL;
    if (asks && !w->was_asking) {
        assert_is_open();
        w->visits++;
    }
    w->was_asking = asks;
    sample(w);
}

static size_t most_of(const size_t *used, size_t from, size_t to)
{
    size_t most = 0;

    for (size_t i = from; i < to; i++)
        most = used[i] > most ? used[i] : most;
    return most;
}

/* The last quarter against the first half. */
static void assert_no_growth(const struct world *w)
{
    size_t n = w->samples;

    assert_true(most_of(w->used, n * 3 / 4, n) <=
                most_of(w->used, 0, n / 2) + SLACK);
}

static void days_pass_without_growth_and_within_the_hours(void **state)
{
    const char *said = getenv("WEEK_DAYS");
    int days = said ? atoi(said) : 2;
    struct world w = {.seed = 11};
    struct outbox_counts counts;

    (void)state;
    open_world(&w);
    while (elapsed_ms < (int64_t)days * 24 * HOUR_MS)
        live(&w);
    assert_int_equal(outbox_count(w.kiosk.db, NULL, &counts), ERR_NONE);
    printf("# %d days, %d visits, %lld answers kept, heap %zu to %zu bytes\n",
           days, w.visits, (long long)counts.total, w.used[0],
           w.used[w.samples - 1]);
    assert_true(w.visits > 60 * days);
    assert_true(counts.total > 5 * days);
    assert_no_growth(&w);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_pass_without_growth_and_within_the_hours),
    };

    setenv("TZ", "Europe/Madrid", 1);
    tzset();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
