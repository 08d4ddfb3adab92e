/* barrio-seed: fills a station with plausible answers, so that a demonstration
 * or a load test has something to show. Every answer goes through the same
 * session and the same outbox as a resident's.
 *
 *   barrio-seed --data DIR --forms DIR [--count N] [--seed S] [--texts FILE]
 *
 * FILE holds lines `question: what somebody might write`; a text question
 * without a line of its own name stays unanswered. */
#include "base/attr.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "form/catalog.h"
#include "form/session.h"
#include "form/xform.h"
#include "store/db.h"
#include "proof/leaf.h"
#include "station/ledger.h"
#include "store/leaves.h"
#include "store/outbox.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { MOST_TEXTS = 2000, LARGEST_FILE = 1 << 20, MOST_STEPS = 500 };
static const int64_t THREE_WEEKS_MS = 21LL * 24 * 3600 * 1000;

struct text {
    const char *question;
    const char *words;
};

struct seeder {
    const char *data, *forms, *texts_file;
    const char *station; /* where they seem to be given */
    long count;
    uint64_t state; /* of the random numbers */
    struct buf file;
    struct text *texts;
    size_t texts_count;
    struct db *db;
    struct ledger ledger;
};

/* xorshift64*: repeatable for a seed, unlike rand() between C libraries. */
static unsigned long draw(struct seeder *s, unsigned long below)
{
    s->state ^= s->state >> 12;
    s->state ^= s->state << 25;
    s->state ^= s->state >> 27;
    return (unsigned long)((s->state * UINT64_C(2685821657736338717) >> 33) %
                           below);
}

/* Earlier choices are likelier, as on a real street. */
static size_t draw_skewed(struct seeder *s, size_t count)
{
    size_t a = draw(s, count), b = draw(s, count);

    return a < b ? a : b;
}

static enum err read_texts(struct seeder *s)
{
    buf_init(&s->file, LARGEST_FILE);
    if (!s->texts_file)
        return ERR_NONE;
    enum err err = file_read(s->texts_file, &s->file);
    if (err)
        return err;
    s->texts = xcalloc(MOST_TEXTS, sizeof *s->texts);
    char *rest = NULL;
    for (char *line = strtok_r(s->file.data, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        char *colon = strstr(line, ": ");
        if (*line == '#' || !colon || s->texts_count == MOST_TEXTS)
            continue;
        *colon = '\0';
        s->texts[s->texts_count++] = (struct text){line, colon + 2};
    }
    return ERR_NONE;
}

static const char *some_text(struct seeder *s, const char *question)
{
    const char *found = "";
    unsigned long seen = 0;

    for (size_t i = 0; i < s->texts_count; i++) {
        if (strcmp(s->texts[i].question, question) == 0 && draw(s, ++seen) == 0)
            found = s->texts[i].words;
    }
    return found;
}

static void some_choices(struct seeder *s, const struct question *q,
                         struct buf *out)
{
    size_t wanted = q->control == CONTROL_SELECT1 ? 1 : 1 + draw(s, 3);
    size_t first = draw_skewed(s, q->choices_count);

    if (q->control == CONTROL_RANK)
        wanted = q->choices_count;
    for (size_t i = 0; i < wanted && i < q->choices_count; i++)
        buf_printf(out, "%s%s", i ? " " : "",
                   q->choices[(first + i) % q->choices_count].value);
}

static void some_value(struct seeder *s, const struct question *q,
                       struct buf *out)
{
    long low = q->range_start ? strtol(q->range_start, NULL, 10) : 1;
    long high = q->range_end ? strtol(q->range_end, NULL, 10) : 12;

    if (q->choices_count > 0)
        some_choices(s, q, out);
    else if (q->type == TYPE_INT || q->type == TYPE_DECIMAL)
        buf_printf(out, "%ld",
                   low + (long)draw(s, (unsigned long)(high - low + 1)));
    else if (q->type == TYPE_DATE)
        buf_printf(out, "2026-%02lu-%02lu", 1 + draw(s, 11), 1 + draw(s, 28));
    else if (q->type == TYPE_TIME)
        buf_printf(out, "%02lu:%02lu:00.000", 7 + draw(s, 14), draw(s, 60));
    else if (q->type == TYPE_GEOPOINT)
        buf_printf(out, "19.4%03lu -99.1%03lu 2240 8", draw(s, 999),
                   draw(s, 999));
    else if (q->control == CONTROL_TRIGGER)
        buf_puts(out, "OK");
    else
        buf_puts(out, some_text(s, q->name));
}

/* About one in eight leaves a question open where that is allowed. */
static void answer_question(struct seeder *s, struct session *session)
{
    const struct question *q = session_question(session);
    struct buf value;

    if (!q || q->readonly || (!q->required && draw(s, 8) == 0))
        return;
    buf_init(&value, 0);
    some_value(s, q, &value);
    if (session_answer(session, NULL, buf_text(&value)) != ANSWER_TAKEN)
        log_debug("%s stays open", session_ref(session));
    buf_clear(&value);
}

static void walk(struct seeder *s, struct session *session)
{
    int steps = 0;

    while (session_next(session) != EVENT_END && steps++ < MOST_STEPS) {
        if (session_event(session) == EVENT_QUESTION)
            answer_question(s, session);
        if (session_event(session) == EVENT_NEW_REPEAT && draw(s, 3) > 0 &&
            session_add_repeat(session, NULL) == ERR_NONE)
            answer_question(s, session);
    }
}

static enum err keep(struct seeder *s, struct session *session)
{
    struct response response = {0};
    struct ledger_leaf leaf = {.is_ready = false};
    enum err err = session_finish(session, false, &response);

