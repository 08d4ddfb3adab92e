#include "verify_account.h"

#include "verify_kinds.h"
#include "verify_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The fate of each answer of one survey, by its seal. */
struct walk {
    struct map fates;
    const char *form;
    size_t form_size;
    uint64_t of[FATE_SPOILED + 1]; /* how many came to each fate */
    uint64_t left;                 /* lines still to be read */
};

static void move(struct walk *w, const struct words *words, enum fate to)
{
    size_t *fate =
        words->count > FIRST + 1 && words->length[FIRST + 1] == HEX_SIZE
            ? verify_map_find(&w->fates, words->at[FIRST + 1], HEX_SIZE)
            : NULL;

    if (!fate)
        return;
    w->of[*fate]--;
    w->of[to]++;
    *fate = to;
}

static bool is_of_form(const struct walk *w, const struct words *words)
{
    return words->count > FIRST + 1 &&
           words->length[FIRST + 1] == w->form_size &&
           memcmp(words->at[FIRST + 1], w->form, w->form_size) == 0;
}

static void read_line(struct walk *w, const char *line)
{
    struct words words;

    verify_words_cut(&words, line);
    if (verify_word_is(&words, KIND, "spoiled"))
        w->of[FATE_SPOILED]++;
    else if (verify_word_is(&words, KIND, "excluded"))
        move(w, &words, FATE_EXCLUDED);
    else if (verify_word_is(&words, KIND, "withdrawn"))
        move(w, &words, FATE_WITHDRAWN);
    else if (verify_word_is(&words, KIND, "included"))
        move(w, &words, FATE_COUNTED);
    else if (verify_word_is(&words, KIND, "answer") && is_of_form(w, &words)) {
        (void)verify_map_add(&w->fates, words.at[FIRST], HEX_SIZE,
                             FATE_COUNTED);
        w->of[FATE_COUNTED]++;
    }
}

static void read_log(struct walk *w, const struct log *log, size_t count)
{
    for (size_t i = 0; i < count && w->left > 0; i++, w->left--)
        read_line(w, log->lines[i]);
}

/* A new epoch takes from the former one as many lines as its first leaf says:
 * "epoch LOG 0 FORMER SIZE ROOT". */
static void read_logs(struct walk *w, const struct log *log, size_t count)
{
    struct words words;
    uint64_t size = 0;

    if (log->former && log->count) {
        verify_words_cut(&words, log->lines[0]);
        if (words.count > FIRST + 1 &&
            verify_text_number(words.at[FIRST + 1], words.length[FIRST + 1],
                               &size))
            read_logs(w, log->former,
                      size < log->former->count ? (size_t)size
                                                : log->former->count);
    }
    read_log(w, log, count);
}

void verify_account_read(struct account *out, const struct log *log,
                         const char *form, size_t form_size, uint64_t lines,
                         struct say *say)
{
    struct walk w = {.form = form, .form_size = form_size, .left = lines};

    read_logs(&w, log, log->count);
    if (w.left)
        verify_say_wrong(say,
                         "the release is of more leaves than this log has.");
    *out = (struct account){w.of[FATE_COUNTED], w.of[FATE_EXCLUDED],
                            w.of[FATE_WITHDRAWN], w.of[FATE_SPOILED]};
    verify_map_clear(&w.fates);
}

void verify_account_compare(const struct account *release,
                            const struct account *log, struct say *say)
{
    const struct {
        const char *what;
        uint64_t told, found;
    } ROWS[] = {
        {"counted", release->counted, log->counted},
        {"excluded or replaced", release->excluded, log->excluded},
        {"withdrawn", release->withdrawn, log->withdrawn},
        {"spoiled", release->spoiled, log->spoiled},
    };
    size_t wrong = 0;

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        if (ROWS[i].told == ROWS[i].found)
            continue;
        wrong++;
        verify_say_wrong(say,
                         "totals.csv tells of %" PRIu64
                         " answers %s, but the log of %" PRIu64 ".",
                         ROWS[i].told, ROWS[i].what, ROWS[i].found);
    }
    if (!wrong)
        verify_say_fine(
            say,
            "the account is the sum of the log: %" PRIu64 " counted, %" PRIu64
            " excluded, %" PRIu64 " withdrawn, %" PRIu64 " spoiled.",
            log->counted, log->excluded, log->withdrawn, log->spoiled);
}
