#include "word.h"

#include "config.h"
#include "lane.h"
#include "oversight.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "proof/promise.h"
#include "station/finding.h"
#include "store/db.h"
#include "store/leaves.h"
#include "store/outbox.h"
#include "store/promises.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_MS = 86400000, HEAD_SIZE = SIGN_NAME_SIZE + 32 };

static bool is_promised(const struct response *response,
                        const struct receipt *receipt,
                        struct promise_line *line, size_t position)
{
    return !promise_leaves_out(line, position) &&
           verdict_is_kept(receipt->verdict) && response_is_logged(response);
}

/* The lines that the hub must have signed, from what was sent to it. */
static void rebuild(struct promise *promise, const struct promise_line *from,
                    const struct response *const *responses,
                    const struct receipt *receipts, size_t count)
{
    struct promise_line line = *from;

    for (size_t i = 0; i < count; i++) {
        const struct evidence *e = &responses[i]->evidence;
        if (is_promised(responses[i], &receipts[i], &line, i))
            promise_add(promise, e->log, e->index, e->commitment);
    }
}

/* Of a hub whose key is not known yet, or that began a new epoch, the word is
 * taken as it came: whoever looks at it later checks it. */
static enum err is_genuine(struct lane *lane, struct db *db, const char *hub,
                           const struct buf *note, bool *out)
{
    struct oversight oversight;
    enum err err = oversight_recall(lane, db, &oversight);

    *out =
        !err && (!oversight.is_known || strcmp(oversight.hub.name, hub) != 0 ||
                 note_check(note->data, note->size, &oversight.hub, NULL) ==
                     NOTE_GENUINE);
    return err;
}

static enum err attach(const struct lane *lane, struct db *db,
                       const struct promise_line *from, int64_t number,
                       const struct response *const *responses,
                       const struct receipt *receipts, size_t count)
{
    struct promise_line line = *from;
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < count; i++) {
        if (is_promised(responses[i], &receipts[i], &line, i))
            err = promises_attach(db, lane->target->name, receipts[i].key,
                                  number);
    }
    return err;
}

static enum err keep(struct lane *lane, struct db *db,
                     const struct promise_line *line, const struct buf *lines,
                     const struct buf *note, int64_t *number)
{
    bool is_good;
    enum err err = is_genuine(lane, db, line->hub, note, &is_good);

    *number = 0;
    if (err)
        return err;
    if (!is_good) {
        lane_tell(lane, db, TROUBLE_LOG_FALSE,
                  "it did not sign what it promised with its verdicts");
        return ERR_NONE;
    }
    return promises_add(db, lane->target->name, line->day, buf_text(note),
                        buf_text(lines), number);
}

enum err word_keep(struct lane *lane, struct db *db, const char *line,
                   const struct response *const *responses,
                   const struct receipt *receipts, size_t count)
{
    struct promise_line read;
    struct promise promise;
    struct buf lines, note;
    int64_t number = 0;
    enum err err = ERR_NONE;

    if (!*line || promise_read(line, &read))
        return ERR_NONE;
    buf_init(&lines, 0);
    buf_init(&note, NOTE_LIMIT);
    promise_init(&promise, &lines);
    rebuild(&promise, &read, responses, receipts, count);
    promise_note(&promise, &read, &note);
    if (promise.tree.size)
        err = keep(lane, db, &read, &lines, &note, &number);
    if (!err && number)
        err = attach(lane, db, &read, number, responses, receipts, count);
    promise_clear(&promise);
    buf_clear(&note);
    buf_clear(&lines);
    return err;
}

/* How a note of that log of the hub begins; a former one binds nobody. */
static void write_head(const char *hub, char out[HEAD_SIZE])
{
    snprintf(out, HEAD_SIZE, "barrio-promise 1 %s\n", hub);
}

static bool is_of(const struct promised *promised, const char *hub)
{
    char head[HEAD_SIZE];

    write_head(hub, head);
    return strncmp(promised->note, head, strlen(head)) == 0;
}

static enum err find(const struct lane *lane, struct db *db, int64_t epoch,
                     int64_t index, struct promised *out)
{
    struct epoch e;
    enum err err = leaves_epoch(db, epoch, &e);

    *out = (struct promised){.index = 0};
    if (!err)
        err = promises_find(db, lane->target->name, e.log, index, out);
    epoch_clear(&e);
    return err;
}

enum err word_of_denial(const struct lane *lane, struct db *db, const char *hub,
                        int64_t epoch, int64_t index, char said[WORD_SAID_SIZE])
{
    struct promised promised;
    enum err err = find(lane, db, epoch, index, &promised);

    said[0] = '\0';
    if (!err && is_of(&promised, hub))
        snprintf(said, WORD_SAID_SIZE,
                 "it promised on %.10s to hold leaf %" PRId64
                 " of %.63s, and now says that it never had it",
                 promised.day, index, promised.log);
    promised_clear(&promised);
    return err == ERR_MISSING ? ERR_NONE : err;
}

enum err word_check_days(struct lane *lane, struct db *db, const char *hub)
{
    char day[STAMP_TEXT_SIZE], detail[WORD_SAID_SIZE], head[HEAD_SIZE];
    struct promised promised;

    stamp_print_local(stamp_now().wall_ms - PROMISE_DAYS * (int64_t)DAY_MS,
                      day);
    day[PROMISE_DAY_SIZE - 1] = '\0';
    write_head(hub, head);
    enum err err =
        promises_overdue(db, lane->target->name, head, day, &promised);
    if (!err) {
        snprintf(detail, sizeof detail,
                 "on %.10s it promised to hold leaf %" PRId64
                 " of %.63s, and has not proved it since",
                 promised.day, promised.index, promised.log);
        lane_tell(lane, db, TROUBLE_LOG_DENIED, detail);
    }
    promised_clear(&promised);
    return err == ERR_MISSING ? ERR_NONE : err;
}

static enum err show(struct db *db, const char *code, struct buf *out)
{
    struct promised promised = {0};
    struct found found;
    enum err err = finding_look(db, code, &found);

    if (err) {
        log_error("a digit of the code is wrong or missing");
        return err;
    }
    err = promises_find(db, NULL, found.log, found.index, &promised);
    if (!err)
        err = promise_show(promised.lines, promised.note, found.log,
                           (uint64_t)found.index, out);
    if (err == ERR_MISSING)
        log_error("nobody has promised anything about this answer: it is not "
                  "of this station, was not sent yet, or went away after its "
                  "proof");
    promised_clear(&promised);
    return err;
}

enum err word_show(const struct config *config, const char *code,
                   struct buf *out)
{
    struct db *db = NULL;
    enum err err = outbox_open(&db, config->data);

    if (!err)
        err = show(db, code, out);
    db_close(db);
    return err;
}
