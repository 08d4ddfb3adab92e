#include "hearing.h"

#include "archive.h"
#include "base/arena.h"
#include "base/log.h"
#include "deeds.h"
#include "hublog.h"
#include "ledgers.h"
#include "placed.h"
#include "proof/growth.h"
#include "proof/heard.h"
#include "proof/leaf.h"
#include "recent.h"
#include "segments.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char NOT_HERE[] = "the hub refused it, or never had it";
static const char BEFORE[] = "excluded before it was heard";
static const char OTHERWISE[] = "what came is not what was sealed";

struct ear {
    struct archive *archive;
    struct arena *arena;
    struct growth growth;
    struct ledger station, own;
    struct note_verifier verifier;
    struct tree grown;      /* the station's, with the new lines */
    struct segment piece;   /* of these; growth_check made both */
    struct segment kept;    /* of the hub's log, when it was just kept */
    struct placed *answers; /* one for each line */
    struct buf *reply;
};

/* Whether the log may be heard at all, and its key. */
static const char *introduce(struct ear *e, int64_t station)
{
    if (e->station.station != station)
        return "this log is another station's: give this one another name";
    if (!*e->station.key && !e->growth.key)
        return "barrio-known 1";
    if (!*e->station.key)
        snprintf(e->station.key, sizeof e->station.key, "%s", e->growth.key);
    if (!note_verifier_read(&e->verifier, e->station.key) ||
        strcmp(e->verifier.name, e->growth.log) != 0)
        return "the station's key is none, or not of this log";
    return NULL;
}

static enum err find_station(struct ear *e, int64_t station)
{
    enum err err = ledgers_find(e->archive, e->growth.log, &e->station);

    if (err != ERR_MISSING)
        return err;
    e->station = (struct ledger){.station = station, .heard = -1};
    memcpy(e->station.log, e->growth.log, sizeof e->station.log);
    return ledgers_keep(e->archive, &e->station);
}

static enum err join(struct ear *e, struct hublog *log)
{
    struct leaf leaf = {.kind = LEAF_JOINED};

    memcpy(leaf.other, e->station.log, sizeof leaf.other);
    leaf_set_text(&leaf, e->station.key);
    return hublog_add(log, &leaf);
}

/* The sentence about an answer that its leaf alone does not say. */
static enum err tell_fate(struct ear *e, struct hublog *log, size_t i)
{
    const struct placed *a = &e->answers[i];
    struct leaf leaf;

    if (a->is_made)
        return deeds_write_fate(log, a->commitment, a->state, BEFORE);
    enum err err = leaf_read(&leaf, e->growth.lines[i]);

    if (err || leaf.kind != LEAF_ANSWER)
        return err;
    if (!a->is_here)
        return deeds_write_fate(log, leaf.hash, STATE_EXCLUDED, NOT_HERE);
    if (memcmp(a->commitment, leaf.hash, sizeof leaf.hash) == 0)
        return deeds_write_fate(log, leaf.hash, a->state, BEFORE);
    log_error("%s, leaf %" PRIu64 ": the answer that came is not the one that "
              "was sealed; it is not counted",
              e->growth.log, leaf.index);
    err = deeds_write_fate(log, leaf.hash, STATE_EXCLUDED, OTHERWISE);
    return err ? err
               : archive_move(e->archive, a->key, STATE_ACCEPTED,
                              STATE_EXCLUDED);
}

static enum err add_heard(struct ear *e, struct hublog *log)
{
    unsigned char hash[TREE_HASH_SIZE];
    struct buf line;

    buf_init(&line, LEAF_LIMIT);
    e->station.heard = (int64_t)log->own.tree.size;
    enum err err = growth_heard(&e->growth, &e->verifier, log->own.log,
                                log->own.tree.size, &line);
    tree_hash_leaf(line.data, line.size, hash);
    if (!err)
        hublog_add_line(log, line.data, line.size, hash);
    buf_clear(&line);
    return err;
}

/* The station's line becomes the hub's; a leaf's hash is the same in both
 * trees. */
