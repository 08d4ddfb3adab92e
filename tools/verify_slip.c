#include "verify_slip.h"

#include "verify_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CODE_CHECK = 2,
    HASH_DIGITS = 78,
    SEALED = 80,
    WITH_TOKEN = 100,
    HEX = 2 * HASH_SIZE
};

static const uint64_t CODES = 100000000000000u; /* 14 digits */

/* ISO 7064: the whole number leaves 1 when it is divided by 97. */
static bool seal_holds(const char *digits, size_t count)
{
    unsigned rest = 0;

    for (size_t i = 0; i < count; i++)
        rest = (rest * 10 + (unsigned)(digits[i] - '0')) % 97;
    return rest == 1;
}

void verify_slip_code_of(const unsigned char commitment[HASH_SIZE],
                         char out[CODE_DIGITS + 1])
{
    uint64_t rest = 0;
    unsigned check;

    for (int i = 0; i < HASH_SIZE; i++)
        rest = (rest * 256 + commitment[i]) % CODES;
    check = 98 - (unsigned)(rest % 97 * 100 % 97);
    snprintf(out, CODE_DIGITS + 1, "%014" PRIu64 "%02u", rest, check % 100);
}

/* Signs by their number, the commitment modulo five. A decimal digit is enough
 * for that: the last of the code's own. */
const char *verify_slip_sign(const char *code)
{
    static const char *const signs[] = {"sun", "moon", "tree", "fish", "house"};

    return signs[(code[CODE_DIGITS - CODE_CHECK - 1] - '0') % 5];
}

/* 78 digits as 32 bytes; false when the number is too large. */
static bool hash_of_digits(const char *digits, unsigned char out[HASH_SIZE])
{
    memset(out, 0, HASH_SIZE);
    for (int i = 0; i < HASH_DIGITS; i++) {
        unsigned carry = (unsigned)(digits[i] - '0');
        for (int j = HASH_SIZE; j-- > 0; carry >>= 8) {
            carry += out[j] * 10u;
            out[j] = (unsigned char)(carry & 255);
        }
        if (carry)
            return false;
    }
    return true;
}

static bool take_code(struct slip *out, const char *text)
{
    size_t n = 0;

    for (; *text; text++) {
        if (*text == ' ' || *text == '-')
            continue;
        if (*text < '0' || *text > '9' || n == CODE_DIGITS)
            return false;
        out->code[n++] = *text;
    }
    return n == CODE_DIGITS && seal_holds(out->code, n);
}

/* DIGITS:LOG:PLACE, capitals or not */
static bool take_fragment(struct slip *out, const char *text)
{
    size_t digits = strspn(text, "0123456789"), n = 0;

    if ((digits != SEALED && digits != WITH_TOKEN) || text[digits] != ':' ||
        !seal_holds(text, SEALED) || !hash_of_digits(text, out->commitment))
        return false;
    for (text += digits + 1; *text && *text != ':' && n + 1 < NAME_SIZE; text++)
        out->log[n++] =
            (char)(*text >= 'A' && *text <= 'Z' ? *text - 'A' + 'a' : *text);
    out->whole = true;
    verify_slip_code_of(out->commitment, out->code);
    return *text == ':' &&
           verify_text_number(text + 1, strlen(text + 1), &out->place);
}

bool verify_slip_take(struct slip *out, const char *text, struct say *say)
{
    const char *hash = strchr(text, '#');

    *out = (struct slip){.shown = text};
    if (take_code(out, text) || take_fragment(out, hash ? hash + 1 : text))
        return true;
    verify_say_wrong(say, "\"%s\" is no receipt: a digit is wrong or missing.",
                     text);
    return false;
}

static bool slip_is_signed(const char *path, const char *note,
                           const struct source *station, struct say *say)
{
    struct signer signer;

    if (!station || !station->key) {
        verify_say_note(say,
                        "%s: the log does not name the station's key; the "
                        "signature is not checked.",
                        path);
        return false;
    }
    bool good = verify_signer_read(&signer, station->key) &&
                verify_note_signature(note, &signer, NULL) == SIGNATURE_GOOD;
    if (good)
        verify_say_fine(
            say,
            "%s is signed by the station: it promised to count this "
            "answer.",
            path);
    else
        verify_say_wrong(say, "%s is not signed by the station %.*s.", path,
                         (int)station->name_length, station->name);
    return good;
}

bool verify_slip_open(struct slip *out, const char *path,
                      const struct rules *rules, struct say *say)
{
    size_t size;
    char *note = verify_text_load(path, &size);
    char hex[HEX + 1] = "";
    int length = 0;

    *out = (struct slip){.shown = path, .whole = true};
    bool good = verify_note_text(note) > 0 &&
                sscanf(note, "barrio slip 1\n%63[^\n]\n%18" SCNu64 "\n%64s%n",
                       out->log, &out->place, hex, &length) == 3 &&
                (size_t)length + 1 == verify_note_text(note) &&
                verify_text_hex(hex, strlen(hex), out->commitment, HASH_SIZE);
    if (!good)
        verify_say_wrong(say, "%s is no signed slip.", path);
    else
        slip_is_signed(path, note,
                       verify_rules_source(rules, out->log, strlen(out->log)),
                       say);
    verify_slip_code_of(out->commitment, out->code);
    free(note);
    return good;
}

/* The first release of the survey that covers the leaf, 0 for none. */
static uint64_t release_of(const struct log *log, const struct survey *survey,
                           size_t leaf)
{
    struct words w;
    uint64_t number, leaves;

    for (size_t i = 0; i < log->count; i++) {
        if (strncmp(log->lines[i], "released ", 9) != 0)
            continue;
        verify_words_cut(&w, log->lines[i]);
        if (w.count > 6 && w.length[4] == survey->name_length &&
            memcmp(w.at[4], survey->name, w.length[4]) == 0 &&
            verify_text_number(w.at[5], w.length[5], &number) &&
            verify_text_number(w.at[6], w.length[6], &leaves) && leaves > leaf)
            return number;
    }
    return 0;
}

