#include "verify_kinds.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool verify_leaf_is_own(const struct rules *r, const struct leaf *leaf)
{
    return verify_word_is(&leaf->w, LOG, r->origin);
}

struct source *verify_leaf_source(struct rules *r, const char *name,
                                  size_t length)
{
    size_t *at = verify_map_add(&r->sources_of, name, length, SIZE_MAX);

    if (*at == SIZE_MAX) {
        r->sources = verify_text_grow(r->sources, r->sources_count,
                                      &r->sources_room, sizeof *r->sources);
        *at = r->sources_count++;
        r->sources[*at] = (struct source){.name = name, .name_length = length};
    }
    return &r->sources[*at];
}

static size_t survey_of(struct rules *r, const char *name, size_t length)
{
    size_t *at = verify_map_add(&r->surveys_of, name, length, r->surveys_count);

    if (*at == r->surveys_count) {
        r->surveys = verify_text_grow(r->surveys, r->surveys_count,
                                      &r->surveys_room, sizeof *r->surveys);
        r->surveys[r->surveys_count++] =
            (struct survey){.name = name, .name_length = length};
    }
    return *at;
}

static long survey_total(const struct survey *survey, size_t leaves)
{
    size_t low = 0, high = survey->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (survey->leaves[middle] < leaves)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? survey->totals[low - 1] : 0;
}

static void survey_add(struct survey *survey, size_t leaf, long by)
{
    long before = survey->count ? survey->totals[survey->count - 1] : 0;

    survey->leaves =
        verify_text_grow(survey->leaves, survey->count, &survey->leaves_room,
                         sizeof *survey->leaves);
    survey->totals =
        verify_text_grow(survey->totals, survey->count, &survey->totals_room,
                         sizeof *survey->totals);
    survey->leaves[survey->count] = leaf;
    survey->totals[survey->count++] = before + by;
}

uint64_t verify_leaf_number(const struct leaf *leaf, size_t i)
{
    uint64_t n;

    return i < leaf->w.count &&
                   verify_text_number(leaf->w.at[i], leaf->w.length[i], &n)
               ? n
               : UINT64_MAX;
}

void verify_leaf_check_answer(struct rules *r, struct leaf *leaf)
{
    bool spoiled = verify_word_is(&leaf->w, KIND, "spoiled");
    size_t *at =
        verify_map_add(&r->answers_of, leaf->w.at[FIRST], HEX_SIZE, SIZE_MAX);

    if (*at != SIZE_MAX) {
        const struct answer *old = &r->answers[*at];
        if (old->fate == FATE_SPOILED && !spoiled)
            verify_say_wrong(r->say,
                             "Leaf %zu counts an answer that leaf %zu has "
                             "shown as a check of the machine.",
                             leaf->at, old->leaf);
        else
            verify_say_wrong(r->say,
                             "Leaf %zu repeats the commitment of leaf %zu: an "
                             "answer was replayed, or two residents were given "
                             "the same receipt.",
                             leaf->at, old->leaf);
        return;
    }
    *at = r->answers_count;
    r->answers = verify_text_grow(r->answers, r->answers_count,
                                  &r->answers_room, sizeof *r->answers);
    struct answer *answer = &r->answers[r->answers_count++];
    *answer = (struct answer){.leaf = leaf->at,
                              .fate = spoiled ? FATE_SPOILED : FATE_COUNTED};
    if (spoiled)
        return;
    answer->survey =
        survey_of(r, leaf->w.at[FIRST + 1], leaf->w.length[FIRST + 1]);
    survey_add(&r->surveys[answer->survey], leaf->at, 1);
}

