#include "fetch.h"

#include "lane.h"
#include "push.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void fetch_tell(struct fetch *fetch, enum trouble trouble, const char *detail)
{
    fetch->complete = false;
    lane_tell(fetch->lane, fetch->db, trouble, detail);
}

void fetch_fail(struct fetch *fetch, enum trouble trouble, int64_t asked_ms)
{
    fetch_tell(fetch, trouble, NULL);
    lane_back_off(fetch->lane, asked_ms);
    fetch->over = true;
}

/* The end of an address, for people: Central's have a token in the middle. */
static const char *tail_of(const char *url)
{
    const char *slash = strrchr(url, '/');

    return slash ? slash + 1 : url;
}

/* A refusal names what was asked for, without the query and its secrets. */
static void tell_of(struct fetch *fetch, enum trouble trouble, const char *url)
{
    const char *tail = tail_of(url);
    char *name = xasprintf("%.*s", (int)strcspn(tail, "?"), tail);

    fetch_tell(fetch, trouble, name);
    free(name);
}

static void judge_status(struct fetch *fetch, const struct http_reply *reply,
                         const char *url)
{
    struct push_rule rule = push_rule_for(reply);

    switch (rule.action) {
    case PUSH_STOP:
        tell_of(fetch, rule.trouble, url);
        lane_stop(fetch->lane);
        fetch->over = true;
        break;
    case PUSH_RETRY:
        fetch_fail(fetch, rule.trouble, reply->retry_after_ms);
        break;
    default:
        tell_of(fetch, TROUBLE_NO_SERVER, url);
        break;
    }
}

bool fetch_judge(struct fetch *fetch, const struct http_request *request,
                 enum err err, const struct http_reply *reply)
{
    bool is_conditional = request->etag && *request->etag;

    if (err == ERR_BUSY)
        fetch->over = true;
    else if (err && reply->body.overflow)
        tell_of(fetch, TROUBLE_LARGE_FORM, request->url);
    else if (err)
        fetch_fail(fetch, reply->trouble, 0);
    else if (reply->status == 200 || (reply->status == 304 && is_conditional))
        return true;
    else
        judge_status(fetch, reply, request->url);
    return false;
}

bool fetch_get(struct fetch *fetch, const struct http_request *request,
               struct http_reply *out)
{
    *out = (struct http_reply){0};
    if (lane_must_rest(fetch->lane)) {
        fetch->complete = false;
        fetch->over = true;
        return false;
    }
    enum err err = lane_send(fetch->lane, request, out);

    return fetch_judge(fetch, request, err, out);
}
