/* Random seasons for the attacker: surveys with a few questions, answers that
 * come in spurts from a few places, some withdrawn or set aside again, and
 * releases made by the hub's own code whenever it allows one.
 *
 * usage: season FOLDER SEED COUNT
 *
 * Season i lies in FOLDER/i: the hub's folder with its publications, and
 * truth-N.txt, whose answers release N holds, which no attacker may read. */
#include "archive.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "formbook.h"
#include "models.h"
#include "record/response.h"
#include "release.h"
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUESTIONS = 3, MOST_VALUES = 7, MOST_PLACES = 5, SPURTS = 6 };

struct season {
    const char *folder;
    struct archive *archive;
    struct models *models;
    uint64_t state;
    int64_t form;
    int values[QUESTIONS], skew[QUESTIONS];
    int places, languages, people;
};

static uint32_t draw(struct season *s, uint32_t n)
{
    s->state = s->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(s->state >> 33) % n;
}

/* Small numbers are likelier, the more so the larger the skew. */
static int draw_skewed(struct season *s, int n, int skew)
{
    int least = (int)draw(s, (uint32_t)n);

    for (int i = 0; i < skew; i++) {
        int other = (int)draw(s, (uint32_t)n);
        least = other < least ? other : least;
    }
    return least;
}

static void print_form(const struct season *s, struct buf *out)
{
    buf_puts(out,
             "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\""
             "http://www.w3.org/1999/xhtml\"><h:head><h:title>S</h:title>"
             "<model><instance><data id=\"s\" version=\"1\"><q0/><q1/><q2/>"
             "<meta><instanceID/></meta></data></instance></model></h:head>"
             "<h:body>");
    for (int q = 0; q < QUESTIONS; q++) {
        const char *control = q == 2 ? "select" : "select1";
        buf_printf(out, "<%s ref=\"/data/q%d\"><label>Q</label>", control, q);
        for (int v = 0; v < s->values[q]; v++)
            buf_printf(out, "<item><label>V</label><value>v%d</value></item>",
                       v);
        buf_printf(out, "</%s>", control);
    }
    buf_puts(out, "</h:body></h:html>");
}

static void must(enum err err, const char *what)
{
    if (!err)
        return;
    fprintf(stderr, "season: %s: %s\n", what, err_text(err));
    exit(1);
}

static void publish(struct season *s)
{
    struct form form = {.form_id = "s", .version = "1", .title = "S"};
    enum published what;
    struct buf body;

    buf_init(&body, 0);
    print_form(s, &body);
    must(archive_begin(s->archive), "begin");
    must(archive_end(s->archive, formbook_add(s->archive, &form, body.data,
                                              body.size, &s->form, &what)),
         "publish");
    buf_clear(&body);
}

static void add_answers(struct season *s, struct buf *body, struct buf *why)
{
    static const char *const REASONS[] = {"skipped", "dont_know", "not_say"};

    for (int q = 0; q < QUESTIONS; q++) {
        if (draw(s, 12) == 0) {
            buf_printf(why, "%s\\\"/data[1]/q%d[1]\\\":\\\"%s\\\"",
                       why->size ? "," : "", q, REASONS[draw(s, 3)]);
            continue;
        }
        buf_printf(body, "<q%d>v%d", q,
                   draw_skewed(s, s->values[q], s->skew[q]));
        for (int v = 0; q == 2 && v < s->values[q]; v++)
            if (draw(s, 3) == 0)
                buf_printf(body, " v%d", v);
        buf_printf(body, "</q%d>", q);
    }
}