void verify_leaf_check_removal(struct rules *r, struct leaf *leaf)
{
    bool withdrawn = verify_word_is(&leaf->w, KIND, "withdrawn");
    const char *word = withdrawn ? "withdraws" : "excludes";
    size_t *at =
        verify_map_find(&r->answers_of, leaf->w.at[FIRST + 1], HEX_SIZE);

    if (!at || r->answers[*at].fate == FATE_SPOILED) {
        verify_say_wrong(r->say,
                         "Leaf %zu %s an answer that the log does not have.",
                         leaf->at, word);
        return;
    }
    struct answer *answer = &r->answers[*at];
    struct survey *survey = &r->surveys[answer->survey];
    if (answer->fate == FATE_WITHDRAWN ||
        (answer->fate == FATE_EXCLUDED && !withdrawn)) {
        verify_say_wrong(r->say,
                         "Leaf %zu %s the answer of leaf %zu, which was taken "
                         "out by leaf %zu already.",
                         leaf->at, word, answer->leaf, answer->since);
        return;
    }
    if (answer->leaf < survey->deleted_leaves)
        verify_say_wrong(r->say,
                         "Leaf %zu %s the answer of leaf %zu after its data "
                         "were deleted.",
                         leaf->at, word, answer->leaf);
    if (answer->fate == FATE_COUNTED)
        survey_add(survey, leaf->at, -1);
    answer->fate = withdrawn ? FATE_WITHDRAWN : FATE_EXCLUDED;
    answer->since = leaf->at;
}

void verify_leaf_check_included(struct rules *r, struct leaf *leaf)
{
    size_t *at =
        verify_map_find(&r->answers_of, leaf->w.at[FIRST + 1], HEX_SIZE);

    if (!at || r->answers[*at].fate != FATE_EXCLUDED) {
        verify_say_wrong(r->say,
                         "Leaf %zu takes an answer in again that was not "
                         "excluded.",
                         leaf->at);
        return;
    }
    struct answer *answer = &r->answers[*at];
    survey_add(&r->surveys[answer->survey], leaf->at, 1);
    answer->fate = FATE_COUNTED;
}

void verify_leaf_check_epoch(struct rules *r, struct leaf *leaf)
{
    unsigned char root[HASH_SIZE], said[HASH_SIZE];
    uint64_t size = verify_leaf_number(leaf, FIRST + 1);
    const struct source *before =
        verify_rules_source(r, leaf->w.at[FIRST], leaf->w.length[FIRST]);

    if (verify_leaf_number(leaf, PLACE) != 0)
        verify_say_wrong(r->say, "Leaf %zu begins the log %.*s a second time.",
                         leaf->at, (int)leaf->w.length[LOG], leaf->w.at[LOG]);
    if (verify_leaf_is_own(r, leaf) || !before ||
        !verify_text_hex(leaf->w.at[FIRST + 2], HEX_SIZE, said, HASH_SIZE))
        return;
    if (size > before->count) {
        verify_say_note(r->say,
                        "%" PRIu64 " leaves of %.*s never arrived before its "
                        "next epoch began.",
                        size - before->count, (int)before->name_length,
                        before->name);
        return;
    }
    verify_peaks_root(&before->peaks, root);
    if (size == before->count && memcmp(root, said, HASH_SIZE) != 0)
        verify_say_wrong(r->say,
                         "Leaf %zu begins a new epoch after other leaves of "
                         "%.*s than this log has: one of the two was "
                         "rewritten.",
                         leaf->at, (int)before->name_length, before->name);
}

void verify_leaf_check_joined(struct rules *r, struct leaf *leaf)
{
    struct source *station =
        verify_leaf_source(r, leaf->w.at[FIRST], leaf->w.length[FIRST]);

    if (station->key)
        verify_say_wrong(r->say, "Leaf %zu gives the log %.*s a second key.",
                         leaf->at, (int)station->name_length, station->name);
    station->key = leaf->w.at[FIRST + 1];
}

/* Whether the station's key signed a checkpoint of that size and root. */
static bool was_signed(const struct leaf *leaf, const struct source *station,
                       const unsigned char root[HASH_SIZE])
{
    char base64[64], note[512];
    struct signer signer;

    verify_text_print_base64(root, HASH_SIZE, base64);
    int n = snprintf(note, sizeof note, "%.*s\n%.*s\n%s\n\n\u2014 %.*s %s\n",
                     (int)station->name_length, station->name,
                     (int)leaf->w.length[FIRST + 1], leaf->w.at[FIRST + 1],
                     base64, (int)station->name_length, station->name,
                     leaf->w.at[FIRST + 3]);
    return n > 0 && (size_t)n < sizeof note && station->key &&
           verify_signer_read(&signer, station->key) &&
           verify_note_signature(note, &signer, NULL) == SIGNATURE_GOOD;
}

