#include "returned.h"

#include "lane.h"
#include "trust.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "store/returned.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_REPLY = 256 * 1024, COMMENT_MAX = 1000 };
static const char CURSOR[] = "returned after";

/* The key of an entry and its comment, cut to what a screen can show. */
static enum err keep_one(struct db *db, const struct json *entry)
{
    unsigned char key[RESPONSE_KEY_SIZE];
    const char *hex = json_text(json_member(entry, "key"), "");
    const char *said = json_text(json_member(entry, "comment"), "");

    if (strlen(hex) != 2 * sizeof key || !hex_decode(hex, key, sizeof key))
        return ERR_NONE;
    char *comment = xstrndup(said, COMMENT_MAX);
    enum err err = returned_keep(db, key, comment, stamp_now().wall_ms);
    free(comment);
    return err;
}

static enum err keep_all(struct lane *lane, struct db *db,
                         const struct json *document)
{
    const struct json *reviews = json_member(document, "reviews");
    size_t count = json_length(reviews);
    int64_t last = 0;
    enum err err = ERR_NONE;
    char text[32];

    for (size_t i = 0; !err && i < count; i++) {
        const struct json *entry = json_element(reviews, i);
        last = json_whole(json_member(entry, "number"), last);
        err = keep_one(db, entry);
    }
    if (err || count == 0)
        return err;
    log_info("%zu answers of workers were sent back", count);
    snprintf(text, sizeof text, "%" PRId64, last);
    return trust_note(lane, db, CURSOR, text);
}

static enum err take(struct lane *lane, struct db *db,
                     const struct http_reply *reply)
{
    struct json *document;

    if (reply->status != 200 ||
        json_read(buf_text(&reply->body), reply->body.size, &document))
        return ERR_NONE;
    enum err err = keep_all(lane, db, document);
    json_free(document);
    return err;
}

enum err returned_lane(struct lane *lane, struct db *db)
{
    struct http_reply reply = {0};
    bool may_come;
    enum err err = returned_may_come(db, &may_come);

    if (err || !may_come || lane->hub_version == 0)
        return err;
    char *after = trust_recall(lane, db, CURSOR);
    char *url = lane_url(lane, "returned");
    char *asked = xasprintf("%s%cafter=%s", url, strchr(url, '?') ? '&' : '?',
                            *after ? after : "0");
    const struct http_request request = {
        .method = HTTP_GET,
        .url = asked,
        .limit = LARGEST_REPLY,
    };
    err = lane_send(lane, &request, &reply);
    if (!err)
        err = take(lane, db, &reply);
    else if (err == ERR_NETWORK || err == ERR_BUSY)
        err = ERR_NONE; /* asked again in the next round */
    http_reply_clear(&reply);
    free(asked);
    free(url);
    free(after);
    return err;
}
