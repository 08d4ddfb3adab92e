/* Checks what a Barrio hub and its stations publish. It shares no source with
 * the programs it checks: it can be built alone with
 *     cc -std=c11 -D_POSIX_C_SOURCE=200809L barrio-verify.c verify_*.c -lcrypto
 */
#include "verify_log.h"
#include "verify_note.h"
#include "verify_opening.h"
#include "verify_release.h"
#include "verify_past.h"
#include "verify_promise.h"
#include "verify_rules.h"
#include "verify_say.h"
#include "verify_slip.h"
#include "verify_text.h"
#include "verify_witness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST = 64 };

/* An option that may be given several times. */
struct list {
    const char *at[MOST];
    size_t count;
};

struct options {
    struct list key, witness, checkpoint, station, before, slip, sign, rest;
    int quiet;
};

/* All that a command reads and others borrow from. main owns it, so that it
 * is freed however the command ends. */
struct shelf {
    struct log log, other;
    struct rules rules;
    char *notes[MOST];
    size_t notes_count;
};

static const char USAGE[] =
    "usage: barrio-verify COMMAND ...\n"
    "\n"
    "  log FILE          an export: lines, root, signature, rules, sums\n"
    "  compare A B       two exports of one log, as two people got them\n"
    "  checkpoints N...  signed checkpoints against each other\n"
    "  receipt FILE C... what became of typed codes or addresses of slips\n"
    "  proof FILE LEAF   one leaf and its tlog-proof, without the log\n"
    "  promise FILE...   what the hub signed when it took answers, as the\n"
    "                    station keeps it; with --log whether it holds\n"
    "  release FOLDER    published figures: their files, sums and floors\n"
    "  opening O [BODY]  an answer that was opened to check the machine: its\n"
    "                    two files, or its parts as a camera read them\n"
    "  witness DIR FILE  compare with what was seen last, then remember\n"
    "  key NAME FILE     a new key for a witness\n"
    "\n"
    "  --key KEY         the log's public key (NAME+ID+BASE64)\n"
    "  --witness KEY     a witness that must have cosigned (repeatable)\n"
    "  --checkpoint N    a checkpoint from elsewhere: newspaper, witness\n"
    "                    (repeatable)\n"
    "  --station FILE    a station's own export, held against the hub's\n"
    "  --before FILE     the export of the former epoch, then of the one\n"
    "                    before that (repeatable)\n"
    "  --slip FILE       a signed slip\n"
    "  --log FILE        for opening and promise: where the commitment should\n"
    "                    be; for release: where it should be told\n"
    "  --sign FILE       for witness: cosign with this key\n"
    "  --quiet           say only what is wrong\n"
    "\n"
    "FILE may be - for standard input. Exit status: 0 nothing wrong, 1\n"
    "something was changed, dropped or forged, 2 could not be checked.\n";

static void shelf_clear(struct shelf *shelf)
{
    verify_rules_clear(&shelf->rules);
    verify_log_clear(&shelf->log);
    verify_log_clear(&shelf->other);
    for (size_t i = 0; i < shelf->notes_count; i++)
        free(shelf->notes[i]);
}

/* A file's text, borrowed from the shelf. */
static const char *shelf_note(struct shelf *shelf, const char *path)
{
    size_t size;

    return shelf->notes[shelf->notes_count++] = verify_text_load(path, &size);
}

static struct list *list_of(struct options *o, const char *name)
{
    const struct {
        const char *name;
        struct list *list;
    } table[] = {
        {"--key", &o->key},         {"--witness", &o->witness},
        {"--station", &o->station}, {"--checkpoint", &o->checkpoint},
        {"--before", &o->before},   {"--slip", &o->slip},
        {"--sign", &o->sign},       {"--log", &o->station},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(name, table[i].name) == 0)
            return table[i].list;
    }
    return NULL;
}

static void read_options(struct options *o, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        struct list *list = &o->rest;
        if (strcmp(argv[i], "--quiet") == 0) {
            o->quiet = 1;
            continue;
        }
        if (strncmp(argv[i], "--", 2) == 0) {
            list = list_of(o, argv[i]);
            if (!list || ++i == argc)
                verify_say_unable(
                    "%s: unknown, or its value is missing (see --help)",
                    argv[list ? i - 1 : i]);
        }
        if (list->count == MOST)
            verify_say_unable("more than %d of a kind", MOST);
        list->at[list->count++] = argv[i];
    }
}

static void need_signer(struct signer *out, const char *text,
                        unsigned char kind)
{
    if (!verify_signer_read(out, text) || out->kind != kind)
        verify_say_unable("\"%s\" is not the public key of a %s", text,
                          kind == NOTE_LOG ? "log" : "witness");
}

/* Checks the log's own signature where its key was given. */
static void check_signature(const struct head *head, const struct options *o,
                            struct say *say)
{
    struct signer signer;

