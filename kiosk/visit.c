#include "visit.h"

#include "audit.h"

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "form/catalog.h"
#include "form/session.h"
#include "form/xform.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Under a second a question nobody reads; such a visit is flagged. */
enum { FAST_MS = 1000 };

static const char *const WHY[] = {
    [NO_ANSWER_NONE] = "",
    [NO_ANSWER_SKIPPED] = "skipped",
    [NO_ANSWER_DONT_KNOW] = "dont_know",
    [NO_ANSWER_NOT_SAY] = "not_say",
};

enum err visit_begin(struct visit *visit, const struct catalog_entry *entry,
                     bool asks_sensitive)
{
    enum err err = visit_open(visit, entry, asks_sensitive,
                              (struct session_start){.language = NULL});

    if (!err)
        log_info("%s begins, form %s", session_id(visit->session), entry->id);
    return err;
}

enum err visit_open(struct visit *visit, const struct catalog_entry *entry,
                    bool asks_sensitive, struct session_start start)
{
    int i = xform_find_language(entry->form, visit->language);

    assert(!visit->session);
    start.language = i < 0 ? NULL : xform_language(entry->form, (size_t)i);
    start.without = asks_sensitive ? NULL : VISIT_SENSITIVE;
    start.audit = AUDIT_FILE;
    buf_clear(&visit->audit);
    buf_init(&visit->audit, 0);
    visit->entry = entry;
    if (!visit->started.wall_ms)
        visit->started = stamp_now();
    return session_new(&visit->session, entry->form, &start);
}

void visit_set_language(struct visit *visit, const char *language)
{
    visit->language = language;
    if (!visit->session)
        return;
    const struct xform *form = session_form(visit->session);
    int i = xform_find_language(form, language);
    size_t n = i < 0 ? xform_default_language(form) : (size_t)i;
    if (n < xform_languages_count(form) &&
        session_set_language(visit->session, xform_language(form, n)))
        log_warn("%s: language %s is not there", visit->entry->id, language);
}

static const struct visit_note *find(const struct visit *visit, const char *ref)
{
    for (size_t i = 0; i < visit->notes_count; i++) {
        if (strcmp(visit->notes[i].ref, ref) == 0)
            return &visit->notes[i];
    }
    return NULL;
}

struct visit_note *visit_note(struct visit *visit, const char *ref)
{
    const struct visit_note *found = find(visit, ref);

    if (found)
        return &visit->notes[found - visit->notes];
    visit->notes = mem_grow(visit->notes, visit->notes_count,
                            &visit->notes_capacity, sizeof *visit->notes);
    struct visit_note *note = &visit->notes[visit->notes_count++];
    *note = (struct visit_note){.ref = xstrdup(ref)};
    return note;
}

bool visit_note_is_there(const struct visit *visit, const char *ref)
{
    return find(visit, ref) != NULL;
}

enum no_answer visit_why(const struct visit *visit, const char *ref)
{
    const struct visit_note *note = find(visit, ref);

    return note ? note->why : NO_ANSWER_NONE;
}

void visit_comment(struct visit *visit, const char *ref, const char *text)
{
    struct visit_note *note = visit_note(visit, ref);

    free(note->comment);
    note->comment = *text ? xstrdup(text) : NULL;
}

const char *visit_comment_of(const struct visit *visit, const char *ref)
{
    const struct visit_note *note = find(visit, ref);

    return note && note->comment ? note->comment : "";
}

void visit_forget_remarks(struct visit *visit)
{
    for (size_t i = 0; i < visit->notes_count; i++) {
        free(visit->notes[i].comment);
        visit->notes[i].comment = NULL;
        visit->notes[i].why = NO_ANSWER_NONE;
    }
}

const char *visit_entry_mode(const struct visit *visit)
{
    if (visit->worker)
        return "field";
    if (visit->taps >= visit->digits + visit->keys && visit->taps)
        return "touch";
    return visit->keys ? "keys" : "keypad";
}

/* A question may have been cut off again by the form's logic after its note
 * was made; then it counts as not shown, and the note stays silent. */
static bool reason_stands(struct visit *visit, const struct visit_note *note)
{
    const struct question *q = session_question_at(visit->session, note->ref);

    return q && !*q->value && note->why != NO_ANSWER_NONE;
}

/* Why the worker was there: the hub counts the answer at that place. */
static void print_round(const struct visit *visit, struct buf *out)
{
    if (!visit->assignment)
        return;
    buf_printf(out, ",\"assignment\":%lld", (long long)visit->assignment);
    if (!visit->round_place || !*visit->round_place)
        return;
    buf_puts(out, ",\"place\":");
    json_escape(out, visit->round_place);
}

