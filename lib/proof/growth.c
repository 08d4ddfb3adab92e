#include "proof/growth.h"

#include "base/log.h"
#include "base/mem.h"
#include "exact.h"
#include "proof/leaf.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char HEAD[] = "barrio-growth 1 ";

static const char *const TEXTS[] = {
    [GROWTH_NEW] = "new leaves",
    [GROWTH_KNOWN] = "these leaves were here before",
    [GROWTH_GAP] = "leaves in front of these are missing",
    [GROWTH_FALSE] = "the station's signature is false or missing",
    [GROWTH_STRANGE] = "a leaf is unreadable, misnumbered or of another log",
    [GROWTH_FORKED] = ("the station's log does not extend the one it sent "
                       "before: it was rewritten, or an old copy goes on; a "
                       "restored or replaced board must begin a new epoch"),
};

const char *growth_text(enum growth_verdict verdict)
{
    return TEXTS[verdict];
}

void growth_begin(const char *log, uint64_t from, struct buf *out)
{
    buf_printf(out, "%s%s %" PRIu64 "\n", HEAD, log, from);
}

enum err growth_end(const struct tree *tree, const struct sign_key *key,
                    struct buf *out)
{
    buf_putc(out, '\n');
    return checkpoint_sign(tree, key, out);
}

/* Ends the line that begins at *at with a NUL and moves on. */
static char *cut(char **at)
{
    char *line = *at;
    char *newline = strchr(line, '\n');

    if (!newline)
        return NULL;
    *newline = '\0';
    *at = newline + 1;
    return line;
}

static bool read_head(struct growth *out, char *line)
{
    size_t head = strlen(HEAD);

    if (!line || strncmp(line, HEAD, head) != 0)
        return false;
    char *log = line + head, *blank = strchr(log, ' ');
    if (!blank || (size_t)(blank - log) >= sizeof out->log)
        return false;
    memcpy(out->log, log, (size_t)(blank - log));
    return leaf_log_is_valid(out->log) && exact_number(blank + 1, &out->from);
}

static bool read_seen(struct growth *out, char *text)
{
    char *blank = strchr(text, ' ');

    if (!blank || (size_t)(blank - text) >= sizeof out->seen_log)
        return false;
    memcpy(out->seen_log, text, (size_t)(blank - text));
    return leaf_log_is_valid(out->seen_log) &&
           exact_number(blank + 1, &out->seen_size);
}

/* Lines of the head; false when it is none of them. */
static bool read_more_head(struct growth *out, char *line, bool *good)
{
    if (strncmp(line, "key ", 4) == 0)
        out->key = line + 4;
    else if (strncmp(line, "seen ", 5) == 0)
        *good = read_seen(out, line + 5);
    else
        return false;
    return true;
}

static bool add_one(struct growth *out, char *line, size_t *room)
{
    if (out->count == GROWTH_MOST_LINES)
        return false;
    out->lines = mem_grow(out->lines, out->count, room, sizeof(char *));
    out->lines[out->count++] = line;
    return true;
}

static bool add_lines(struct growth *out, char *line, size_t *room)
{
    uint64_t count;

    if (strncmp(line, "= ", 2) != 0)
        return add_one(out, line, room);
    if (!exact_number(line + 2, &count) || count > GROWTH_MOST_LINES)
        return false;
    while (count-- > 0) {
        if (!add_one(out, NULL, room))
            return false;
    }
    return true;
}

enum err growth_read(struct growth *out, char *text, size_t size)
{
    size_t room = 0;
    char *at = text, *line = NULL;
    bool good = true;

    *out = (struct growth){0};
    if (strlen(text) != size || !read_head(out, cut(&at)))
        return ERR_FORMAT;
    while (good && (line = cut(&at)) && *line) {
        if (out->count || !read_more_head(out, line, &good))
            good = add_lines(out, line, &room);
    }
    if (!good)
        line = NULL;
    out->note = at;
    out->note_size = (size_t)(text + size - at);
    size_t text_size = note_text_size(out->note, out->note_size);
    if (line && text_size &&
        checkpoint_read(&out->head, out->note, text_size) == ERR_NONE)
        return ERR_NONE;
    growth_clear(out);
    return ERR_FORMAT;
}

void growth_clear(struct growth *growth)
{
    free(growth->lines);
    *growth = (struct growth){0};
}