static void copy_line(struct ear *e, struct hublog *log, size_t i)
{
    const struct placed *a = &e->answers[i];
    const char *line = e->growth.lines[i];
    unsigned char hash[TREE_HASH_SIZE];
    struct leaf leaf;

    growth_hash(&e->growth, i, hash);
    if (!line)
        hublog_add_answer(log, e->growth.log, e->growth.from + i, a->commitment,
                          a->form_id, hash);
    else if (leaf_read(&leaf, line) == ERR_NONE && leaf.kind == LEAF_ANSWER)
        hublog_add_answer(log, leaf.log, leaf.index, leaf.hash, leaf.form,
                          hash);
    else
        hublog_add_line(log, line, strlen(line), hash);
}

/* Takes the lines from the station's known end on. */
static enum err add_lines(struct ear *e, struct hublog *log)
{
    struct growth *g = &e->growth;
    size_t first = (size_t)(e->station.tree.size - g->from);

    e->piece.hub_log = log->own.id;
    e->piece.hub_first = log->own.tree.size;
    for (size_t i = first; i < g->count; i++)
        copy_line(e, log, i);
    e->station.tree = e->grown;
    enum err err = segment_keep(e->archive, &e->piece);
    if (!err)
        err = add_heard(e, log);
    for (size_t i = first; !err && i < g->count; i++)
        err = tell_fate(e, log, i);
    return err;
}

/* KNOWN with the head that is known needs no new line, unless the hub's log
 * began anew since. */
static enum err append(struct ear *e, enum growth_verdict verdict)
{
    struct hublog log;
    bool is_new = e->station.tree.size == 0;
    enum err err = hublog_begin(e->archive, &log);

    if (!err && is_new)
        err = join(e, &log);
    if (!err)
        err = verdict == GROWTH_NEW ? add_lines(e, &log) : add_heard(e, &log);
    e->own = log.own;
    err = hublog_end_with(e->archive, &log, err, &e->kept);
    recent_forget(e->archive); /* they will not be asked for again */
    return err ? err : ledgers_keep(e->archive, &e->station);
}

static enum err write_heard(struct ear *e)
{
    uint64_t seen =
        strcmp(e->growth.seen_log, e->own.log) == 0 ? e->growth.seen_size : 0;
    struct segments at;
    struct tree_store store = segments_open(&at, e->archive, e->own.id);
    struct buf line;
    enum err err;

    segments_hold(&at, &e->kept);
    buf_init(&line, LEAF_LIMIT);
    if (seen > e->own.tree.size) {
        log_error("%s has seen %" PRIu64
                  " leaves of this log, which has %" PRIu64
                  ": if this hub was restored from a copy, run "
                  "barrio-hub log begin",
                  e->growth.log, seen, e->own.tree.size);
        seen = 0;
    }
    err = segments_line(&at, (uint64_t)e->station.heard, &line);
    if (!err)
        err =
            heard_write(buf_text(&line), (uint64_t)e->station.heard, seen,
                        &e->own.tree, &store, hublog_key(e->archive), e->reply);
    buf_clear(&line);
    segments_close(&at);
    return err;
}

static void say_place(struct ear *e, const char *word, uint64_t place)
{
    buf_printf(e->reply, "%s 1\n%s %" PRIu64 "\n", word, e->growth.log, place);
}

static bool has_made(const struct ear *e)
{
    for (size_t i = 0; i < e->growth.count; i++) {
        if (e->answers[i].is_made)
            return true;
    }
    return false;
}

static enum err answer(struct ear *e, enum growth_verdict verdict,
                       enum hearing *out)
{
    uint64_t size = e->station.tree.size;
    bool is_whole = verdict == GROWTH_NEW ||
                    (verdict == GROWTH_KNOWN && e->growth.head.size == size);
    enum err err = ERR_NONE;

    *out = HEARING_REFUSED;
    if (is_whole) {
        *out = HEARING_TAKEN;
        if (verdict == GROWTH_NEW || e->station.heard < 0)
            err = append(e, verdict);
        else
            err = ledgers_own(e->archive, &e->own);
        return err ? err : write_heard(e);
    }
    if (verdict == GROWTH_KNOWN || verdict == GROWTH_GAP) {
        *out = HEARING_BEHIND;
        say_place(e, "barrio-known", size);
        return ERR_NONE;
    }
    buf_printf(e->reply, "%s\n", growth_text(verdict));
    if (verdict == GROWTH_FORKED) {
        bool is_abridged = has_made(e);
        *out = is_abridged ? HEARING_BEHIND : HEARING_FORKED;
        buf_reset(e->reply);
        say_place(e, is_abridged ? "barrio-abridged" : "barrio-forked",
                  e->growth.from);
    }
    return ERR_NONE;
}

