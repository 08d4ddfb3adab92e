/* Everything of lib/proof that reads texts from outside: lines of logs,
 * checkpoints, notes, keys, slips, growths and answers to them. What is read
 * as a line must be written the same again: two spellings of one leaf would
 * be two leaves. */
#include "base/log.h"
#include "base/mem.h"
#include "proof/checkpoint.h"
#include "proof/growth.h"
#include "proof/heard.h"
#include "proof/leaf.h"
#include "proof/promise.h"
#include "proof/slip.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_line(const char *text)
{
    struct leaf leaf;
    struct buf again;

    if (leaf_read(&leaf, text) != ERR_NONE)
        return;
    buf_init(&again, 0);
    if (leaf_write(&leaf, &again) != ERR_NONE ||
        strcmp(buf_text(&again), text) != 0)
        abort();
    buf_clear(&again);
}

static void read_slip(const char *text)
{
    char code[SLIP_CODE_SIZE], token[TOKEN_DIGITS + 1];
    struct slip slip;

    if (slip_read(&slip, text) == ERR_NONE)
        slip_code(slip.commitment, code);
    if (slip_read_code(text, code) && claim_read(text, token))
        abort(); /* one has 16 digits, the other 20 */
}

static void read_note(const char *text, size_t size)
{
    static const char key[] =
        "plaza/1+df930d83+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    struct checkpoint head = {0}, station = {0};
    struct note_verifier verifier, other;
    struct tree_proof proof;
    const char *note;
    size_t note_size;
    uint64_t index;
    char quote[NOTE_QUOTE_SIZE];

    if (!note_verifier_read(&verifier, key))
        abort();
    if (note_verifier_read(&other, text) ||
        note_quote(text, size, &verifier, quote))
        memset(quote, 0, sizeof quote);
    if (checkpoint_open(&head, text, size, &verifier) ||
        checkpoint_read_proof(text, size, &index, &proof, &note, &note_size))
        memset(&head, 0, sizeof head);
    if (heard_check(text, size, &verifier, &station, &head) == HEARD_GOOD)
        abort(); /* nobody has signed that */
}

/* A line from a hub, and as the lines of one. */
static void read_promise(const char *text)
{
    struct promise_line line;
    size_t left_out = 0;
    struct buf shown;

    if (promise_read(text, &line) == ERR_NONE) {
        for (size_t i = 0; i < 100; i++)
            left_out += promise_leaves_out(&line, i);
        if (left_out > strlen(text))
            abort(); /* each takes two bytes to say */
    }
    buf_init(&shown, 0);
    if (promise_show(text, "note\n", "plaza.7f3a/1", 1, &shown) == ERR_NONE &&
        strncmp(buf_text(&shown), "kept plaza.7f3a/1 1 ", 20) != 0)
        abort();
    buf_clear(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = xstrndup((const char *)data, size);
    struct growth growth;

    /* Refusals are what it is about: they would fill the log. */
    log_set_level(LOG_LEVEL_ERROR);
    read_line(text);
    read_slip(text);
    read_note(text, strlen(text));
    read_promise(text);
    if (growth_read(&growth, text, strlen(text)) == ERR_NONE)
        growth_clear(&growth);
    free(text);
    return 0;
}