static void say_fate(const struct slip *slip, const struct answer *answer,
                     const struct rules *rules, const struct log *log,
                     struct say *say)
{
    const struct survey *survey = &rules->surveys[answer->survey];

    if (answer->fate == FATE_SPOILED) {
        verify_say_fine(say,
                        "%s: leaf %zu, shown to check the machine and not "
                        "counted.",
                        slip->shown, answer->leaf);
        return;
    }
    if (answer->fate != FATE_COUNTED) {
        verify_say_fine(say, "%s: leaf %zu, %s by leaf %zu, so not counted.",
                        slip->shown, answer->leaf,
                        answer->fate == FATE_WITHDRAWN ? "withdrawn"
                                                       : "excluded",
                        answer->since);
        return;
    }
    uint64_t release = release_of(log, survey, answer->leaf);
    if (release)
        verify_say_fine(say,
                        "%s: leaf %zu, counted in release %" PRIu64 " of %.*s.",
                        slip->shown, answer->leaf, release,
                        (int)survey->name_length, survey->name);
    else
        verify_say_fine(say,
                        "%s: leaf %zu, counted; it will be in the next release "
                        "of %.*s.",
                        slip->shown, answer->leaf, (int)survey->name_length,
                        survey->name);
}

static void say_missing(const struct slip *slip, const struct rules *rules,
                        struct say *say)
{
    const struct source *station =
        slip->whole ? verify_rules_source(rules, slip->log, strlen(slip->log))
                    : NULL;

    if (station && station->count > slip->place)
        verify_say_wrong(say,
                         "%s: leaf %" PRIu64
                         " of the station %s is here, but it "
                         "is another answer: yours was exchanged.",
                         slip->shown, slip->place, slip->log);
    else if (slip->whole)
        verify_say_note(say,
                        "%s: not here yet. The log holds %" PRIu64 " leaves of "
                        "the station %s, and this is its number %" PRIu64 ".",
                        slip->shown, station ? station->count : 0, slip->log,
                        slip->place);
    else
        verify_say_note(say,
                        "%s: not in this log. If its station has been heard "
                        "since, show the receipt to a witness.",
                        slip->shown);
}

static const struct answer *find_code(const struct slip *slip,
                                      const struct rules *rules)
{
    unsigned char commitment[HASH_SIZE];
    char code[CODE_DIGITS + 1];

    for (size_t i = 0; i < rules->answers_of.room; i++) {
        const struct map_slot *slot = &rules->answers_of.slots[i];
        if (!slot->key ||
            !verify_text_hex(slot->key, slot->length, commitment, HASH_SIZE))
            continue;
        verify_slip_code_of(commitment, code);
        if (strcmp(code, slip->code) == 0)
            return &rules->answers[slot->value];
    }
    return NULL;
}

/* Whether the log that holds the leaf says that it follows the slip's only up
 * to before the slip's place: its board was restored from a copy, and added
 * again what nobody else had. */
static bool was_added_again(const struct slip *slip, const struct words *leaf,
                            const struct log *log)
{
    struct words w;
    uint64_t size;

    for (size_t i = 0; i < log->count; i++) {
        if (strncmp(log->lines[i], "epoch ", 6) != 0)
            continue;
        verify_words_cut(&w, log->lines[i]);
        if (w.count > 4 && w.length[1] == leaf->length[1] &&
            memcmp(w.at[1], leaf->at[1], w.length[1]) == 0)
            return verify_word_is(&w, 3, slip->log) &&
                   verify_text_number(w.at[4], w.length[4], &size) &&
                   size <= slip->place;
    }
    return false;
}

static const struct answer *find_whole(const struct slip *slip,
                                       const struct rules *rules,
                                       const struct log *log, struct say *say)
{
    char hex[HEX + 1];
    struct words w;
    uint64_t place;

    for (int i = 0; i < HASH_SIZE; i++)
        snprintf(hex + 2 * i, 3, "%02x", slip->commitment[i]);
    const struct answer *answer = verify_rules_answer(rules, hex, HEX);
    size_t first = rules->base - log->count;
    if (!answer || answer->leaf < first)
        return answer;
    verify_words_cut(&w, log->lines[answer->leaf - first]);
    bool is_there = verify_word_is(&w, 1, slip->log) &&
                    verify_text_number(w.at[2], w.length[2], &place) &&
                    place == slip->place;
    if (!is_there && was_added_again(slip, &w, log))
        verify_say_note(say,
                        "%s: its station was restored from a copy and added "
                        "this answer again to its next log.",
                        slip->shown);
    else if (!is_there)
        verify_say_wrong(
            say,
            "%s is the receipt of leaf %" PRIu64 " of %s, but the log "
            "has its commitment as leaf %.*s of %.*s: it was moved, "
            "or one receipt was given out twice.",
            slip->shown, slip->place, slip->log, (int)w.length[2], w.at[2],
            (int)w.length[1], w.at[1]);
    return answer;
}

void verify_slip_find(const struct slip *slip, const struct rules *rules,
                      const struct log *log, struct say *say)
{
    const struct answer *answer = slip->whole
                                      ? find_whole(slip, rules, log, say)
                                      : find_code(slip, rules);

    if (!answer) {
        say_missing(slip, rules, say);
        return;
    }
    say_fate(slip, answer, rules, log, say);
    verify_say_note(say,
                    "%s: its sign is the %s. Who picked another at the station "
                    "holds somebody else's receipt.",
                    slip->shown, verify_slip_sign(slip->code));
}
