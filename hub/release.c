#include "release.h"

#include "archive.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "deeds.h"
#include "formbook.h"
#include "release_files.h"
#include "release_read.h"
#include "sql.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char LAST[] =
    "SELECT COALESCE(MAX(number), -1) FROM release WHERE family = ?";
static const char ADD[] =
    "INSERT INTO release(family, number, made_ms, people) VALUES(?,?,?,?)";
static const char MOVED[] =
    "SELECT COALESCE(MAX(release), 0) FROM breakdown WHERE family = ? AND"
    " dimension = ?";
static const char NOTE_MOVED[] =
    "INSERT INTO breakdown(family, dimension, release) VALUES(?,?,?)"
    " ON CONFLICT(family, dimension) DO UPDATE SET release = excluded.release";
static const char MEMBERS[] =
    "SELECT number, part FROM released WHERE family = ? AND dimension = ?"
    " ORDER BY number";
static const char FORGET[] =
    "DELETE FROM released WHERE family = ? AND dimension = ?";
static const char NOTE_MEMBER[] =
    "INSERT INTO released(family, dimension, number, part) VALUES(?,?,?,?)";

/* All people together: what a whole release counts its steps by. */
static const char EVERYBODY[] = "all";

/* How many came to or left each column since a breakdown last moved. */
struct change {
    char **names;
    int64_t *n;
    size_t count, capacity, n_capacity;
};

static void note_change(struct change *c, const char *name)
{
    size_t i = 0;

    while (i < c->count && strcmp(c->names[i], name) != 0)
        i++;
    if (i == c->count) {
        c->names = mem_grow(c->names, c->count, &c->capacity, sizeof *c->names);
        c->n = mem_grow(c->n, c->count, &c->n_capacity, sizeof *c->n);
        c->names[c->count] = xstrdup(name);
        c->n[c->count++] = 0;
    }
    c->n[i]++;
}

static void clear_change(struct change *c)
{
    for (size_t i = 0; i < c->count; i++)
        free(c->names[i]);
    free(c->names);
    free(c->n);
}

static const char *part_of(const struct member *m, int dimension)
{
    return dimension < 0 ? EVERYBODY : m->of[dimension];
}

static const char *name_of(int dimension)
{
    return dimension < 0 ? EVERYBODY
                         : dimension_name((enum dimension)dimension);
}

/* Both lists are in order of number: one walk finds who came and who left. */
static enum err compare(struct archive *archive, const struct reading *now,
                        int dimension, struct change *out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    size_t i = 0;
    enum err err = sql_query(sql, &rows, MEMBERS, db_int(now->family),
                             db_text(name_of(dimension)));

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        int64_t before = sql_column(sql, rows, 0);
        for (; i < now->members_count && now->members[i].number < before; i++)
            note_change(out, part_of(&now->members[i], dimension));
        if (i < now->members_count && now->members[i].number == before)
            i++;
        else
            note_change(out, sql_column_text(sql, rows, 1));
    }
    for (; i < now->members_count; i++)
        note_change(out, part_of(&now->members[i], dimension));
    return sql->engine->done(rows);
}

static enum err remember(struct archive *archive, const struct reading *now,
                         int dimension, int64_t number)
{
    struct sql *sql = archive->sql;
    const char *name = name_of(dimension);
    enum err err = sql_run(sql, FORGET, db_int(now->family), db_text(name));

    for (size_t i = 0; !err && i < now->members_count; i++)
        err = sql_run(sql, NOTE_MEMBER, db_int(now->family), db_text(name),
                      db_int(now->members[i].number),
                      db_text(part_of(&now->members[i], dimension)));
    if (!err && dimension >= 0)
        err = sql_run(sql, NOTE_MOVED, db_int(now->family), db_text(name),
                      db_int(number));
    return err;
}

/* How many people it takes still until the next release; 0: it may be made. */
static enum err count_missing(struct archive *archive,
                              const struct reading *now, int64_t *missing)
{
    struct change change = {.count = 0};
    enum err err = compare(archive, now, -1, &change);
    int64_t n = change.count ? change.n[0] : 0;
    int64_t people = (int64_t)now->members_count;

    *missing = n < RELEASE_STEP ? RELEASE_STEP - n : 0;
    if (people < RELEASE_STEP && RELEASE_STEP - people > *missing)
        *missing = RELEASE_STEP - people;
    clear_change(&change);
    return err;
}