/* Whether a line came, or was made. */
static bool is_whole(const struct ear *e, size_t i)
{
    return e->growth.lines[i] || e->answers[i].is_made;
}

/* From where on the station's lines are others than those it sent. Hashes are
 * compared, a piece of them at a time: a reply that was lost brings thousands
 * of lines again. */
static enum err find_fork(struct ear *e, uint64_t *at)
{
    struct growth *g = &e->growth;
    unsigned char known[TREE_HASH_SIZE], sent[TREE_HASH_SIZE];
    struct segments pieces;
    struct tree_store store = segments_open(&pieces, e->archive, e->station.id);
    uint64_t end = g->from + g->count;
    enum err err = ERR_NONE;

    if (end > e->station.tree.size)
        end = e->station.tree.size;
    for (*at = g->from; *at < end; ++*at) {
        size_t i = (size_t)(*at - g->from);
        if (!is_whole(e, i))
            break;
        err = store.read(store.context, *at, 0, known);
        growth_hash(g, i, sent);
        if (err || memcmp(known, sent, sizeof sent) != 0)
            break;
    }
    segments_close(&pieces);
    return err;
}

/* Whether what the station leaves to be made here cannot be: a fork, or an
 * answer that it thinks is here and is not. */
static enum err compare(struct ear *e, enum hearing *out, bool *done)
{
    struct growth *g = &e->growth;
    uint64_t known = e->station.tree.size, end = g->from + g->count, at;
    enum err err = find_fork(e, &at);

    *done = true;
    if (!err && at < known && at < end) {
        *out = HEARING_FORKED;
        say_place(e, "barrio-forked", at);
        return ERR_NONE;
    }
    for (; !err && at < end && at >= g->from; at++) {
        if (is_whole(e, (size_t)(at - g->from)))
            continue;
        *out = HEARING_BEHIND;
        say_place(e, "barrio-missing", at);
        return ERR_NONE;
    }
    *done = false;
    return err;
}

static void take_hashes(void *context, const unsigned char *hashes,
                        size_t count)
{
    struct ear *e = context;

    segment_take(&e->piece, hashes, count);
}

static enum err judge(struct ear *e, enum growth_verdict *verdict)
{
    struct segments at;
    struct tree_store store = segments_open(&at, e->archive, e->station.id);

    segment_init(&e->piece, e->station.id, &e->station.tree);
    enum err err = growth_check(&e->growth, &e->verifier, &e->station.tree,
                                &store, verdict, &e->grown,
                                &(struct growth_taker){e, take_hashes});

    segments_close(&at);
    return err;
}

static enum err hear(struct ear *e, int64_t station, enum hearing *out)
{
    enum growth_verdict verdict;
    bool done;
    enum err err = find_station(e, station);

    if (err)
        return err;
    const char *why = introduce(e, station);
    if (why) {
        *out =
            e->growth.key || *e->station.key ? HEARING_REFUSED : HEARING_BEHIND;
        buf_printf(e->reply, "%s\n%s 0\n", why, e->growth.log);
        return ERR_NONE;
    }
    err = placed_read(e->archive, e->arena, e->station.id, &e->growth,
                      &e->answers);
    if (!err)
        err = compare(e, out, &done);
    if (err || done)
        return err;
    err = judge(e, &verdict);
    return err ? err : answer(e, verdict, out);
}

enum err hearing_take(struct archive *archive, int64_t station, char *text,
                      size_t size, enum hearing *out, struct buf *reply)
{
    struct ear e = {.archive = archive, .reply = reply};

    *out = HEARING_REFUSED;
    if (growth_read(&e.growth, text, size)) {
        buf_puts(reply, "this is no log of a station\n");
        return ERR_NONE;
    }
    e.arena = arena_new();
    enum err err = archive_begin(archive);
    if (!err)
        err = archive_end(archive, hear(&e, station, out));
    arena_free(e.arena);
    segment_clear(&e.piece);
    segment_clear(&e.kept);
    growth_clear(&e.growth);
    return err;
}
