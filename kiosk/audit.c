#include "audit.h"

#include "visit.h"

#include "base/buf.h"
#include "base/mem.h"
#include "form/session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The names of events and columns are those of ODK Collect (docs.getodk.org,
 * "Form Audit Log"; getodk.github.io/xforms-spec/client-audit-logs): what
 * reads its logs reads ours. */
struct row {
    const char *event, *ref;
    int64_t start_ms, end_ms; /* no end: 0 */
    const char *before, *after, *reason;
};

/* Quotes are doubled wherever they stand, unlike in Collect, which does so
 * only beside a comma: a text that begins with one is then read as it is. */
static void print_cell(const char *text, struct buf *out)
{
    buf_putc(out, ',');
    if (!text[strcspn(text, ",\"\r\n")]) {
        buf_puts(out, text);
        return;
    }
    buf_putc(out, '"');
    for (; *text; text++)
        buf_printf(out, *text == '"' ? "\"\"" : "%c", *text);
    buf_putc(out, '"');
}

/* "19.43 -99.13 2240 5": latitude, longitude and, behind the height, the
 * accuracy; three empty cells where nobody knows. */
static void print_location(const char *location, struct buf *out)
{
    enum { PARTS = 4, HEIGHT = 2 };

    for (int i = 0; i < PARTS; i++) {
        size_t size = strcspn(location, " ");
        if (i != HEIGHT)
            buf_printf(out, ",%.*s", (int)size, location);
        location += size + strspn(location + size, " ");
    }
}

static void print_row(const struct visit *visit, const struct row *row,
                      struct buf *out)
{
    unsigned columns = session_audit_columns(visit->session);

    buf_printf(out, "%s,", row->event);
    session_print_audit_ref(visit->session, row->ref, out);
    buf_printf(out, ",%" PRId64 ",", row->start_ms);
    if (row->end_ms)
        buf_printf(out, "%" PRId64, row->end_ms);
    if (columns & AUDIT_LOCATION)
        print_location(session_location(visit->session), out);
    if (columns & AUDIT_CHANGES) {
        print_cell(row->before ? row->before : "", out);
        print_cell(row->after ? row->after : "", out);
    }
    /* A resident has no name here, whatever the form asks. */
    if (columns & AUDIT_USER)
        print_cell(visit->worker ? visit->worker : "", out);
    if (columns & AUDIT_REASONS)
        print_cell(row->reason ? row->reason : "", out);
    buf_putc(out, '\n');
}

static bool tracks_changes(const struct visit *visit)
{
    return session_is_audited(visit->session) &&
           session_audit_columns(visit->session) & AUDIT_CHANGES;
}

void audit_begin(struct visit *visit, const struct question *question)
{
    if (!tracks_changes(visit))
        return;
    free(visit->audit_before);
    visit->audit_before = xstrdup(question->value);
}

void audit_note(struct visit *visit, const char *event, const char *ref,
                int64_t ms)
{
    int64_t now = stamp_wall_ms();
    struct row row = {.event = event, .ref = ref, .start_ms = now};
    const struct question *q = NULL;

    if (!session_is_audited(visit->session))
        return;
    if (ms != AUDIT_INSTANT) {
        row.start_ms = now - ms;
        row.end_ms = now;
    }
    if (*ref && tracks_changes(visit))
        q = session_question_at(visit->session, ref);
    /* As in Collect, both stand only where they differ. */
    if (q && visit->audit_before &&
        strcmp(q->value, visit->audit_before) != 0) {
        row.before = visit->audit_before;
        row.after = q->value;
    }
    print_row(visit, &row, &visit->audit);
    if (q)
        audit_begin(visit, q);
}

void audit_change(struct visit *visit, const char *ref, const char *old)
{
    if (!tracks_changes(visit))
        return;
    free(visit->audit_before);
    visit->audit_before = xstrdup(old);
    audit_note(visit, "question", ref, 0);
}

bool audit_wants_reason(const struct visit *visit)
{
    return session_is_audited(visit->session) &&
           session_audit_columns(visit->session) & AUDIT_REASONS;
}

void audit_reason(struct visit *visit, const char *text)
{
    struct row row = {.event = "change reason",
                      .ref = "",
                      .start_ms = stamp_wall_ms(),
                      .reason = text};

    if (audit_wants_reason(visit))
        print_row(visit, &row, &visit->audit);
}

static void print_header(const struct visit *visit, struct buf *out)
{
    unsigned columns = session_audit_columns(visit->session);

    buf_puts(out, "event,node,start,end");
    if (columns & AUDIT_LOCATION)
        buf_puts(out, ",latitude,longitude,accuracy");
    if (columns & AUDIT_CHANGES)
        buf_puts(out, ",old-value,new-value");
    if (columns & AUDIT_USER)
        buf_puts(out, ",user");
    if (columns & AUDIT_REASONS)
        buf_puts(out, ",change-reason");
    buf_putc(out, '\n');
}

static void print_event(const struct visit *visit, const char *event,
                        int64_t ms, struct buf *out)
{
    print_row(visit, &(struct row){.event = event, .ref = "", .start_ms = ms},
              out);
}

/* A form that wants places and gets none is told so, not left to guess. */
static bool lacks_location(const struct visit *visit)
{
    return session_audit_columns(visit->session) & AUDIT_LOCATION &&
           !*session_location(visit->session);
}

void audit_write(const struct visit *visit, struct buf *out)
{
    static const char *const LAST[] = {"form save", "form exit",
                                       "form finalize"};
    int64_t started = visit->started.wall_ms, now = stamp_wall_ms();

    print_header(visit, out);
    print_event(visit, "form start", started, out);
    if (lacks_location(visit))
        print_event(visit, "location providers disabled", started, out);
    buf_add(out, buf_text(&visit->audit), visit->audit.size);
    for (size_t i = 0; i < COUNT_OF(LAST); i++)
        print_event(visit, LAST[i], now, out);
}
