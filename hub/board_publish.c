/* From the board to the feed. */
#include "board.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/stamp.h"
#include "echo.h"
#include "edition.h"
#include "projection.h"
#include "record/response.h"
#include "release.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

static const char LISTEN[] =
    "UPDATE entry SET people = ?, score = ? WHERE uuid = ?";
static const char RELEASES[] =
    "SELECT family.form_id, release.number, release.people, release.made_ms"
    " FROM release JOIN family ON family.id = release.family WHERE"
    " release.number = (SELECT MAX(number) FROM release AS other WHERE"
    " other.family = release.family) AND release.number > 0"
    " ORDER BY release.made_ms DESC";

enum { MOST_RELEASES = 64 };

/* A count moves by ten people or not at all. */
static enum err listen(struct archive *archive, struct entry *e,
                       const struct echoes *echoes)
{
    struct echo heard = echoes_of(echoes, e->id);
    int64_t moved = heard.people - e->people;

    if (moved > -RELEASE_STEP && moved < RELEASE_STEP)
        return ERR_NONE;
    e->people = heard.people >= RELEASE_STEP ? heard.people : 0;
    e->score = e->people ? heard.sum * 10 / e->people : 0;
    return sql_run(archive->sql, LISTEN, db_int(e->people), db_int(e->score),
                   db_text(e->id));
}

static enum err listen_to_all(const struct board_speaker *s,
                              struct entry *entries, size_t count)
{
    struct echoes backings, ratings = {.count = 0};
    enum err err = echoes_count(&backings, s->archive, s->models, ECHO_BACKING);

    if (!err)
        err = echoes_count(&ratings, s->archive, s->models, ECHO_RATING);
    for (size_t i = 0; !err && i < count; i++) {
        if (entries[i].kind == ENTRY_IDEA)
            err = listen(s->archive, &entries[i], &backings);
        else if (entries[i].kind == ENTRY_REPLY)
            err = listen(s->archive, &entries[i], &ratings);
    }
    echoes_clear(&backings);
    echoes_clear(&ratings);
    return err;
}

static bool is_public(const struct entry *e)
{
    return e->standing != STANDING_WAITING && e->standing != STANDING_HIDDEN &&
           e->standing != STANDING_WITHDRAWN;
}

/* The last release of each form is an entry that nobody needs to write. Its
 * id is made of form and number, so that it is the same whenever it is
 * published again. */
static struct entry release_entry(struct arena *arena, struct sql *sql,
                                  struct sql_rows *rows)
{
    const char *form = arena_strdup(arena, sql_column_text(sql, rows, 0));
    long long number = (long long)sql_column(sql, rows, 1);
    struct entry_text *text = arena_alloc(arena, sizeof *text);
    unsigned char key[RESPONSE_KEY_SIZE];
    char hex[2 * RESPONSE_KEY_SIZE + 1];

    response_key(arena_printf(arena, "release %s %lld", form, number), key);
    hex_encode(key, sizeof key, hex);
    *text = (struct entry_text){
        "en", arena_printf(arena, "Release %lld: %s", number, form), "", ""};
    return (struct entry){
        .kind = ENTRY_RELEASE,
        .id = arena_printf(arena, "%.8s-%.4s-4%.3s-8%.3s-%.12s", hex, hex + 8,
                           hex + 13, hex + 17, hex + 20),
        .about = "",
        .place = "",
        .office = "",
        .signer = "",
        .form = form,
        .due = "",
        .due_now = "",
        .done = "",
        .receipt = "",
        .number = number,
        .people = sql_column(sql, rows, 2),
        .updated_ms = sql_column(sql, rows, 3),
        .texts = text,
        .texts_count = 1,
    };
}

static enum err add_releases(struct archive *archive, struct arena *arena,
                             struct entry *entries, size_t *count)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    size_t most = *count + MOST_RELEASES;
    enum err err = sql_query(sql, &rows, RELEASES);

    if (err)
        return err;
    while (*count < most && sql->engine->next(rows))
        entries[(*count)++] = release_entry(arena, sql, rows);
    return sql->engine->done(rows);
}

static enum err write_feed(const struct board_speaker *s, const struct buf *out)
{
    char *folder, *path;
    enum err err = publications_folder(s->archive, &folder);

    path = file_join(folder, BULLETIN_FILE);
    if (!err)
        err = file_write(path, buf_text(out), out->size);
    free(path);
    free(folder);
    return err;
}

static int by_moment(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->updated_ms != y->updated_ms)
        return x->updated_ms < y->updated_ms ? 1 : -1;
    return strcmp(x->id, y->id);
}

static enum err put(const struct board_speaker *s, struct entry *entries,
                    size_t count, struct arena *arena)
{
    struct bulletin b = {.title = s->name,
                         .author = s->name,
                         .address =
                             arena_printf(arena, "%s/" BULLETIN_FILE, s->url),
                         .entries = entries,
                         .count = count};
    struct buf out;

    qsort(entries, count, sizeof *entries, by_moment);
    b.updated_ms = count ? entries[0].updated_ms : 0;
    buf_init(&out, EDITION_LARGEST_FILE);
    bulletin_write(&out, &b);
    enum err err = out.overflow ? ERR_LIMIT : ERR_NONE;
    if (!err)
        err = edition_put(s->archive,
                          &(struct publication){PUBLICATION_BULLETIN,
                                                BULLETIN_FILE, out.data,
                                                out.size, stamp_now().wall_ms});
    if (!err)
        err = write_feed(s, &out);
    buf_clear(&out);
    return err;
}

static enum err publish(const struct board_speaker *s, struct arena *arena)
{
    struct entry *all, *shown;
    size_t count, kept = 0;
    enum err err = board_load(s->archive, ENTRY_KINDS, arena, &all, &count);

    if (!err)
        err = listen_to_all(s, all, count);
    if (err)
        return err;
    shown = arena_array(arena, count + MOST_RELEASES, sizeof *shown);
    for (size_t i = 0; i < count; i++) {
        if (is_public(&all[i]))
            shown[kept++] = all[i];
    }
    err = add_releases(s->archive, arena, shown, &kept);
    return err ? err : put(s, shown, kept, arena);
}

enum err board_publish(const struct board_speaker *speaker)
{
    struct arena *arena = arena_new();
    enum err err = projection_catch_up(speaker->archive, speaker->models);

    if (!err)
        err = archive_begin(speaker->archive);
    if (!err)
        err = archive_end(speaker->archive, publish(speaker, arena));
    arena_free(arena);
    return err;
}