    if (o->key.count == 0)
        verify_say_note(say, "%s: the signature is not checked (no --key).",
                        head->where);
    for (size_t i = 0; i < o->key.count; i++) {
        need_signer(&signer, o->key.at[i], NOTE_LOG);
        if (o->key.count > 1 && strcmp(signer.name, head->origin) != 0)
            continue;
        if (verify_head_is_signed(head, &signer, say))
            verify_say_fine(say, "%s is signed by %s.", head->where,
                            signer.name);
    }
}

/* Loads an export and checks its root and signature; the program ends here
 * when it cannot even be read. */
static void need_log(struct log *out, const char *path, const struct options *o,
                     struct say *say)
{
    if (!verify_log_load(out, path, say))
        exit(verify_say_end(say));
    if (verify_log_fits_head(out, say))
        verify_say_fine(say,
                        "%s: %zu leaves of %s make the root of its checkpoint.",
                        path, out->count, out->head.origin);
    check_signature(&out->head, o, say);
}

/* Former epochs, the nearest first. */
static void load_former(struct log *log, const struct options *o,
                        struct say *say)
{
    for (size_t i = 0; i < o->before.count; i++, log = log->former) {
        log->former = verify_text_room(1, sizeof *log->former);
        if (!verify_log_load(log->former, o->before.at[i], say))
            exit(verify_say_end(say));
        verify_log_fits_head(log->former, say);
    }
}

static void read_rules(struct rules *out, struct log *log,
                       const struct options *o, struct say *say)
{
    unsigned long wrong = say->wrong;

    load_former(log, o, say);
    if (verify_rules_read(out, log, say) && say->wrong == wrong)
        verify_say_fine(say,
                        "%s: nothing is counted twice, missing, back-dated or "
                        "summed up wrongly (%zu answers and "
                        "checks of the machine).",
                        log->path, out->answers_count);
}

static int check_log(const struct options *o, struct shelf *shelf,
                     struct say *say)
{
    if (o->rest.count != 1)
        return -1;
    need_log(&shelf->log, o->rest.at[0], o, say);
    read_rules(&shelf->rules, &shelf->log, o, say);
    verify_past_check_witnesses(&shelf->log, &shelf->log.head, o->witness.at,
                                o->witness.count, say);
    for (size_t i = 0; i < o->checkpoint.count; i++) {
        struct head head;
        const char *note = shelf_note(shelf, o->checkpoint.at[i]);
        if (!verify_head_read(&head, o->checkpoint.at[i], note, say))
            continue;
        check_signature(&head, o, say);
        if (verify_log_had_head(&shelf->log, &head, say))
            verify_say_fine(say, "%s is in the past of this log.", head.where);
        verify_past_check_witnesses(&shelf->log, &head, o->witness.at,
                                    o->witness.count, say);
    }
    for (size_t i = 0; i < o->station.count; i++)
        verify_past_check_station(&shelf->log, &shelf->rules, o->station.at[i],
                                  say);
    return 0;
}

static int compare(const struct options *o, struct shelf *shelf,
                   struct say *say)
{
    if (o->rest.count != 2)
        return -1;
    need_log(&shelf->log, o->rest.at[0], o, say);
    need_log(&shelf->other, o->rest.at[1], o, say);
    if (verify_log_agrees(&shelf->log, &shelf->other, say))
        verify_say_fine(say,
                        "%s and %s are one log, seen at %zu and %zu leaves.",
                        shelf->log.path, shelf->other.path, shelf->log.count,
                        shelf->other.count);
    return 0;
}

static int check_checkpoints(const struct options *o, struct shelf *shelf,
                             struct say *say)
{
    struct head heads[MOST];
    size_t count = 0;

    if (o->rest.count < 1)
        return -1;
    for (size_t i = 0; i < o->rest.count; i++) {
        const char *note = shelf_note(shelf, o->rest.at[i]);
        if (!verify_head_read(&heads[count], o->rest.at[i], note, say))
            continue;
        check_signature(&heads[count], o, say);
        verify_past_check_witnesses(NULL, &heads[count], o->witness.at,
                                    o->witness.count, say);
        count++;
    }
    verify_past_compare(heads, count, o->witness.at, o->witness.count, say);
    return 0;
}

static int check_receipts(const struct options *o, struct shelf *shelf,
                          struct say *say)
{
    struct slip slips[2 * MOST];
    size_t count = 0;

