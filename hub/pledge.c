#include "pledge.h"

#include "archive.h"
#include "base/stamp.h"
#include "hublog.h"

#include <string.h>

void pledge_init(struct pledge *out)
{
    *out = (struct pledge){.position = 0};
    promise_init(&out->promise, NULL);
}

void pledge_clear(struct pledge *pledge)
{
    promise_clear(&pledge->promise);
}

void pledge_add(struct pledge *pledge, const struct response *response,
                enum verdict verdict, const struct holding *holding)
{
    size_t position = pledge->position++;

    if (!verdict_is_kept(verdict) || !response_is_logged(response))
        return;
    if (!holding->is_sealed) {
        promise_leave_out(&pledge->promise, position);
        return;
    }
    promise_add(&pledge->promise, response->evidence.log,
                response->evidence.index, holding->commitment);
    if (holding->since_ms > pledge->last_ms)
        pledge->last_ms = holding->since_ms;
}

enum err pledge_write(struct pledge *pledge, const struct archive *archive,
                      struct buf *out)
{
    const struct sign_key *key = hublog_key(archive);
    char day[STAMP_TEXT_SIZE];

    if (!key)
        return ERR_NONE;
    stamp_print_local(pledge->last_ms, day);
    memcpy(pledge->promise.day, day, PROMISE_DAY_SIZE - 1);
    return promise_write(&pledge->promise, key, out);
}
