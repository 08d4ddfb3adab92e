#include "verify_past.h"

#include "verify_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAY_S = 24 * 60 * 60 };

static void need_witness(struct signer *out, const char *text)
{
    if (!verify_signer_read(out, text) || out->kind != NOTE_WITNESS)
        verify_say_unable("\"%s\" is not the public key of a witness", text);
}

static void print_day(int64_t time_s, char out[11])
{
    time_t t = (time_t)time_s;
    struct tm tm;

    if (!gmtime_r(&t, &tm) || strftime(out, 11, "%Y-%m-%d", &tm) == 0)
        memcpy(out, "9999-99-99", 11);
}

/* A day each way, since days change at other hours elsewhere. */
static void check_days(const struct log *log, const struct head *head,
                       const struct signer *witness, uint64_t time_s,
                       struct say *say)
{
    char early[11], late[11];

    print_day((int64_t)time_s - DAY_S, early);
    print_day((int64_t)time_s + DAY_S, late);
    for (size_t i = 0; i < log->count; i++) {
        const char *day = verify_rules_day(log->lines[i]);
        if (!day)
            continue;
        if (i < head->size && memcmp(day, late, 10) > 0)
            verify_say_wrong(
                say,
                "Leaf %zu says %.10s, but the witness %s has seen it "
                "before %s.",
                i, day, witness->name, late);
        if (i >= head->size && memcmp(day, early, 10) < 0)
            verify_say_wrong(
                say,
                "Leaf %zu is back-dated: it says %.10s, but on %s or "
                "later the witness %s saw this log without it.",
                i, day, early, witness->name);
    }
}

void verify_past_check_witnesses(const struct log *log, const struct head *head,
                                 const char *const *witnesses, size_t count,
                                 struct say *say)
{
    struct signer witness;
    uint64_t time_s = 0;

    for (size_t i = 0; i < count; i++) {
        need_witness(&witness, witnesses[i]);
        enum signature found =
            verify_note_signature(head->note, &witness, &time_s);
        if (found == SIGNATURE_FALSE)
            verify_say_wrong(say, "%s: the cosignature of %s is false.",
                             head->where, witness.name);
        if (found == SIGNATURE_ABSENT)
            verify_say_note(say, "%s is not cosigned by %s.", head->where,
                            witness.name);
        if (found != SIGNATURE_GOOD)
            continue;
        verify_say_fine(say, "%s is cosigned by %s.", head->where,
                        witness.name);
        if (log)
            check_days(log, head, &witness, time_s, say);
    }
}

static void compare_sizes(const struct head *a, const struct head *b,
                          struct say *say)
{
    if (strcmp(a->origin, b->origin) != 0) {
        verify_say_note(say, "%s and %s are of different logs.", a->where,
                        b->where);
        return;
    }
    if (a->size != b->size)
        verify_say_note(say,
                        "%s and %s have different sizes; only the log or its "
                        "export shows whether one extends the other.",
                        a->where, b->where);
    else if (memcmp(a->root, b->root, HASH_SIZE) != 0)
        verify_say_wrong(say,
                         "%s and %s are two signed views of the log %s with "
                         "%" PRIu64 " leaves each: it was forked.",
                         a->where, b->where, a->origin, a->size);
    else
        verify_say_fine(say, "%s and %s agree on %" PRIu64 " leaves of %s.",
                        a->where, b->where, a->size, a->origin);
}

/* A witness signs only what extends the last it saw. */
static void compare_times(const struct head *a, const struct head *b,
                          const struct signer *witness, struct say *say)
{
    uint64_t a_s = 0, b_s = 0;

    if (strcmp(a->origin, b->origin) != 0 ||
        verify_note_signature(a->note, witness, &a_s) != SIGNATURE_GOOD ||
        verify_note_signature(b->note, witness, &b_s) != SIGNATURE_GOOD)
        return;
    if ((a->size < b->size && a_s > b_s) || (a->size > b->size && a_s < b_s))
        verify_say_wrong(
            say,
            "%s and %s: the witness %s saw the longer log before the "
            "shorter one: an old log was shown again.",
            a->where, b->where, witness->name);
}

void verify_past_compare(const struct head *heads, size_t count,
                         const char *const *witnesses, size_t witnesses_count,
                         struct say *say)
{
    struct signer witness;

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++)
            compare_sizes(&heads[j], &heads[i], say);
    }
    for (size_t k = 0; k < witnesses_count; k++) {
        need_witness(&witness, witnesses[k]);
        for (size_t i = 1; i < count; i++)
            compare_times(&heads[i - 1], &heads[i], &witness, say);
    }
}