/* What a worker adds to the answers of others. */
static void print_comments(const struct visit *visit, struct buf *out)
{
    const char *comma = "";

    if (!visit->worker)
        return;
    buf_puts(out, ",\"worker\":");
    json_escape(out, visit->worker);
    print_round(visit, out);
    buf_puts(out, ",\"comments\":{");
    for (size_t i = 0; i < visit->notes_count; i++) {
        if (!visit->notes[i].comment)
            continue;
        buf_puts(out, comma);
        json_escape(out, visit->notes[i].ref);
        buf_putc(out, ':');
        json_escape(out, visit->notes[i].comment);
        comma = ",";
    }
    buf_putc(out, '}');
}

void visit_print_notes(struct visit *visit, struct buf *out)
{
    const char *comma = "";

    buf_puts(out, "{\"no_answer\":{");
    for (size_t i = 0; i < visit->notes_count; i++) {
        const struct visit_note *note = &visit->notes[i];
        if (!reason_stands(visit, note))
            continue;
        buf_puts(out, comma);
        json_escape(out, note->ref);
        buf_printf(out, ":\"%s\"", WHY[note->why]);
        comma = ",";
    }
    buf_puts(out, "},\"ms\":{");
    for (size_t i = 0; i < visit->notes_count; i++) {
        buf_puts(out, i ? "," : "");
        json_escape(out, visit->notes[i].ref);
        buf_printf(out, ":%lld", (long long)visit->notes[i].ms);
    }
    comma = "";
    buf_puts(out, "},\"order\":{");
    for (size_t i = 0; i < visit->notes_count; i++) {
        if (!visit->notes[i].order)
            continue;
        buf_puts(out, comma);
        json_escape(out, visit->notes[i].ref);
        buf_putc(out, ':');
        json_escape(out, visit->notes[i].order);
        comma = ",";
    }
    buf_putc(out, '}');
    print_comments(visit, out);
    buf_putc(out, '}');
}

static bool was_fast(const struct visit *visit)
{
    int64_t sum = 0;

    for (size_t i = 0; i < visit->notes_count; i++)
        sum += visit->notes[i].ms;
    return visit->notes_count && sum < FAST_MS * (int64_t)visit->notes_count;
}

/* Scales that were all answered alike, three at the least. */
struct scales {
    size_t count, alike;
    char first[16];
};

static bool add_scale(void *context, const struct question *q)
{
    struct scales *scales = context;
    bool is_scale =
        q->control == CONTROL_RANGE ||
        (q->control == CONTROL_SELECT1 && strstr(q->appearance, "likert"));

    if (!is_scale || !*q->value)
        return true;
    if (scales->count++ == 0)
        snprintf(scales->first, sizeof scales->first, "%s", q->value);
    scales->alike += strcmp(scales->first, q->value) == 0;
    return true;
}

static bool was_straight(const struct visit *visit)
{
    struct scales scales = {0};

    session_each(visit->session, add_scale, &scales);
    return scales.count >= 3 && scales.alike == scales.count;
}

static char *read_line(const char *path)
{
    char line[128] = "";
    FILE *f = fopen(path, "re");

    if (f && !fgets(line, sizeof line, f))
        line[0] = '\0';
    if (f)
        fclose(f);
    line[strcspn(line, "\n")] = '\0';
    return xstrdup(line);
}

/* The zone's name, as TZ or the machine says: "America/Mexico_City". */
static char *zone_name(void)
{
    static const char MARK[] = "/zoneinfo/";
    char target[PATH_MAX];
    const char *tz = getenv("TZ");

    if (tz && *tz)
        return xstrdup(*tz == ':' ? tz + 1 : tz);
    ssize_t n = readlink("/etc/localtime", target, sizeof target - 1);
    target[n > 0 ? n : 0] = '\0';
    const char *name = strstr(target, MARK);
    return name ? xstrdup(name + strlen(MARK)) : read_line("/etc/timezone");
}

static void set(char **member, char *text)
{
    free(*member);
    *member = text;
}

/* The tag of the form's language, or of the interface where it has none. */
static const char *form_language(const struct visit *visit)
{
    const struct xform *form = session_form(visit->session);
    int i = xform_find_language(form, session_language(visit->session));

    return i < 0 ? visit->language : xform_language_tag(form, (size_t)i);
}

/* What is known of the envelope once the answers stand: it is filled while
 * they are read, since the resident waits for all that comes after. */
static void begin_envelope(struct visit *visit)
{
    struct envelope *e = &visit->response.envelope;
    struct buf extra;

    buf_init(&extra, 0);
    visit_print_notes(visit, &extra);
    set(&e->extra, buf_steal(&extra));
    set(&e->language, xstrdup(form_language(visit)));
    set(&e->zone, zone_name());
    set(&e->boot_id, read_line("/proc/sys/kernel/random/boot_id"));
    visit->was_straight = was_straight(visit);
}

