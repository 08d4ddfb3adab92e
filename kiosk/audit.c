#include "audit.h"

#include "visit.h"

#include "base/buf.h"
#include "form/session.h"

/* The events' names are those of ODK Collect (docs.getodk.org, Form audit
 * log): what reads its logs reads ours. */
void audit_note(struct visit *visit, const char *event, const char *ref,
                int64_t ms)
{
    int64_t now = stamp_now().wall_ms;

    if (!session_is_audited(visit->session))
        return;
    buf_printf(&visit->audit, "%s,", event);
    session_print_audit_ref(visit->session, ref, &visit->audit);
    buf_printf(&visit->audit, ",%lld,%lld\n", (long long)(now - ms),
               (long long)now);
}

void audit_write(const struct visit *visit, struct buf *out)
{
    static const char *const LAST[] = {"form save", "form exit",
                                       "form finalize"};
    long long started = visit->started.wall_ms, now = stamp_now().wall_ms;

    buf_puts(out, "event,node,start,end\n");
    buf_printf(out, "form start,,%lld,\n", started);
    buf_add(out, buf_text(&visit->audit), visit->audit.size);
    for (size_t i = 0; i < COUNT_OF(LAST); i++)
        buf_printf(out, "%s,,%lld,\n", LAST[i], now);
}