void verify_leaf_check_heard(struct rules *r, struct leaf *leaf)
{
    struct source *station =
        verify_leaf_source(r, leaf->w.at[FIRST], leaf->w.length[FIRST]);
    uint64_t size = verify_leaf_number(leaf, FIRST + 1);
    unsigned char root[HASH_SIZE], said[HASH_SIZE];
    int length = (int)leaf->w.length[FIRST];

    station->heard = size;
    if (size != station->count) {
        verify_say_wrong(
            r->say,
            "Leaf %zu: the station %.*s had signed %" PRIu64 " leaves, but the "
            "log holds %" PRIu64 " of them: a leaf was %s.",
            leaf->at, length, leaf->w.at[FIRST], size, station->count,
            size > station->count ? "dropped" : "inserted");
        return;
    }
    verify_peaks_root(&station->peaks, root);
    if (!verify_text_hex(leaf->w.at[FIRST + 2], HEX_SIZE, said, HASH_SIZE) ||
        memcmp(root, said, HASH_SIZE) != 0)
        verify_say_wrong(r->say,
                         "Leaf %zu: the leaves of station %.*s in this log "
                         "are not those that it signed: one was changed, moved "
                         "or exchanged.",
                         leaf->at, length, leaf->w.at[FIRST]);
    else if (!was_signed(leaf, station, said))
        verify_say_wrong(
            r->say,
            "Leaf %zu: the station %.*s has not signed these %" PRIu64
            " leaves: some were invented.",
            leaf->at, length, leaf->w.at[FIRST], size);
}

void verify_leaf_check_released(struct rules *r, struct leaf *leaf)
{
    size_t at = survey_of(r, leaf->w.at[FIRST + 1], leaf->w.length[FIRST + 1]);
    struct survey *survey = &r->surveys[at];
    uint64_t release = verify_leaf_number(leaf, FIRST + 2),
             leaves = verify_leaf_number(leaf, FIRST + 3);
    uint64_t counted = verify_leaf_number(leaf, FIRST + 4);
    int length = (int)survey->name_length;

    if (release != survey->releases + 1)
        verify_say_wrong(r->say,
                         "Leaf %zu is release %" PRIu64 " of %.*s, but the one "
                         "before it was %" PRIu64 ".",
                         leaf->at, release, length, survey->name,
                         survey->releases);
    if (leaves > leaf->at || leaves < survey->released_leaves) {
        verify_say_wrong(r->say,
                         "Leaf %zu: release %" PRIu64 " of %.*s is taken from "
                         "%" PRIu64
                         " leaves, which is back-dated or beyond the "
                         "log.",
                         leaf->at, release, length, survey->name, leaves);
        return;
    }
    long sum = survey_total(survey, (size_t)leaves);
    if (sum < 0 || (uint64_t)sum != counted)
        verify_say_wrong(r->say,
                         "Leaf %zu: release %" PRIu64 " of %.*s counts %" PRIu64
                         " answers, but the log has %ld up to there.",
                         leaf->at, release, length, survey->name, counted, sum);
    survey->releases = release;
    survey->released_leaves = leaves;
}

void verify_leaf_check_deleted(struct rules *r, struct leaf *leaf)
{
    size_t at = survey_of(r, leaf->w.at[FIRST + 1], leaf->w.length[FIRST + 1]);
    uint64_t leaves = verify_leaf_number(leaf, FIRST + 2);

    if (leaves > leaf->at)
        verify_say_wrong(r->say, "Leaf %zu deletes data beyond the log.",
                         leaf->at);
    r->surveys[at].deleted_leaves = (size_t)leaves;
}