    if (o->rest.count + o->slip.count < 2 || o->rest.count < 1)
        return -1;
    need_log(&shelf->log, o->rest.at[0], o, say);
    read_rules(&shelf->rules, &shelf->log, o, say);
    for (size_t i = 1; i < o->rest.count; i++)
        count += verify_slip_take(&slips[count], o->rest.at[i], say);
    for (size_t i = 0; i < o->slip.count; i++)
        count +=
            verify_slip_open(&slips[count], o->slip.at[i], &shelf->rules, say);
    for (size_t i = 0; i < count; i++) {
        verify_slip_find(&slips[i], &shelf->rules, &shelf->log, say);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(slips[i].code, slips[j].code) == 0)
                verify_say_wrong(
                    say,
                    "%s and %s are one receipt: if two residents "
                    "hold them, their station gave it out twice and "
                    "counts one answer for both.",
                    slips[j].shown, slips[i].shown);
        }
    }
    return 0;
}

static int check_proof(const struct options *o, struct shelf *shelf,
                       struct say *say)
{
    struct head head;

    if (o->rest.count != 2)
        return -1;
    const char *text = shelf_note(shelf, o->rest.at[0]);
    if (verify_past_check_proof(o->rest.at[0], text, o->rest.at[1], &head, say))
        check_signature(&head, o, say);
    return 0;
}

/* Days are the reader's own: a promise is broken where he lives. */
static int check_promises(const struct options *o, struct shelf *shelf,
                          struct say *say)
{
    bool has_log = o->station.count > 0;
    struct promise promise;
    time_t now = time(NULL);
    struct tm tm;
    char today[11];

    if (o->rest.count < 1 || !localtime_r(&now, &tm) ||
        strftime(today, sizeof today, "%Y-%m-%d", &tm) == 0)
        return -1;
    if (has_log) {
        need_log(&shelf->log, o->station.at[0], o, say);
        read_rules(&shelf->rules, &shelf->log, o, say);
    }
    for (size_t i = 0; i < o->rest.count; i++) {
        const char *text = shelf_note(shelf, o->rest.at[i]);
        if (verify_promise_read(&promise, o->rest.at[i], text, say) &&
            verify_promise_is_signed(&promise, o->key.at, o->key.count, say) &&
            has_log)
            verify_promise_check(&promise, &shelf->rules, &shelf->log, today,
                                 say);
    }
    return 0;
}

static int check_release(const struct options *o, struct shelf *shelf,
                         struct say *say)
{
    bool has_log = o->station.count > 0;

    if (o->rest.count != 1)
        return -1;
    if (has_log)
        need_log(&shelf->log, o->station.at[0], o, say);
    verify_release_check(o->rest.at[0], has_log ? &shelf->log : NULL, say);
    return 0;
}

static int check_opening(const struct options *o, struct shelf *shelf,
                         struct say *say)
{
    if (o->rest.count != 1 && o->rest.count != 2)
        return -1;
    if (o->station.count > 0) {
        need_log(&shelf->log, o->station.at[0], o, say);
        read_rules(&shelf->rules, &shelf->log, o, say);
    }
    verify_opening_check(o->rest.at[0],
                         o->rest.count == 2 ? o->rest.at[1] : NULL,
                         o->station.count > 0 ? &shelf->rules : NULL, say);
    return 0;
}

static int witness(const struct options *o, struct shelf *shelf,
                   struct say *say)
{
    if (o->rest.count != 2 || o->key.count == 0)
        return -1;
    need_log(&shelf->log, o->rest.at[1], o, say);
    if (say->wrong == 0)
        verify_witness_see(o->rest.at[0], &shelf->log, say);
    if (say->wrong == 0 && o->sign.count > 0)
        verify_witness_sign(&shelf->log, o->sign.at[0], say);
    return 0;
}

static int new_key(const struct options *o, struct shelf *shelf,
                   struct say *say)
{
    (void)shelf;
    (void)say;
    if (o->rest.count != 2)
        return -1;
    verify_witness_new_key(o->rest.at[0], o->rest.at[1]);
    return 0;
}

static const struct {
    const char *name;
    int (*run)(const struct options *o, struct shelf *shelf, struct say *say);
} COMMANDS[] = {
    {"log", check_log},          {"compare", compare},
    {"receipt", check_receipts}, {"checkpoints", check_checkpoints},
    {"proof", check_proof},      {"opening", check_opening},
    {"witness", witness},        {"key", new_key},
    {"release", check_release},  {"promise", check_promises},
};

int main(int argc, char **argv)
{
    struct options o = {0};
    struct shelf shelf = {0};
    struct say say = {0};
    int status = -1;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(USAGE, stdout);
        return SAY_FINE;
    }
    for (size_t i = 0; argc > 1 && i < sizeof COMMANDS / sizeof *COMMANDS;
         i++) {
        if (strcmp(argv[1], COMMANDS[i].name) != 0)
            continue;
        read_options(&o, argc - 2, argv + 2);
        say.quiet = o.quiet;
        status = COMMANDS[i].run(&o, &shelf, &say);
    }
    shelf_clear(&shelf);
    if (status == 0)
        return verify_say_end(&say);
    fputs(USAGE, stderr);
    return SAY_UNABLE;
}
