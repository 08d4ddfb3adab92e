#include "verify_promise.h"

#include "verify_past.h"
#include "verify_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { HEX = 2 * HASH_SIZE, DAY = 10 };

/* What the hub writes about a leaf whose answer it says it never got. */
static const char NEVER_HAD[] = "the hub refused it, or never had it";

/* kept STATION PLACE SEAL */
static bool read_line(struct promise *out, const char *line)
{
    unsigned char hash[HASH_SIZE];
    struct words w;

    verify_words_cut(&w, line);
    if (w.count != 4 || !verify_word_is(&w, 0, "kept") ||
        w.length[1] >= sizeof out->station ||
        !verify_text_number(w.at[2], w.length[2], &out->place) ||
        !verify_text_hex(w.at[3], w.length[3], hash, sizeof hash))
        return false;
    memcpy(out->station, w.at[1], w.length[1]);
    memcpy(out->seal, w.at[3], HEX);
    return true;
}

/* A day has one spelling, so that days compare as texts. */
static bool read_day(const char *text, char out[DAY + 1])
{
    static const char SHAPE[] = "dddd-dd-dd";

    for (int i = 0; i < DAY; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (SHAPE[i] == 'd' ? !digit : text[i] != SHAPE[i])
            return false;
    }
    memcpy(out, text, DAY);
    out[DAY] = '\0';
    return true;
}

/* barrio-promise 1 HUB / DAY COUNT / ROOT */
static bool read_note(struct promise *out, const char *note, uint64_t *count,
                      unsigned char root[HASH_SIZE])
{
    static const char HEAD[] = "barrio-promise 1 ";
    const char *name = note + strlen(HEAD);
    size_t text = verify_note_text(note);

    if (!text || strncmp(note, HEAD, strlen(HEAD)) != 0)
        return false;
    size_t length = strcspn(name, "\n");
    if (length == 0 || length >= sizeof out->hub)
        return false;
    memcpy(out->hub, name, length);
    const char *day = name + length + 1;
    if (!read_day(day, out->day) || day[DAY] != ' ')
        return false;
    const char *number = day + DAY + 1;
    length = strcspn(number, "\n");
    if (!verify_text_number(number, length, count))
        return false;
    const char *base64 = number + length + 1;
    length = strcspn(base64, "\n");
    return verify_text_base64(base64, length, root, HASH_SIZE) &&
           base64 + length + 1 == note + text;
}

static bool is_among(const char *line, const char *proof, uint64_t count,
                     const unsigned char root[HASH_SIZE])
{
    unsigned char hashes[PROOF_MOST][HASH_SIZE], leaf[HASH_SIZE];
    unsigned char made[HASH_SIZE];
    uint64_t index = 0;
    size_t n;

    verify_peaks_leaf(line, strlen(line), leaf);
    return verify_past_read_proof(proof, &index, hashes, &n) &&
           verify_peaks_climb(leaf, index, count, hashes, n, made) &&
           memcmp(made, root, HASH_SIZE) == 0;
}

bool verify_promise_read(struct promise *out, const char *where,
                         const char *text, struct say *say)
{
    unsigned char hashes[PROOF_MOST][HASH_SIZE], root[HASH_SIZE];
    size_t length = strcspn(text, "\n"), n;
    char line[256];
    uint64_t index, count = 0;

    *out = (struct promise){.where = where};
    if (length < sizeof line && text[length] == '\n') {
        memcpy(line, text, length);
        line[length] = '\0';
        out->note =
            verify_past_read_proof(text + length + 1, &index, hashes, &n);
    }
    if (!out->note || !read_line(out, line) ||
        !read_note(out, out->note, &count, root)) {
        verify_say_wrong(say, "%s is no promise of a hub.", where);
        return false;
    }
    if (is_among(line, text + length + 1, count, root))
        return true;
    verify_say_wrong(say,
                     "%s: \"%s\" is not among the %" PRIu64
                     " lines that %s signed: the promise was forged.",
                     where, line, count, out->hub);
    return false;
}

bool verify_promise_is_signed(const struct promise *p, const char *const *keys,
                              size_t count, struct say *say)
{
    struct signer signer;

    for (size_t i = 0; i < count; i++) {
        if (!verify_signer_read(&signer, keys[i]) || signer.kind != NOTE_LOG)
            verify_say_unable("\"%s\" is not the public key of a log", keys[i]);
        if (strcmp(signer.name, p->hub) != 0)
            continue;
        if (verify_note_signature(p->note, &signer, NULL) == SIGNATURE_GOOD) {
            verify_say_fine(say, "%s is signed by %s.", p->where, p->hub);
            return true;
        }
        verify_say_wrong(say, "%s: %s did not sign this promise: it is forged.",
                         p->where, p->hub);
        return false;
    }
    verify_say_note(say,
                    "%s: whether %s signed it is not checked (no --key of "
                    "that log).",
                    p->where, p->hub);
    return true;
}

/* Days since an epoch of no meaning, in the Gregorian calendar. */
static long day_number(const char *day)
{
    int y = 0, m = 0, d = 0;

    if (sscanf(day, "%4d-%2d-%2d", &y, &m, &d) != 3)
        return 0;
    /* The year begins in March, so that a leap day is its last. */
    y -= m < 3;
    m = (m + 9) % 12;
    return 365L * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + d;
}

/* The line that ended the answer's counting, "" where it lies in a former
 * epoch that was not given. */
static const char *line_at(const struct rules *rules, const struct log *log,
                           size_t leaf)
{
    size_t first = rules->base - log->count;

    for (; log && leaf < first; log = log->former)
        first -= log->former ? log->former->count : first;
    return log && leaf >= first && leaf - first < log->count
               ? log->lines[leaf - first]
               : "";
}

static void say_absent(const struct promise *p, const struct rules *rules,
                       const char *today, struct say *say)
{
    long days = day_number(today) - day_number(p->day);
    const struct source *station =
        verify_rules_source(rules, p->station, strlen(p->station));

    if (station && station->count > p->place)
        verify_say_wrong(say,
                         "%s: on %s %s promised to hold leaf %" PRIu64
                         " of %s, and its log has another answer there: it "
                         "was exchanged against the hub's own word.",
                         p->where, p->day, p->hub, p->place, p->station);
    else if (days > PROMISE_DAYS)
        verify_say_wrong(say,
                         "%s: on %s %s promised to hold leaf %" PRIu64
                         " of %s, and %ld days later its log does not: the "
                         "promise is broken.",
                         p->where, p->day, p->hub, p->place, p->station, days);
    else
        verify_say_note(say,
                        "%s: leaf %" PRIu64 " of %s is not in the log yet; by "
                        "the promise of %s it must be within %d days.",
                        p->where, p->place, p->station, p->day, PROMISE_DAYS);
}

void verify_promise_check(const struct promise *p, const struct rules *rules,
                          const struct log *log, const char *today,
                          struct say *say)
{
    const struct answer *answer = verify_rules_answer(rules, p->seal, HEX);

    if (!answer) {
        say_absent(p, rules, today, say);
        return;
    }
    if (answer->fate == FATE_EXCLUDED &&
        strstr(line_at(rules, log, answer->since), NEVER_HAD)) {
        verify_say_wrong(say,
                         "%s: on %s %s signed that it holds leaf %" PRIu64
                         " of %s, and its log denies it: \"%s\".",
                         p->where, p->day, p->hub, p->place, p->station,
                         NEVER_HAD);
        return;
    }
    verify_say_fine(say, "%s: the promise of %s is kept: leaf %zu of the log.",
                    p->where, p->day, answer->leaf);
}
