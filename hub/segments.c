#include "segments.h"

#include "archive.h"
#include "base/log.h"
#include "sql.h"

#include <string.h>

static const char ADD[] =
    "INSERT INTO segment(log, first, count, hub_log, hub_first, lines, hashes,"
    " from_level) VALUES(?,?,?,?,?,?,?,?)";
static const char FIND[] =
    "SELECT first, count, hub_log, hub_first, lines, hashes, from_level"
    " FROM segment WHERE log = ? AND first <= ? ORDER BY first DESC LIMIT 1";

/* The lowest level whose hashes are kept: two hashes of a leaf's lines for
 * each answer would be written otherwise, and a proof needs fifteen lines. */
enum { FROM_LEVEL = 4 };

void segment_init(struct segment *out, int64_t log, const struct tree *tree)
{
    *out = (struct segment){
        .log = log, .first = tree->size, .from_level = FROM_LEVEL};
    linepack_init(&out->lines);
    buf_init(&out->hashes, 0);
}

/* Whether the subtree that a leaf completes on a level is all of this piece's
 * leaves, so that its lines say all of it. */
static bool is_inside(const struct segment *s, uint64_t index, unsigned level)
{
    return index + 1 - s->first >= (uint64_t)1 << level;
}

static bool is_kept(const struct segment *s, uint64_t index, unsigned level)
{
    return level >= s->from_level || !is_inside(s, index, level);
}

void segment_take(struct segment *segment, const unsigned char *hashes,
                  size_t count)
{
    uint64_t index = segment->first + segment->count++;

    for (unsigned level = 0; level < count; level++) {
        if (is_kept(segment, index, level))
            buf_add(&segment->hashes, hashes + (size_t)level * TREE_HASH_SIZE,
                    TREE_HASH_SIZE);
    }
}

void segment_add(struct segment *segment, struct tree *tree,
                 const unsigned char leaf[TREE_HASH_SIZE])
{
    unsigned char hashes[TREE_HEIGHT][TREE_HASH_SIZE];

    segment_take(segment, hashes[0], tree_append(tree, leaf, hashes));
}

enum err segment_keep(struct archive *archive, const struct segment *s)
{
    return s->count == 0
               ? ERR_NONE
               : sql_run(archive->sql, ADD, db_int(s->log),
                         db_int((int64_t)s->first), db_int((int64_t)s->count),
                         db_int(s->hub_log), db_int((int64_t)s->hub_first),
                         db_blob(s->lines.bytes.data, s->lines.bytes.size),
                         db_blob(s->hashes.data, s->hashes.size),
                         db_int(s->from_level));
}

void segment_clear(struct segment *segment)
{
    linepack_clear(&segment->lines);
    buf_clear(&segment->hashes);
    *segment = (struct segment){.log = 0};
}

static bool has_leaf(const struct segment *s, int64_t log, uint64_t index)
{
    return s->log == log && index >= s->first && index - s->first < s->count;
}

static void read_row(struct sql *sql, struct sql_rows *rows, int64_t log,
                     struct segment *out)
{
    size_t size;

    out->log = log;
    out->first = (uint64_t)sql_column(sql, rows, 0);
    out->count = (uint64_t)sql_column(sql, rows, 1);
    out->hub_log = sql_column(sql, rows, 2);
    out->hub_first = (uint64_t)sql_column(sql, rows, 3);
    linepack_init(&out->lines);
    const void *lines = sql->engine->blob(rows, 4, &size);
    buf_add(&out->lines.bytes, lines, size);
    buf_init(&out->hashes, 0);
    const void *hashes = sql->engine->blob(rows, 5, &size);
    buf_add(&out->hashes, hashes, size);
    out->from_level = (unsigned)sql_column(sql, rows, 6);
}

/* Makes out the piece that holds a leaf, unless it is that already. */
static enum err find(struct archive *archive, int64_t log, uint64_t index,
                     struct segment *out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;

    if (has_leaf(out, log, index))
        return ERR_NONE;
    enum err err =
        sql_query(sql, &rows, FIND, db_int(log), db_int((int64_t)index));
    if (err)
        return err;
    segment_clear(out);
    if (sql->engine->next(rows))
        read_row(sql, rows, log, out);
    err = sql->engine->done(rows);
    return err || has_leaf(out, log, index) ? err : ERR_MISSING;
}

static enum err damaged(void)
{
    log_error("the log's hashes are damaged: restore the last copy");
    return ERR_FORMAT;
}

/* How many hashes of a level the piece keeps of its leaves in front of one:
 * leaf i completes a subtree there when i + 1 is a multiple of its width, and
 * only the first of those can lie partly in former pieces. */
