#include "challenge.h"

#include "kiosk.h"

#include "base/log.h"
#include "form/session.h"
#include "store/outbox.h"

#include <stdlib.h>
#include <string.h>

/* The next seal is of other bytes and another salt: who saw the first one
 * opened knows nothing of the second. */
static void begin_anew(struct visit *visit)
{
    session_renew(visit->session);
    visit->is_frozen = visit->is_packed = false;
    visit_unseal(visit);
}

enum err challenge_open(struct kiosk *kiosk)
{
    struct visit *visit = &kiosk->visit;
    const struct response *r = &visit->response;
    struct buf text;

    if (!*visit_promise(visit))
        return ERR_MISSING;
    buf_init(&text, 0);
    enum err err = ledger_spoil(&kiosk->ledger, kiosk->db, r, &text);
    if (err) {
        log_error("%s cannot be opened: %s", r->id, err_text(err));
        buf_clear(&text);
        return err;
    }
    buf_putc(&text, '\n');
    buf_add(&text, r->body, r->body_size);
    log_info("%s was opened to check the machine", r->id);
    free(visit->opened);
    visit->opened = buf_steal(&text);
    memcpy(visit->opened_code, visit->code, sizeof visit->opened_code);
    begin_anew(visit);
    outbox_ring(kiosk->config.data);
    return ERR_NONE;
}
