#include "verify_rules.h"

#include "verify_kinds.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_SIZE = 10 };

/* Kind, its number of words, where its commitment is, whether a station's
 * leaf may be of this kind and whether it has a day. */
static const struct rule {
    const char *kind;
    void (*check)(struct rules *r, struct leaf *leaf);
    size_t words;
    size_t hex;
    bool of_station, has_day, has_tail;
} RULES[] = {
    {"answer", verify_leaf_check_answer, 5, FIRST, true, false, false},
    {"spoiled", verify_leaf_check_answer, 4, FIRST, true, false, false},
    {"epoch", verify_leaf_check_epoch, 6, FIRST + 2, true, false, false},
    {"joined", verify_leaf_check_joined, 5, 0, false, false, false},
    {"heard", verify_leaf_check_heard, 7, FIRST + 2, false, false, false},
    {"opened", NULL, 5, 0, false, true, false},
    {"closed", NULL, 5, 0, false, true, false},
    {"excluded", verify_leaf_check_removal, 6, FIRST + 1, false, true, true},
    {"included", verify_leaf_check_included, 5, FIRST + 1, false, true, false},
    {"withdrawn", verify_leaf_check_removal, 5, FIRST + 1, false, true, false},
    {"released", verify_leaf_check_released, 9, FIRST + 5, false, true, false},
    {"deleted", verify_leaf_check_deleted, 6, 0, false, true, false},
};

static const struct rule *rule_of(const struct words *w)
{
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++) {
        if (verify_word_is(w, KIND, RULES[i].kind))
            return &RULES[i];
    }
    return NULL;
}

static bool is_well_formed(const struct leaf *leaf, const struct rule *rule)
{
    unsigned char hash[HASH_SIZE];

    if (!rule || leaf->w.count < rule->words ||
        (leaf->w.count > rule->words && !rule->has_tail) ||
        verify_leaf_number(leaf, PLACE) == UINT64_MAX)
        return false;
    for (size_t i = 0; i < leaf->w.count; i++) {
        if (i < rule->words && leaf->w.length[i] == 0)
            return false;
    }
    return !rule->hex ||
           verify_text_hex(leaf->w.at[rule->hex], leaf->w.length[rule->hex],
                           hash, HASH_SIZE);
}

/* Days only go forward: a leaf cannot have been there before the one above
 * it. */
static void check_day(struct rules *r, const struct leaf *leaf)
{
    if (leaf->w.length[FIRST] != DAY_SIZE) {
        verify_say_wrong(r->say, "Leaf %zu has no day.", leaf->at);
        return;
    }
    if (memcmp(leaf->w.at[FIRST], r->last_day, DAY_SIZE) < 0)
        verify_say_wrong(r->say,
                         "Leaf %zu is back-dated: it says %.10s, but leaf %zu "
                         "above it says %s.",
                         leaf->at, leaf->w.at[FIRST], r->last_day_leaf,
                         r->last_day);
    memcpy(r->last_day, leaf->w.at[FIRST], DAY_SIZE);
    r->last_day_leaf = leaf->at;
}

/* A leaf must be the next one of the log it says it was born in. The hub's
 * own leaves are numbered among all, a station's among themselves. */
static void check_place(struct rules *r, const struct leaf *leaf,
                        struct source *source)
{
    bool own = verify_leaf_is_own(r, leaf);
    uint64_t place = verify_leaf_number(leaf, PLACE);
    uint64_t next = own ? leaf->at - r->base : source->count;
    int length = (int)source->name_length;

    if (!own && !source->key)
        verify_say_wrong(r->say,
                         "Leaf %zu is of the station %.*s, which has not "
                         "joined: it was inserted.",
                         leaf->at, length, source->name);
    if (place > next)
        verify_say_wrong(r->say,
                         "Leaf %zu is number %" PRIu64 " of %.*s, but number "
                         "%" PRIu64 " is missing: it was dropped or moved.",
                         leaf->at, place, length, source->name, next);
    if (place < next)
        verify_say_wrong(r->say,
                         "Leaf %zu is number %" PRIu64 " of %.*s, where number "
                         "%" PRIu64 " should be: one was inserted, replayed or "
                         "moved.",
                         leaf->at, place, length, source->name, next);
    if (source->count == 0 && !verify_word_is(&leaf->w, KIND, "epoch"))
        verify_say_wrong(r->say,
                         "Leaf %zu is the first of %.*s and does not say which "
                         "epoch begins.",
                         leaf->at, length, source->name);
    source->count = place + 1;
}

static void read_leaf(struct rules *r, const struct log *log, size_t i)
{
    struct leaf leaf = {.at = r->base + i};

    verify_words_cut(&leaf.w, log->lines[i]);
    const struct rule *rule = rule_of(&leaf.w);
    if (!is_well_formed(&leaf, rule)) {
        verify_say_wrong(r->say, "Leaf %zu is not readable: \"%.80s\".",
                         leaf.at, log->lines[i]);
        return;
    }
    if (!rule->of_station && !verify_leaf_is_own(r, &leaf))
        verify_say_wrong(r->say,
                         "Leaf %zu: only the hub itself may say \"%s\".",
                         leaf.at, rule->kind);
    struct source *source =
        verify_leaf_source(r, leaf.w.at[LOG], leaf.w.length[LOG]);
    check_place(r, &leaf, source);
    verify_peaks_push(&source->peaks, log->hashes[i]);
    if (rule->has_day)
        check_day(r, &leaf);
    if (rule->check)
        rule->check(r, &leaf);
}