/* Whether a breakdown may move: every column of it by nobody or by a group. */
static enum err may_move(struct archive *archive, const struct reading *now,
                         enum dimension dimension, int64_t before, bool *out)
{
    struct change change = {.count = 0};
    enum err err = compare(archive, now, (int)dimension, &change);

    *out = change.count > 0;
    for (size_t i = 0; before > 0 && i < change.count; i++)
        *out = *out && change.n[i] >= RELEASE_STEP;
    clear_change(&change);
    return err;
}

static enum err move_breakdowns(struct archive *archive,
                                const struct reading *now, int64_t number,
                                int64_t moved[DIMENSIONS])
{
    enum err err = ERR_NONE;

    for (enum dimension d = 0; !err && number > 0 && d < DIMENSIONS; d++) {
        bool moves = false;
        err = sql_number(archive->sql, 0, &moved[d], MOVED, db_int(now->family),
                         db_text(dimension_name(d)));
        if (!err)
            err = may_move(archive, now, d, moved[d], &moves);
        if (err || !moves)
            continue;
        moved[d] = number;
        err = remember(archive, now, (int)d, number);
    }
    return err;
}

enum err publications_folder(struct archive *archive, char **out)
{
    *out = file_join(archive->folder, "publications");
    return file_make_folder(*out);
}

static enum err folder_of(struct archive *archive, const char *form_id,
                          int64_t number, char **out)
{
    char *publications;
    enum err err = publications_folder(archive, &publications);

    *out = xasprintf("%s/releases/%s/%lld", publications, form_id,
                     (long long)number);
    free(publications);
    return err;
}

/* What a release that was not finished left behind was never public. */
static void sweep(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        char *path = file_join(folder, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(path);
        free(path);
    }
    if (dir)
        closedir(dir);
}

static enum err write_files(const struct publisher *by,
                            const struct reading *now, const char *form_id,
                            int64_t number, const int64_t moved[DIMENSIONS])
{
    char made[STAMP_TEXT_SIZE], *folder = NULL, *before = NULL;
    enum err err = folder_of(by->archive, form_id, number, &folder);

    if (!err)
        err = folder_of(by->archive, form_id, number - 1, &before);
    stamp_print_local(stamp_now().wall_ms, made);
    made[strcspn(made, "T")] = '\0';
    struct release release = {
        .form_id = form_id,
        .title = now->title,
        .licence = now->licence,
        .made = made,
        .number = number,
        .figures = now->figures,
        .codes = now->codes,
        .codes_count = now->codes_count,
        .totals = now->totals,
        .totals_count = now->totals_count,
        .openings = now->openings,
        .openings_count = now->openings_count,
        .before = before,
        .words = by->words,
        .hub = by->name,
    };
    memcpy(release.moved, moved, sizeof release.moved);
    if (!err)
        err = file_make_folder(folder);
    if (!err) {
        sweep(folder);
        err = release_write(&release, folder);
    }
    free(before);
    free(folder);
    return err;
}

static enum err hash_package(struct archive *archive, const char *form_id,
                             int64_t number, unsigned char out[SHA256_SIZE])
{
    struct buf text;
    char *folder;
    enum err err = folder_of(archive, form_id, number, &folder);
    char *path = file_join(folder, "datapackage.json");

    buf_init(&text, 0);
    if (!err)
        err = file_read(path, &text);
    digest_sha256(buf_text(&text), text.size, out);
    buf_clear(&text);
    free(path);
    free(folder);
    return err;
}

/* The public log names the figures, so that anybody can hold them against its
 * sum. Answers whose leaf is still on its way would not add up: then the log
 * is told nothing, and the release says what it says without it. */