static bool head_fits(const struct growth *growth,
                      const struct note_verifier *station)
{
    return strcmp(growth->log, station->name) == 0 &&
           strcmp(growth->head.origin, station->name) == 0 &&
           growth->head.size == growth->from + growth->count;
}

/* Only a station's kinds, of this log, each at its place. What the reader made
 * is so already. */
static bool line_fits(const struct growth *growth, size_t i)
{
    struct leaf leaf;

    if (!growth->lines[i])
        return growth->made != NULL;
    return leaf_read(&leaf, growth->lines[i]) == ERR_NONE &&
           leaf.index == growth->from + i &&
           strcmp(leaf.log, growth->log) == 0 &&
           (leaf.kind == LEAF_ANSWER || leaf.kind == LEAF_SPOILED ||
            (leaf.kind == LEAF_EPOCH && leaf.index == 0));
}

void growth_hash(const struct growth *growth, size_t i,
                 unsigned char out[TREE_HASH_SIZE])
{
    const char *line = growth->lines[i];

    if (line)
        tree_hash_leaf(line, strlen(line), out);
    else
        memcpy(out, growth->made[i], TREE_HASH_SIZE);
}

static void add_line(const struct growth *growth, size_t i, struct tree *tree,
                     const struct growth_taker *taker)
{
    unsigned char hashes[TREE_HEIGHT][TREE_HASH_SIZE], leaf[TREE_HASH_SIZE];

    growth_hash(growth, i, leaf);
    size_t count = tree_append(tree, leaf, hashes);
    taker->take(taker->context, hashes[0], count);
}

/* The first line that is not known here yet. */
static size_t first_new(const struct growth *growth, const struct tree *known)
{
    return (size_t)(known->size - growth->from);
}

static enum growth_verdict check_lines(const struct growth *growth,
                                       const struct tree *known,
                                       struct tree *grown,
                                       const struct growth_taker *taker)
{
    unsigned char root[TREE_HASH_SIZE];

    *grown = *known;
    for (size_t i = first_new(growth, known); i < growth->count; i++) {
        if (!line_fits(growth, i))
            return GROWTH_STRANGE;
        add_line(growth, i, grown, taker);
    }
    tree_root(grown, root);
    return memcmp(root, growth->head.root, sizeof root) == 0 ? GROWTH_NEW
                                                             : GROWTH_FORKED;
}

/* An older head must be one that was true of the lines known here. */
static enum err check_past(const struct growth *growth,
                           const struct tree_store *store,
                           enum growth_verdict *verdict)
{
    unsigned char root[TREE_HASH_SIZE];
    enum err err = tree_root_at(store, growth->head.size, root);

    *verdict = memcmp(root, growth->head.root, sizeof root) == 0
                   ? GROWTH_KNOWN
                   : GROWTH_FORKED;
    return err;
}

enum err growth_check(const struct growth *growth,
                      const struct note_verifier *station,
                      const struct tree *known, const struct tree_store *store,
                      enum growth_verdict *verdict, struct tree *grown,
                      const struct growth_taker *taker)
{
    enum err err = ERR_NONE;

    if (note_check(growth->note, growth->note_size, station, NULL) !=
        NOTE_GENUINE)
        *verdict = GROWTH_FALSE;
    else if (!head_fits(growth, station))
        *verdict = GROWTH_STRANGE;
    else if (growth->from > known->size)
        *verdict = GROWTH_GAP;
    else if (growth->head.size <= known->size)
        err = check_past(growth, store, verdict);
    else
        *verdict = check_lines(growth, known, grown, taker);
    if (!err && *verdict >= GROWTH_FALSE)
        log_error("%s: %s", station->name, growth_text(*verdict));
    return err;
}

enum err growth_heard(const struct growth *growth,
                      const struct note_verifier *station, const char *hub_log,
                      uint64_t index, struct buf *line)
{
    struct leaf leaf = {.kind = LEAF_HEARD, .index = index};

    if (strlen(hub_log) >= sizeof leaf.log ||
        !note_quote(growth->note, growth->note_size, station, leaf.text))
        return ERR_FORMAT;
    memcpy(leaf.log, hub_log, strlen(hub_log));
    memcpy(leaf.other, growth->log, sizeof leaf.other);
    leaf.size = growth->head.size;
    memcpy(leaf.hash, growth->head.root, sizeof leaf.hash);
    return leaf_write(&leaf, line);
}