    if (!err) {
        struct stamp now = stamp_now();
        now.wall_ms -= (int64_t)draw(s, (unsigned long)THREE_WEEKS_MS);
        response.envelope.saved = response.envelope.started = now;
        response.envelope.started.wall_ms -= 30000 + (int64_t)draw(s, 90000);
        response.envelope.origin = xstrdup(s->station);
        response.envelope.entry_mode = xstrdup("seed");
        response_complete(&response);
        err = ledger_prepare(&s->ledger, &response, "", &leaf);
    }
    if (!err)
        err = ledger_add(&s->ledger, s->db, &response, &leaf);
    ledger_leaf_clear(&leaf);
    response_clear(&response);
    return err;
}

static enum err one_response(struct seeder *s, const struct xform *form)
{
    struct session_start start = {.random_seed = draw(s, 1UL << 30)};
    struct session *session = NULL;
    enum err err = session_new(&session, form, &start);

    if (!err) {
        walk(s, session);
        /* A random walk may break a constraint: then it is not an answer. */
        if (session_validate(session) == ERR_NONE)
            err = keep(s, session);
    }
    session_free(session);
    return err;
}

/* The station's log goes on, unless its kiosk runs: two may not write it. */
static enum err open_ledger(struct seeder *s, int *lock)
{
    char station[SIGN_NAME_SIZE] = "demo";
    char *path = file_join(s->data, "kiosk.lock");
    struct epoch newest;

    *lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    free(path);
    if (*lock < 0 || flock(*lock, LOCK_EX | LOCK_NB))
        return ERR_NONE;
    if (leaves_epoch(s->db, 0, &newest) == ERR_NONE)
        leaf_log_station(newest.log, station);
    epoch_clear(&newest);
    return ledger_open(&s->ledger, s->db, s->data, station);
}

static enum err seed(struct seeder *s)
{
    int lock = -1;

    struct catalog *catalog = NULL;
    enum err err = read_texts(s);

    if (!err)
        err = catalog_open(&catalog, s->forms);
    if (!err)
        err = outbox_open(&s->db, s->data);
    if (!err && catalog_count(catalog) == 0)
        err = ERR_MISSING;
    if (!err)
        err = open_ledger(s, &lock);
    for (long i = 0; !err && i < s->count; i++)
        err = one_response(
            s, catalog_entry(catalog, draw_skewed(s, catalog_count(catalog)))
                   ->form);
    ledger_clear(&s->ledger);
    db_close(s->db);
    if (lock >= 0)
        close(lock);
    catalog_free(catalog);
    free(s->texts);
    buf_clear(&s->file);
    return err;
}

static int usage(void)
{
    fputs("usage: barrio-seed --data DIR --forms DIR [--count N] [--seed S] "
          "[--texts FILE] [--station NAME]\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    struct seeder s = {
        .station = "demo", .count = 100, .state = UINT64_C(88172645463325252)};

    for (int i = 1; i + 1 < argc; i += 2) {
        const char *value = argv[i + 1];
        if (strcmp(argv[i], "--data") == 0)
            s.data = value;
        else if (strcmp(argv[i], "--forms") == 0)
            s.forms = value;
        else if (strcmp(argv[i], "--texts") == 0)
            s.texts_file = value;
        else if (strcmp(argv[i], "--station") == 0)
            s.station = value;
        else if (strcmp(argv[i], "--count") == 0)
            s.count = strtol(value, NULL, 10);
        else if (strcmp(argv[i], "--seed") == 0)
            s.state += strtoul(value, NULL, 10) * 0x9e3779b97f4a7c15UL;
        else
            return usage();
    }
    if (!s.data || !s.forms || argc % 2 == 0)
        return usage();
    enum err err = seed(&s);
    if (err)
        log_error("%s", err_text(err));
    return err ? 1 : 0;
}