static enum err tell_log(struct archive *archive, const struct reading *now,
                         const char *form_id, int64_t number)
{
    unsigned char sha256[SHA256_SIZE];
    int64_t waiting, counted;
    bool stands = false;
    enum err err =
        deeds_adopt(archive, now->family, form_id, &waiting, &counted);

    if (!err)
        err = reading_stands(now, archive, &stands);
    if (err)
        return err;
    if (waiting || !stands || counted != (int64_t)now->members_count) {
        log_warn("release %lld of %s counts %zu answers, the log %lld (%lld "
                 "on their way): it does not name this release",
                 (long long)number, form_id, now->members_count,
                 (long long)counted, (long long)waiting);
        return ERR_NONE;
    }
    err = hash_package(archive, form_id, number, sha256);
    return err ? err
               : deeds_released(archive, form_id, number, counted, sha256);
}

static enum err make(const struct publisher *by, const struct reading *now,
                     const char *form_id, int64_t number)
{
    struct archive *archive = by->archive;
    int64_t moved[DIMENSIONS] = {0};
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = move_breakdowns(archive, now, number, moved);
    if (!err && number > 0)
        err = remember(archive, now, -1, number);
    if (!err)
        err = sql_run(archive->sql, ADD, db_int(now->family), db_int(number),
                      db_int(stamp_now().wall_ms),
                      db_int(number ? (int64_t)now->members_count : 0));
    if (!err)
        err = write_files(by, now, form_id, number, moved);
    if (!err && number > 0)
        err = tell_log(archive, now, form_id, number);
    return archive_end(archive, err);
}

/* What readers take for the last release; a crash between the archive's word
 * and this one is mended by the next call. */
static enum err tell_latest(struct archive *archive, const char *form_id,
                            int64_t family)
{
    int64_t last;
    char *folder = NULL, text[24];
    enum err err = sql_number(archive->sql, -1, &last, LAST, db_int(family));

    if (!err && last >= 0)
        err = folder_of(archive, form_id, last, &folder);
    if (!folder)
        return err;
    char *path = xasprintf("%s/../latest", folder);
    snprintf(text, sizeof text, "%lld\n", (long long)last);
    if (!err)
        err = file_write(path, text, strlen(text));
    free(path);
    free(folder);
    return err;
}

/* Answers that were deleted when their time was over can be counted no more:
 * what was published of them stands. */
static bool has_expired(const struct reading *now)
{
    for (size_t i = 0; i < now->totals_count; i++) {
        if (strcmp(now->totals[i].what, state_name(STATE_EXPIRED)) == 0)
            return true;
    }
    return false;
}

static enum err decide(const struct publisher *by, const struct reading *now,
                       const char *form_id, int64_t *number, int64_t *missing)
{
    struct archive *archive = by->archive;
    int64_t last;
    enum err err =
        sql_number(archive->sql, -1, &last, LAST, db_int(now->family));

    if (!err)
        err = count_missing(archive, now, missing);
    if (err)
        return err;
    if (has_expired(now)) {
        *missing = -1;
        return tell_latest(archive, form_id, now->family);
    }
    /* Without figures the first one is number 0. */
    *number = *missing == 0 ? (last < 1 ? 1 : last + 1) : -1;
    if (*missing && last < 0)
        *number = 0;
    if (*number >= 0)
        err = make(by, now, form_id, *number);
    return err ? err : tell_latest(archive, form_id, now->family);
}

enum err release_make(const struct publisher *by, const char *form_id,
                      int64_t *number, int64_t *missing)
{
    struct reading now;

    *number = -1;
    *missing = 0;
    if (!file_name_is_safe(form_id)) {
        log_error("\"%s\" cannot be the name of a folder: give the form "
                  "another id before it is asked",
                  form_id);
        return ERR_FORMAT;
    }
    enum err err = reading_make(&now, by->archive, by->models, form_id);
    if (!err)
        err = decide(by, &now, form_id, number, missing);
    reading_clear(&now);
    return err;
}

enum err release_missing(struct archive *archive, struct models *models,
                         const char *form_id, int64_t *missing)
{
    struct reading now;

    *missing = 0;
    enum err err = reading_make(&now, archive, models, form_id);
    if (!err)
        err = count_missing(archive, &now, missing);
    if (!err && has_expired(&now))
        *missing = -1;
    reading_clear(&now);
    return err;
}

enum err release_last(struct archive *archive, const char *form_id,
                      int64_t *number)
{
    int64_t form, family;
    enum err err = formbook_current(archive, form_id, &form, &family);

    *number = -1;
    return err ? err
               : sql_number(archive->sql, -1, number, LAST, db_int(family));
}
