#include "segments.h"

#include "archive.h"
#include "base/log.h"
#include "sql.h"

#include <string.h>

static const char ADD[] =
    "INSERT INTO segment(log, first, count, hub_log, hub_first, lines, hashes)"
    " VALUES(?,?,?,?,?,?,?)";
static const char FIND[] =
    "SELECT first, count, hub_log, hub_first, lines, hashes FROM segment"
    " WHERE log = ? AND first <= ? ORDER BY first DESC LIMIT 1";

void segment_init(struct segment *out, int64_t log, const struct tree *tree)
{
    *out = (struct segment){.log = log, .first = tree->size};
    buf_init(&out->lines, 0);
    buf_init(&out->hashes, 0);
}

void segment_add(struct segment *segment, struct tree *tree,
                 const unsigned char leaf[TREE_HASH_SIZE])
{
    unsigned char hashes[TREE_HEIGHT][TREE_HASH_SIZE];
    size_t count = tree_append(tree, leaf, hashes);

    buf_add(&segment->hashes, hashes, count * TREE_HASH_SIZE);
    segment->count++;
}

enum err segment_keep(struct archive *archive, const struct segment *s)
{
    return s->count == 0
               ? ERR_NONE
               : sql_run(archive->sql, ADD, db_int(s->log),
                         db_int((int64_t)s->first), db_int((int64_t)s->count),
                         db_int(s->hub_log), db_int((int64_t)s->hub_first),
                         db_blob(s->lines.data, s->lines.size),
                         db_blob(s->hashes.data, s->hashes.size));
}

void segment_clear(struct segment *segment)
{
    buf_clear(&segment->lines);
    buf_clear(&segment->hashes);
    *segment = (struct segment){.log = 0};
}

/* The piece that holds a leaf. */
static enum err find(struct archive *archive, int64_t log, uint64_t index,
                     struct segment *out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    size_t size;
    enum err err =
        sql_query(sql, &rows, FIND, db_int(log), db_int((int64_t)index));

    if (err)
        return err;
    segment_clear(out);
    buf_init(&out->lines, 0);
    buf_init(&out->hashes, 0);
    if (sql->engine->next(rows)) {
        out->log = log;
        out->first = (uint64_t)sql_column(sql, rows, 0);
        out->count = (uint64_t)sql_column(sql, rows, 1);
        out->hub_log = sql_column(sql, rows, 2);
        out->hub_first = (uint64_t)sql_column(sql, rows, 3);
        const void *lines = sql->engine->blob(rows, 4, &size);
        buf_add(&out->lines, lines, size);
        const void *hashes = sql->engine->blob(rows, 5, &size);
        buf_add(&out->hashes, hashes, size);
    }
    err = sql->engine->done(rows);
    bool is_there = index >= out->first && index - out->first < out->count;
    return err || is_there ? err : ERR_MISSING;
}

/* How many hashes the leaves in front of one have: each completes as many
 * subtrees as its number has trailing ones, and itself. */
static uint64_t hashes_before(uint64_t index)
{
    uint64_t ones = 0;

    for (uint64_t n = index; n; n &= n - 1)
        ones++;
    return 2 * index - ones;
}

static enum err read_hash(void *context, uint64_t index, unsigned level,
                          unsigned char out[TREE_HASH_SIZE])
{
    struct segments *s = context;
    enum err err = ERR_NONE;

    if (s->at.log != s->log || index < s->at.first ||
        index - s->at.first >= s->at.count)
        err = find(s->archive, s->log, index, &s->at);
    if (err)
        return err;
    uint64_t at = hashes_before(index) - hashes_before(s->at.first) + level;
    if ((at + 1) * TREE_HASH_SIZE > s->at.hashes.size) {
        log_error("the log's hashes are damaged: restore the last copy");
        return ERR_FORMAT;
    }
    memcpy(out, s->at.hashes.data + at * TREE_HASH_SIZE, TREE_HASH_SIZE);
    return ERR_NONE;
}

struct tree_store segments_open(struct segments *out, struct archive *archive,
                                int64_t log)
{
    *out = (struct segments){.archive = archive, .log = log};
    return (struct tree_store){.context = out, .read = read_hash};
}

void segments_close(struct segments *segments)
{
    segment_clear(&segments->at);
}

/* The line of that number among those of a text; NULL when it has fewer. */
static const char *line_at(const struct buf *lines, uint64_t number)
{
    const char *at = buf_text(lines), *end = at + lines->size;

    while (at && at < end && number > 0) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
        number--;
    }
    return at && at < end ? at : NULL;
}

enum err segments_lines(struct archive *archive, int64_t log, uint64_t from,
                        struct buf *out, uint64_t *next)
{
    struct segment s = {.log = 0};
    enum err err = find(archive, log, from, &s);
    const char *at = err ? NULL : line_at(&s.lines, from - s.first);

    if (at)
        buf_add(out, at, (size_t)(buf_text(&s.lines) + s.lines.size - at));
    *next = s.first + s.count;
    segment_clear(&s);
    return err || at ? err : ERR_FORMAT;
}

enum err segments_line(struct archive *archive, int64_t log, uint64_t index,
                       struct buf *out)
{
    struct segment s = {.log = 0};
    enum err err = find(archive, log, index, &s);
    const char *at = err ? NULL : line_at(&s.lines, index - s.first);

    if (at)
        buf_add(out, at, strcspn(at, "\n"));
    segment_clear(&s);
    return err || at ? err : ERR_FORMAT;
}