static void read_leaves(struct rules *r, const struct log *log, size_t count)
{
    r->origin = log->head.origin;
    for (size_t i = 0; i < count; i++)
        read_leaf(r, log, i);
    r->base += count;
}

/* How many leaves of the former epoch the log says it follows; false when it
 * follows another log or other leaves. */
static bool follows(const struct log *log, const struct log *before,
                    size_t *size, struct say *say)
{
    unsigned char root[HASH_SIZE], said[HASH_SIZE];
    struct words w;
    uint64_t leaves = 0;

    verify_words_cut(&w, log->count ? log->lines[0] : "");
    if (!verify_word_is(&w, KIND, "epoch") ||
        !verify_word_is(&w, FIRST, before->head.origin) ||
        w.count != FIRST + 3 ||
        !verify_text_number(w.at[FIRST + 1], w.length[FIRST + 1], &leaves) ||
        !verify_text_hex(w.at[FIRST + 2], w.length[FIRST + 2], said,
                         HASH_SIZE)) {
        verify_say_wrong(say, "%s does not say that it follows %s.", log->path,
                         before->head.origin);
        return false;
    }
    *size = leaves < before->count ? (size_t)leaves : before->count;
    verify_log_root(before, *size, root);
    if (leaves > before->count)
        verify_say_note(say,
                        "%s follows %" PRIu64
                        " leaves of %s, of which only %zu "
                        "are at hand.",
                        log->path, leaves, before->head.origin, before->count);
    else if (memcmp(root, said, HASH_SIZE) != 0)
        verify_say_wrong(
            say,
            "%s follows other leaves of %s than %s holds: the former "
            "epoch was rewritten.",
            log->path, before->head.origin, before->path);
    else
        return true;
    return false;
}

/* A station's leaves enter a hub's log with the head that it signed. */
static void check_heard_all(struct rules *r)
{
    for (size_t i = 0; i < r->sources_count; i++) {
        const struct source *source = &r->sources[i];
        if (source->key && source->count > source->heard)
            verify_say_wrong(r->say,
                             "The log holds %" PRIu64 " leaves of the station "
                             "%.*s, which has signed %" PRIu64
                             ": some were inserted.",
                             source->count, (int)source->name_length,
                             source->name, source->heard);
    }
}

/* The first count leaves of a log, behind those of its former epochs. */
static bool read_epochs(struct rules *r, const struct log *log, size_t count)
{
    size_t size = 0, length = 0;
    const char *name = verify_log_follows(log, &length);

    if (name && !log->former) {
        verify_say_note(r->say,
                        "%s begins after the log %.*s; its leaves can be "
                        "recounted together with that one (--before).",
                        log->path, (int)length, name);
        return false;
    }
    if (log->former && (!follows(log, log->former, &size, r->say) ||
                        !read_epochs(r, log->former, size)))
        return false;
    if (log->former && size < log->former->count)
        verify_say_note(r->say,
                        "%s gives up the last %zu leaves of %s, as after a "
                        "restored copy: see that they come back.",
                        log->path, log->former->count - size,
                        log->former->path);
    read_leaves(r, log, count);
    return true;
}

bool verify_rules_read(struct rules *out, const struct log *log,
                       struct say *say)
{
    *out = (struct rules){.say = say};
    if (!read_epochs(out, log, log->count))
        return false;
    check_heard_all(out);
    return true;
}

const char *verify_rules_day(const char *line)
{
    struct words w;

    verify_words_cut(&w, line);
    const struct rule *rule = rule_of(&w);
    return rule && rule->has_day && w.count > FIRST &&
                   w.length[FIRST] == DAY_SIZE
               ? w.at[FIRST]
               : NULL;
}

void verify_rules_clear(struct rules *rules)
{
    verify_map_clear(&rules->answers_of);
    verify_map_clear(&rules->surveys_of);
    verify_map_clear(&rules->sources_of);
    for (size_t i = 0; i < rules->surveys_count; i++) {
        free(rules->surveys[i].leaves);
        free(rules->surveys[i].totals);
    }
    free(rules->answers);
    free(rules->surveys);
    free(rules->sources);
}

const struct answer *verify_rules_answer(const struct rules *rules,
                                         const char *commitment, size_t length)
{
    size_t *at = verify_map_find(&rules->answers_of, commitment, length);

    return at ? &rules->answers[*at] : NULL;
}

const struct source *verify_rules_source(const struct rules *rules,
                                         const char *name, size_t length)
{
    size_t *at = verify_map_find(&rules->sources_of, name, length);

    return at ? &rules->sources[*at] : NULL;
}