static void answer(struct season *s, int place)
{
    char id[64];
    struct buf body, why;
    enum verdict verdict;

    snprintf(id, sizeof id, "uuid:%d", ++s->people);
    buf_init(&body, 0);
    buf_init(&why, 0);
    buf_puts(&body, "<data id=\"s\" version=\"1\">");
    add_answers(s, &body, &why);
    buf_printf(&body, "<meta><instanceID>%s</instanceID></meta></data>", id);
    char *envelope = xasprintf(
        "{\"origin\":\"place%d\",\"language\":\"l%d\",\"extra\":\"{"
        "\\\"no_answer\\\":{%s}}\",\"saved\":{\"wall_ms\":%lld,\"boot_ms\":0,"
        "\"quality\":\"set\"}}",
        place, draw_skewed(s, s->languages, 2), buf_text(&why),
        1795000000000LL + (long long)draw(s, 86400) * 1000);
    struct arrival arrival = {.response = {.id = id,
                                           .form_id = (char *)"s",
                                           .form_version = (char *)"1",
                                           .body = body.data,
                                           .body_size = body.size},
                              .form = s->form,
                              .envelope = envelope};
    response_key(id, arrival.response.key);
    must(archive_add(s->archive, &arrival, &verdict), "add");
    free(envelope);
    buf_clear(&why);
    buf_clear(&body);
}

/* Somebody takes an answer back, or it is set aside. */
static void withdraw(struct season *s)
{
    struct sql *sql = s->archive->sql;
    int64_t number = 1 + draw(s, (uint32_t)s->people);

    must(sql_run(sql, "UPDATE response SET state = ? WHERE number = ?",
                 db_int(draw(s, 2) ? STATE_WITHDRAWN : STATE_EXCLUDED),
                 db_int(number)),
         "withdraw");
    must(sql_run(sql,
                 "INSERT INTO restated(number) VALUES(?)"
                 " ON CONFLICT(number) DO NOTHING",
                 db_int(number)),
         "restate");
}

static void spurt(struct season *s)
{
    int place = (int)draw(s, (uint32_t)s->places);
    int n = draw_skewed(s, 60, 1);

    must(archive_begin(s->archive), "begin");
    for (int i = 0; i < n; i++)
        answer(s, draw(s, 4) ? place : (int)draw(s, (uint32_t)s->places));
    for (uint32_t i = draw(s, 4); i && s->people; i--)
        withdraw(s);
    must(archive_end(s->archive, ERR_NONE), "end");
}

static void write_truth(struct season *s, int64_t number)
{
    struct sql *sql = s->archive->sql;
    char *path = xasprintf("%s/truth-%lld.txt", s->folder, (long long)number);
    FILE *out = fopen(path, "we");
    struct sql_rows *rows;

    must(out ? ERR_NONE : ERR_IO, path);
    must(sql_query(sql, &rows, "SELECT dimension, number, part FROM released"),
         "released");
    while (sql->engine->next(rows))
        fprintf(out, "%s %lld %s\n", sql->engine->text(rows, 0),
                (long long)sql->engine->number(rows, 1),
                sql->engine->text(rows, 2));
    must(sql->engine->done(rows), "released");
    fclose(out);
    free(path);
}

static void release(struct season *s)
{
    const struct publisher by = {s->archive, s->models, NULL, "", NULL};
    int64_t number, missing;

    must(release_make(&by, "s", &number, &missing), "release");
    if (number > 0)
        write_truth(s, number);
}

static void play(const char *folder, uint64_t seed)
{
    struct season s = {.folder = folder, .state = seed * 2654435761u + 1};

    must(file_make_folder(folder), folder);
    must(archive_open(&s.archive, folder, ""), "open");
    s.models = models_new(s.archive);
    for (int q = 0; q < QUESTIONS; q++) {
        s.values[q] = 2 + (int)draw(&s, MOST_VALUES - 1);
        s.skew[q] = (int)draw(&s, 3);
    }
    s.places = 1 + (int)draw(&s, MOST_PLACES);
    s.languages = 1 + (int)draw(&s, 3);
    publish(&s);
    for (int i = 0; i < SPURTS; i++) {
        spurt(&s);
        release(&s);
    }
    models_free(s.models);
    archive_close(s.archive);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: season FOLDER SEED COUNT\n", stderr);
        return 2;
    }
    uint64_t seed = strtoull(argv[2], NULL, 10);
    log_set_level(LOG_LEVEL_ERROR);
    for (uint64_t i = 0; i < strtoull(argv[3], NULL, 10); i++) {
        char *folder = xasprintf("%s/%llu", argv[1], (unsigned long long)i);
        play(folder, seed + i);
        free(folder);
    }
    return 0;
}