/* The station's signature, with the key that the hub's log names. */
static void check_key(const struct log *station, const struct rules *rules,
                      struct say *say)
{
    struct signer signer;
    const struct source *source = verify_rules_source(
        rules, station->head.origin, strlen(station->head.origin));

    if (!source || !source->key)
        verify_say_note(say, "the station %s has not joined this hub's log.",
                        station->head.origin);
    else if (!verify_signer_read(&signer, source->key))
        verify_say_wrong(
            say, "the hub's log names no usable key for the station %s.",
            station->head.origin);
    else
        verify_head_is_signed(&station->head, &signer, say);
}

/* How many of the station's leaves the hub's log has in their order; false
 * when one is another. */
static bool follow(const struct log *hub, const struct log *station,
                   size_t *found, struct say *say)
{
    struct words w;

    *found = 0;
    for (size_t i = 0; i < hub->count; i++) {
        verify_words_cut(&w, hub->lines[i]);
        if (!verify_word_is(&w, 1, station->head.origin))
            continue;
        if (*found == station->count) {
            verify_say_note(
                say, "%s has leaves of %s that its export is too old for.",
                hub->path, station->head.origin);
            return true;
        }
        if (strcmp(hub->lines[i], station->lines[*found]) != 0) {
            verify_say_wrong(
                say,
                "Leaf %zu of the station %s is \"%s\", but leaf %zu "
                "of the hub says \"%s\": it was dropped, changed or "
                "moved on the way.",
                *found, station->head.origin, station->lines[*found], i,
                hub->lines[i]);
            return false;
        }
        ++*found;
    }
    return true;
}

void verify_past_check_station(const struct log *hub, const struct rules *rules,
                               const char *path, struct say *say)
{
    struct log station;
    struct rules own;
    size_t found;

    if (!verify_log_load(&station, path, say)) {
        verify_log_clear(&station);
        return;
    }
    verify_log_fits_head(&station, say);
    check_key(&station, rules, say);
    verify_rules_read(&own, &station, say);
    if (follow(hub, &station, &found, say)) {
        verify_say_fine(say,
                        "%zu of the %zu leaves of %s are in the hub's log, in "
                        "their order.",
                        found, station.count, station.head.origin);
        if (found < station.count)
            verify_say_note(say, "%zu leaves of %s wait to be sent.",
                            station.count - found, station.head.origin);
    }
    verify_rules_clear(&own);
    verify_log_clear(&station);
}

const char *verify_past_read_proof(const char *text, uint64_t *index,
                                   unsigned char (*hashes)[HASH_SIZE],
                                   size_t *count)
{
    static const char head[] = "c2sp.org/tlog-proof@v1\nindex ";
    const char *at = text + strlen(head);

    *count = 0;
    if (strncmp(text, head, strlen(head)) != 0 ||
        !verify_text_number(at, strcspn(at, "\n"), index))
        return NULL;
    at += strcspn(at, "\n");
    while (*at == '\n' && at[1] != '\n' && at[1] != '\0') {
        size_t length = strcspn(++at, "\n");
        if (*count == PROOF_MOST ||
            !verify_text_base64(at, length, hashes[(*count)++], HASH_SIZE))
            return NULL;
        at += length;
    }
    return *at == '\n' && at[1] == '\n' ? at + 2 : NULL;
}

bool verify_past_check_proof(const char *path, const char *text,
                             const char *line, struct head *out,
                             struct say *say)
{
    unsigned char hashes[PROOF_MOST][HASH_SIZE], leaf[HASH_SIZE];
    unsigned char root[HASH_SIZE];
    uint64_t index = 0;
    size_t count;
    const char *note = verify_past_read_proof(text, &index, hashes, &count);

    if (!note) {
        verify_say_wrong(say, "%s is no tlog-proof.", path);
        return false;
    }
    if (!verify_head_read(out, path, note, say))
        return false;
    verify_peaks_leaf(line, strlen(line), leaf);
    if (!verify_peaks_climb(leaf, index, out->size, hashes, count, root) ||
        memcmp(root, out->root, HASH_SIZE) != 0)
        verify_say_wrong(
            say, "%s does not show that \"%s\" is leaf %" PRIu64 " of %s.",
            path, line, index, out->origin);
    else
        verify_say_fine(say,
                        "\"%s\" is leaf %" PRIu64 " of the %" PRIu64 " of %s.",
                        line, index, out->size, out->origin);
    return true;
}
