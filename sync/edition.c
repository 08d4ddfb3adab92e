#include "edition.h"

#include "config.h"
#include "fetch.h"
#include "identity.h"
#include "lane.h"
#include "staging.h"
#include "trust.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "proof/note.h"
#include "wire/edition.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SINCE_VERSION = 2 };

static const char WHOLE[] = "edition_whole"; /* the one that is in place */

bool edition_is_expected(struct fetch *fetch)
{
    char *whole = trust_recall(fetch->lane, fetch->db, WHOLE);
    bool is = fetch->lane->hub_version >= SINCE_VERSION || *whole;

    free(whole);
    return is;
}

static enum err note_whole(struct lane *lane, struct db *db, int64_t number)
{
    char text[32];

    snprintf(text, sizeof text, "%" PRId64, number);
    return trust_note(lane, db, WHOLE, text);
}

/* From the note on disk the switch can be ended after any power cut. */
static enum err switch_in(struct lane *lane, struct db *db,
                          const struct edition *edition)
{
    enum err err = staging_switch(lane, db, edition);

    if (!err)
        err = note_whole(lane, db, edition->number);
    if (!err)
        err = staging_end(lane->config);
    if (!err)
        log_info("%s: edition %" PRId64 " is in place", lane->target->name,
                 edition->number);
    return err;
}

static enum err follow(struct fetch *fetch, const struct http_reply *reply,
                       const struct edition *edition)
{
    struct lane *lane = fetch->lane;
    enum err err = staging_fill(fetch, edition);

    if (err || !fetch->complete || fetch->over)
        return err;
    err = staging_begin(lane->config, buf_text(&reply->body), reply->body.size);
    if (!err)
        err = switch_in(lane, fetch->db, edition);
    /* A full disk is the operator's to mend; what was there stays. */
    if (err == ERR_FULL || err == ERR_IO || err == ERR_DENIED) {
        fetch_tell(fetch, TROUBLE_DISK, "edition");
        err = ERR_NONE;
    }
    return err;
}

static enum err take(struct fetch *fetch, const struct http_reply *reply)
{
    struct arena *arena = arena_new();
    struct edition edition;
    enum err err = ERR_NONE;
    enum trouble trouble = TROUBLE_PORTAL;

    if (strcmp(reply->type, EDITION_TYPE) == 0)
        trouble = trust_judge(fetch->lane, fetch->db, buf_text(&reply->body),
                              reply->body.size, arena, &edition);
    if (trouble)
        fetch_tell(fetch, trouble, NULL);
    else
        err = follow(fetch, reply, &edition);
    arena_free(arena);
    return err;
}

static enum err judge(struct fetch *fetch, const struct http_request *request,
                      enum err sent, const struct http_reply *reply)
{
    enum err err = ERR_NONE;
    enum trouble before = fetch->lane->trouble;

    if (!fetch_judge(fetch, request, sent, reply))
        return ERR_NONE;
    if (reply->status == 200)
        err = take(fetch, reply);
    /* A form that was left out has been told just now and must stay so. */
    bool is_told = reply->status == 200 && fetch->lane->trouble != before;
    if (!err && fetch->complete && !fetch->over && !is_told)
        lane_well(fetch->lane, fetch->db);
    if (!err && fetch->complete && !fetch->over && fetch->lane->is_first)
        identity_ensure(fetch->lane, fetch->db);
    return err;
}

enum err edition_pull(struct fetch *fetch, bool *found)
{
    struct lane *lane = fetch->lane;
    char *whole = trust_recall(lane, fetch->db, WHOLE);
    char *tag = *whole ? xasprintf("\"%s\"", whole) : xstrdup("");
    char *url = xasprintf("%s/edition", lane->target->url);
    const struct http_request request = {.method = HTTP_GET,
                                         .url = url,
                                         .etag = tag,
                                         .limit = NOTE_LIMIT,
                                         .bare = true};
    struct http_reply reply;
    enum err sent = lane_send(lane, &request, &reply);

    *found = sent || reply.status != 404;
    enum err err = *found ? judge(fetch, &request, sent, &reply) : ERR_NONE;
    http_reply_clear(&reply);
    free(url);
    free(tag);
    free(whole);
    return err;
}

enum err edition_resume(struct lane *lane, struct db *db)
{
    char *path = staging_note_path(lane->config);
    struct arena *arena = arena_new();
    struct edition edition;
    struct buf note;
    enum err err = ERR_NONE;

    buf_init(&note, NOTE_LIMIT);
    if (file_exists(path) && file_read(path, &note) == ERR_NONE &&
        trust_judge(lane, db, buf_text(&note), note.size, arena, &edition) ==
            TROUBLE_NONE)
        err = switch_in(lane, db, &edition);
    buf_clear(&note);
    arena_free(arena);
    free(path);
    return err;
}
