#include "release.h"

#include "archive.h"
#include "base/digest.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "deeds.h"
#include "formbook.h"
#include "release_files.h"
#include "release_read.h"
#include "release_step.h"
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

/* Which release the files of a folder say they are, -1 when they say nothing.
 */
static int64_t release_number(const char *folder)
{
    char *path = file_join(folder, "results.json");
    struct json *results = NULL;
    struct buf text;
    int64_t number = -1;

    buf_init(&text, 0);
    if (file_read(path, &text) == ERR_NONE &&
        json_read(buf_text(&text), text.size, &results) == ERR_NONE)
        number = json_whole(json_member(results, "release"), -1);
    json_free(results);
    buf_clear(&text);
    free(path);
    return number;
}

static bool is_same_file(const char *folder, const char *name,
                         const struct buf *wanted)
{
    char *path = file_join(folder, name);
    struct buf found;

    buf_init(&found, 0);
    bool is_same = file_read(path, &found) == ERR_NONE &&
                   found.size == wanted->size &&
                   memcmp(buf_text(&found), buf_text(wanted), found.size) == 0;
    buf_clear(&found);
    free(path);
    return is_same;
}

/* The account and the codebook need no key: they say whether the files are of
 * this form, as it is now, and of the very answers that are here. */
static enum err take_files(const struct release *release, const char *from,
                           const char *folder)
{
    struct buf totals, codebook;

    buf_init(&totals, 0);
    buf_init(&codebook, 0);
    release_totals(&totals, release);
    release_codebook(&codebook, release);
    bool fits =
        is_same_file(from, RELEASE_TABLE_NAMES[RELEASE_TOTALS], &totals) &&
        is_same_file(from, RELEASE_TABLE_NAMES[RELEASE_CODEBOOK], &codebook) &&
        release_number(from) == release->number;
    buf_clear(&totals);
    buf_clear(&codebook);
    if (fits)
        return release_copy_files(from, folder);
    log_error("%s is not release %lld of the answers that are here: close the "
              "form, copy the archive again and make it of that copy",
              from, (long long)release->number);
    return ERR_CONFLICT;
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
        err = by->ready ? take_files(&release, by->ready, folder)
                        : release_write(&release, folder);
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
    err = steps_move(archive, now, number, moved);
    if (!err && number > 0)
        err = steps_remember(archive, now, -1, number);
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

/* Without its key an encrypted form has people and no answers. */
static bool is_closed(const struct publisher *by, const struct reading *now,
                      const char *form_id)
{
    if (!now->is_encrypted || by->archive->opener || by->ready ||
        !now->members_count)
        return false;
    log_error("%s is encrypted: whoever holds its private key makes the "
              "release on a copy, with --private-key, and this hub adopts it",
              form_id);
    return true;
}

static enum err decide(const struct publisher *by, const struct reading *now,
                       const char *form_id, int64_t *number, int64_t *missing)
{
    struct archive *archive = by->archive;
    int64_t last;
    enum err err =
        sql_number(archive->sql, -1, &last, LAST, db_int(now->family));

    if (!err)
        err = steps_missing(archive, now, missing);
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
    if (!err && is_closed(by, &now, form_id))
        err = ERR_DENIED;
    if (!err)
        err = decide(by, &now, form_id, number, missing);
    reading_clear(&now);
    return err;
}

enum err release_missing(struct archive *archive, const struct reading *now,
                         int64_t *missing)
{
    enum err err = steps_missing(archive, now, missing);

    if (!err && has_expired(now))
        *missing = -1;
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