static void end_envelope(struct visit *visit, const char *station,
                         const char *flags)
{
    struct envelope *e = &visit->response.envelope;

    e->started = visit->started;
    e->saved = stamp_now();
    set(&e->origin, xstrdup(station));
    set(&e->entry_mode, xstrdup(visit_entry_mode(visit)));
    set(&e->flags, xstrdup(flags));
}

bool visit_is_frozen(const struct visit *visit)
{
    return visit->is_frozen && session_is_frozen(visit->session);
}

enum err visit_freeze(struct visit *visit)
{
    if (visit_is_frozen(visit))
        return ERR_NONE;
    enum err err = session_finish(visit->session, false, &visit->response);

    if (!err)
        begin_envelope(visit);
    visit->is_frozen = err == ERR_NONE;
    visit->is_packed = false;
    visit->pace = NULL;
    visit->leaf.is_ready = false;
    return err;
}

static enum err write_address(const struct visit *visit, const char *token,
                              const char *hub, struct buf *out)
{
    struct slip slip;

    ledger_slip(&visit->response, token, &slip);
    return slip_write(&slip, hub, out);
}

/* A long address leaves no room for the withdrawal number, which the screen
 * then shows apart, or for any code. */
static void make_receipt(struct visit *visit, const char *hub)
{
    struct buf address;

    free(visit->receipt);
    visit->receipt = NULL;
    slip_code(visit->response.evidence.commitment, visit->code);
    if (!*hub)
        return;
    buf_init(&address, 0);
    if (!write_address(visit, visit->leaf.token, hub, &address) ||
        !write_address(visit, "", hub, &address))
        visit->receipt = buf_steal(&address);
    buf_clear(&address);
}

enum err visit_seal(struct visit *visit, const struct ledger *ledger,
                    const char *hub)
{
    if (visit->leaf.is_ready || !ledger->epoch)
        return ERR_NONE;
    enum err err = ledger_prepare(ledger, &visit->response, visit_symbol(visit),
                                  &visit->leaf);

    if (!err)
        make_receipt(visit, hub);
    return err;
}

void visit_unseal(struct visit *visit)
{
    ledger_leaf_clear(&visit->leaf);
    free(visit->receipt);
    visit->receipt = NULL;
    *visit->code = '\0';
}

void visit_pick(struct visit *visit, const char *word)
{
    visit->symbol = word;
    visit_unseal(visit);
}

const char *visit_symbol(const struct visit *visit)
{
    return visit->symbol ? visit->symbol : "";
}

const char *visit_promise(const struct visit *visit)
{
    bool stands = visit->session && visit_is_frozen(visit) &&
                  visit->leaf.is_ready && !visit->is_finished;

    return stands ? visit->code : "";
}

const char *visit_receipt(const struct visit *visit)
{
    return visit->is_kept && visit->receipt ? visit->receipt : "";
}

const char *visit_code(const struct visit *visit)
{
    return visit->is_kept ? visit->code : "";
}

const char *visit_token(const struct visit *visit)
{
    return visit->is_kept ? visit->leaf.token : "";
}

enum err visit_finish(struct visit *visit, const char *station, bool partial)
{
    enum err err = visit_freeze(visit);

    if (err || visit->is_finished)
        return err;
    struct buf flags;

    buf_init(&flags, 0);
    buf_puts(&flags, partial ? " partial" : "");
    buf_puts(&flags, was_fast(visit) ? " fast" : "");
    buf_puts(&flags, visit->was_straight ? " straight" : "");
    buf_puts(&flags, visit->pace ? visit->pace : "");
    end_envelope(visit, station, buf_text(&flags) + (flags.size > 0));
    buf_clear(&flags);
    response_complete(&visit->response);
    visit->is_finished = true;
    return ERR_NONE;
}

void visit_clear(struct visit *visit, const char *language)
{
    for (size_t i = 0; i < visit->notes_count; i++) {
        free(visit->notes[i].ref);
        free(visit->notes[i].order);
        free(visit->notes[i].comment);
    }
    free(visit->notes);
    for (size_t i = 0; i < visit->uploads_count; i++)
        free(visit->uploads[i]);
    free(visit->uploads);
    free(visit->round_place);
    session_free(visit->session);
    response_clear(&visit->response);
    ledger_leaf_clear(&visit->leaf);
    free(visit->receipt);
    free(visit->opened);
    buf_clear(&visit->audit);
    free(visit->audit_before);
    *visit = (struct visit){.language = language};
}