static uint64_t kept_before(const struct segment *s, uint64_t index,
                            unsigned level)
{
    uint64_t completed = (index >> level) - (s->first >> level);

    if (level >= s->from_level || completed == 0)
        return completed;
    return s->first & (((uint64_t)1 << level) - 1) ? 1 : 0;
}

/* Reads a hash that the piece keeps. */
static enum err read_kept(const struct segment *s, uint64_t index,
                          unsigned level, unsigned char out[TREE_HASH_SIZE])
{
    uint64_t at = 0;

    for (unsigned l = 0; l < TREE_HEIGHT; l++)
        at += kept_before(s, index, l) + (l < level && is_kept(s, index, l));
    if ((at + 1) * TREE_HASH_SIZE > s->hashes.size)
        return damaged();
    memcpy(out, s->hashes.data + at * TREE_HASH_SIZE, TREE_HASH_SIZE);
    return ERR_NONE;
}

/* The root over whole lines; ERR_FORMAT when there are not so many. */
static enum err hash_lines(const struct buf *lines, uint64_t count,
                           unsigned level, unsigned char out[TREE_HASH_SIZE])
{
    unsigned char hashes[TREE_HEIGHT][TREE_HASH_SIZE], leaf[TREE_HASH_SIZE];
    const char *at = buf_text(lines), *newline;
    struct tree tree = {.size = 0};

    for (; count && (newline = strchr(at, '\n')); count--) {
        tree_hash_leaf(at, (size_t)(newline - at), leaf);
        tree_append(&tree, leaf, hashes);
        at = newline + 1;
    }
    memcpy(out, tree.peaks[level], TREE_HASH_SIZE);
    return count ? damaged() : ERR_NONE;
}

static enum err read_lines(struct segment *s, uint64_t from, uint64_t count,
                           struct buf *out)
{
    return linepack_read(s->lines.bytes.data, s->lines.bytes.size,
                         from - s->first, count, &s->mark, out);
}

/* Makes a hash of the lines that it is of; a station's stand in the hub's. */
static enum err make_hash(struct segments *s, uint64_t index, unsigned level,
                          unsigned char out[TREE_HASH_SIZE])
{
    uint64_t count = (uint64_t)1 << level, first = index + 1 - count;
    struct segment *source = &s->at;
    struct buf lines;
    enum err err = ERR_NONE;

    if (s->at.hub_log) {
        first = s->at.hub_first + (first - s->at.first);
        err = find(s->archive, s->at.hub_log, first, &s->source);
        source = &s->source;
    }
    if (err)
        return err;
    buf_init(&lines, 0);
    err = read_lines(source, first, count, &lines);
    if (!err)
        err = hash_lines(&lines, count, level, out);
    buf_clear(&lines);
    return err;
}

static enum err read_hash(void *context, uint64_t index, unsigned level,
                          unsigned char out[TREE_HASH_SIZE])
{
    struct segments *s = context;
    enum err err = find(s->archive, s->log, index, &s->at);

    if (err)
        return err;
    return is_kept(&s->at, index, level) ? read_kept(&s->at, index, level, out)
                                         : make_hash(s, index, level, out);
}

struct tree_store segments_open(struct segments *out, struct archive *archive,
                                int64_t log)
{
    *out = (struct segments){.archive = archive, .log = log};
    return (struct tree_store){.context = out, .read = read_hash};
}

void segments_hold(struct segments *segments, struct segment *piece)
{
    segment_clear(&segments->at);
    segments->at = *piece;
    *piece = (struct segment){.log = 0};
}

void segments_close(struct segments *segments)
{
    segment_clear(&segments->at);
    segment_clear(&segments->source);
}

enum err segments_lines(struct archive *archive, int64_t log, uint64_t from,
                        struct buf *out, uint64_t *next)
{
    struct segment s = {.log = 0};
    size_t before = out->size;
    enum err err = find(archive, log, from, &s);

    if (!err)
        err = read_lines(&s, from, UINT64_MAX, out);
    *next = s.first + s.count;
    segment_clear(&s);
    return err || out->size > before ? err : ERR_FORMAT;
}

enum err segments_line(struct segments *segments, uint64_t index,
                       struct buf *out)
{
    size_t before = out->size;
    enum err err = find(segments->archive, segments->log, index, &segments->at);

    if (!err)
        err = read_lines(&segments->at, index, 1, out);
    if (err)
        return err;
    if (out->size == before)
        return ERR_FORMAT;
    buf_truncate(out, out->size - 1);
    return ERR_NONE;
}
