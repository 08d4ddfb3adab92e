#include "aside_page.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "comparison.h"
#include "field.h"
#include "formbook.h"
#include "hub.h"
#include "page.h"
#include "quarantine.h"
#include "quarantine_page.h"
#include "repair.h"

#include <stdlib.h>
#include <string.h>

/* What a page's form can send back (visit.c), escaped threefold. */
enum { LARGEST_SHOWN = 80 * 1024 };

struct aside {
    struct visit *visit;
    struct buf out;       /* the page */
    struct quarantined q; /* its texts are copies */
    struct attachment *files;
    size_t files_count;
    const char *typed; /* the text to put right; NULL: it stays closed */
    const char *why;   /* as typed */
};

static enum err copy(void *context, const struct quarantined *q)
{
    struct aside *a = context;
    struct arena *arena = a->visit->arena;

    a->q = *q;
    a->q.reason = arena_strdup(arena, q->reason);
    a->q.detail = arena_strdup(arena, q->detail);
    a->q.instance_id = arena_strdup(arena, q->instance_id);
    a->q.form_id = arena_strdup(arena, q->form_id);
    a->q.version = arena_strdup(arena, q->version);
    a->q.envelope = arena_strdup(arena, q->envelope);
    a->q.state = arena_strdup(arena, q->state);
    a->q.settled_by = arena_strdup(arena, q->settled_by);
    a->q.why = arena_strdup(arena, q->why);
    a->q.body = arena_strndup(arena, q->body, q->body_size);
    return quarantine_files(a->visit->hub->archive, &a->q, arena, &a->files,
                            &a->files_count);
}

static enum err find(struct visit *visit, struct aside *a)
{
    *a = (struct aside){.visit = visit, .why = ""};
    return quarantine_get(visit->hub->archive,
                          strtoll(visit->part[0], NULL, 10), copy, a);
}

static bool is_open(const struct aside *a)
{
    return strcmp(a->q.state, "open") == 0;
}

static bool is_conflict(const struct aside *a)
{
    return strcmp(a->q.reason, "conflict") == 0;
}

static const char *address(struct aside *a)
{
    return arena_printf(a->visit->arena, "/quarantine/%lld",
                        (long long)a->q.id);
}

static void add_pair(struct aside *a, const char *english, const char *text)
{
    if (!*text)
        return;
    buf_puts(&a->out, "<tr><th scope=\"row\">");
    page_say(a->visit, &a->out, english);
    buf_puts(&a->out, "</th><td>");
    page_text(&a->out, text);
    buf_puts(&a->out, "</td></tr>");
}

static void add_decision(struct aside *a)
{
    static const struct {
        const char *state, *words;
    } SAID[] = {{"accepted", N_("Taken in as it came")},
                {"repaired", N_("Repaired and taken in")},
                {"dismissed", N_("Dismissed")}};

    for (size_t i = 0; i < COUNT_OF(SAID); i++) {
        if (strcmp(SAID[i].state, a->q.state) != 0)
            continue;
        add_pair(a, N_("Decision"), say(a->visit, SAID[i].words));
        add_pair(a, N_("Who"), a->q.settled_by);
        add_pair(a, N_("Why"), a->q.why);
    }
}

static void add_facts(struct aside *a)
{
    static const char *const HEADS[] = {N_("What"), N_("As it came")};
    struct buf *out = &a->out;

    page_table(a->visit, out, N_("As it came"), HEADS, COUNT_OF(HEADS));
    add_pair(a, N_("Reason"),
             say(a->visit, quarantine_page_words(a->q.reason)));
    add_pair(a, N_("What the sender was told"), say(a->visit, a->q.detail));
    buf_puts(out, "<tr><th scope=\"row\">");
    page_say(a->visit, out, "When");
    buf_puts(out, "</th><td>");
    page_ago(a->visit, out, a->q.received_ms);
    buf_puts(out, "</td></tr>");
    add_pair(a, N_("Form"), a->q.form_id);
    add_pair(a, N_("Version"), a->q.version);
    for (size_t i = 0; i < a->files_count; i++)
        add_pair(a, N_("Attached"), a->files[i].name);
    add_pair(a, N_("Its envelope"), a->q.envelope);
    add_decision(a);
    page_end_table(out);
}

struct here {
    struct aside *aside;
    struct comparison *comparison;
};

static enum err read_here(void *context, const struct resting *r)
{
    struct here *h = context;
    struct visit *v = h->aside->visit;

    if (state_is_erased(r->state))
        return ERR_MISSING;
    return comparison_read(h->comparison, v->hub->models, r->form, v->language,
                           0, r->body, r->body_size);
}

static enum err compare(struct aside *a, struct comparison *comparison)
{
    struct hub *hub = a->visit->hub;
    struct here here = {a, comparison};
    unsigned char key[RESPONSE_KEY_SIZE];
    int64_t form, family;
    bool closed;

    response_key(a->q.instance_id, key);
    enum err err = archive_find(hub->archive, key, read_here, &here);
    if (!err)
        err = formbook_find(hub->archive, a->q.form_id, a->q.version, &form,
                            &family, &closed);
    if (err)
        return err;
    return comparison_read(comparison, hub->models, form, a->visit->language, 1,
                           a->q.body, a->q.body_size);
}

static void add_compared(struct aside *a, const struct compared *c)
{
    const struct areas everywhere = {.is_limited = false};
    bool may_text =
        visit_covers(a->visit, ACTION_TEXT, a->q.form_id, &everywhere);
    struct buf *out = &a->out;

    buf_puts(out, "<tr><th scope=\"row\">");
    page_text(out, c->label);
    if (c->is_repeated)
        buf_printf(out, " (%zu)", c->number + 1);
    for (size_t side = 0; side < COMPARED; side++) {
        buf_puts(out, side ? "</td><td>" : "</th><td>");
        if (c->is_text && !may_text && *c->value[side])
            page_say(a->visit, out, "closed");
        else
            page_text(out, c->value[side]);
    }
    buf_puts(out, "</td><td>");
    if (compared_differs(c)) {
        buf_puts(out, "<b class=\"bad\">");
        page_say(a->visit, out, "differs");
        buf_puts(out, "</b>");
    }
    buf_puts(out, "</td></tr>");
}

static void add_comparison(struct aside *a)
{
    static const char *const HEADS[] = {N_("Question"), N_("Is here"),
                                        N_("Was set aside"), N_("Difference")};
    struct comparison *comparison = comparison_new(a->visit->arena);

    page_part(a->visit, &a->out, "Side by side");
    if (compare(a, comparison)) {
        page_note(a->visit, &a->out, "muted",
                  N_("One of the two can no longer be read as this form."));
        return;
    }
    page_table(a->visit, &a->out, N_("Side by side"), HEADS, COUNT_OF(HEADS));
    for (size_t i = 0; i < comparison_count(comparison); i++)
        add_compared(a, comparison_at(comparison, i));
    page_end_table(&a->out);
}

static void add_why(struct aside *a, const char *id)
{
    field_add(a->visit, &a->out,
              &(struct field){.name = "why",
                              .id = id,
                              .label = N_("Reason, for the log"),
                              .value = a->why,
                              .more = "maxlength=\"500\" required"});
}

static void add_repair(struct aside *a)
{
    struct visit *v = a->visit;

    page_part(v, &a->out, "Put it right");
    page_note(v, &a->out, "muted",
              N_("Mend what the station or the way damaged, never what a "
                 "person said. The bytes that came are kept beside it."));
    page_form(v, &a->out, address(a), 0);
    field_hidden(&a->out, "decision", "repair");
    field_area(v, &a->out,
               &(struct field){.name = "body",
                               .label = N_("The answer, as XML"),
                               .value = a->typed,
                               .more = "class=\"document\" spellcheck=\"false\""
                                       " required"},
               18);
    add_why(a, NULL);
    field_button(v, &a->out, N_("Check it and take it in"));
}

static void add_instead(struct aside *a)
{
    struct visit *v = a->visit;

    page_part(v, &a->out, "Which of the two counts?");
    page_note(v, &a->out, "muted",
              N_("The one that is here counts until somebody decides. If the "
                 "other is the right one it becomes an edit: both stay in the "
                 "archive, one counts."));
    page_form(v, &a->out, address(a), 0);
    field_hidden(&a->out, "decision", "instead");
    add_why(a, "why-instead");
    field_button(v, &a->out, N_("Count the one that was set aside"));
}

static void add_opening(struct aside *a)
{
    struct visit *v = a->visit;

    page_part(v, &a->out, "Put it right");
    if (a->q.body_size > LARGEST_SHOWN) {
        page_note(v, &a->out, "muted",
                  N_("It is too large to be put right on a page: use "
                     "barrio-hub repair on the hub itself."));
        return;
    }
    page_note(v, &a->out, "muted",
              N_("What somebody answered stays closed until you need it. "
                 "Opening it is written into the log."));
    page_form(v, &a->out, address(a), 0);
    field_hidden(&a->out, "decision", "open");
    field_button(v, &a->out, N_("Open it to put it right"));
}

static void add_decisions(struct aside *a)
{
    struct visit *v = a->visit;

    if (!is_open(a) || !visit_may(v, ACTION_QUARANTINE_SETTLE, NULL, NULL))
        return;
    if (is_conflict(a))
        add_instead(a);
    if (a->typed)
        add_repair(a);
    else
        add_opening(a);
    page_part(v, &a->out, "Or");
    quarantine_page_buttons(v, &a->out, a->q.id);
}

static void show(struct aside *a, unsigned status, const char *trouble)
{
    struct visit *v = a->visit;
    struct buf *out = &a->out;

    buf_init(out, 0);
    page_begin(v, out, say(v, "One that was set aside"));
    page_head(v, out, "One that was set aside");
    if (trouble)
        page_note(v, out, "bad", trouble);
    buf_puts(out, "<p><a href=\"/quarantine\">");
    page_say(v, out, "All that was set aside");
    buf_puts(out, "</a></p>");
    add_facts(a);
    if (is_conflict(a) && is_open(a))
        add_comparison(a);
    add_decisions(a);
    page_end(v, out, status);
    buf_clear(out);
}

void aside_page_show(struct visit *visit)
{
    struct aside a;
    enum err err = find(visit, &a);

    if (err)
        visit_fail(visit, err);
    else
        show(&a, 200, NULL);
}

static void open_text(struct aside *a)
{
    struct visit *v = a->visit;
    enum err err = audit_note(v->hub->archive, v->person_name, "open",
                              "quarantine", v->part[0]);

    a->typed = utf8_mend(v->arena, a->q.body, a->q.body_size);
    if (err)
        visit_fail(v, err);
    else
        show(a, 200, NULL);
}

/* Browsers send every line end as two characters. */
static char *without_returns(char *text)
{
    char *to = text;

    for (const char *from = text; *from; from++) {
        if (*from != '\r' || from[1] != '\n')
            *to++ = *from;
    }
    *to = '\0';
    return text;
}

static const char *take_in(struct aside *a, const char *body)
{
    struct visit *v = a->visit;
    struct archive *archive = v->hub->archive;
    struct repair repair = {.id = a->q.id,
                            .body = body,
                            .body_size = strlen(body),
                            .who = v->person_name,
                            .why = a->why,
                            .at_ms = stamp_now().wall_ms};
    enum err err = archive_begin(archive);

    if (!err)
        err = archive_end(archive, repair_take(archive, v->arena, &repair));
    if (err == ERR_CONFLICT)
        return N_("Another answer has this instanceID.");
    if (err)
        return err_text(err);
    return repair.judgement.reason ? repair.judgement.message : NULL;
}

static void settle(struct aside *a, const char *body)
{
    const char *trouble = N_("Write the reason: it stands in the history.");

    if (*a->why)
        trouble = body ? take_in(a, body)
                       : N_("It has no instanceID that could be replaced; put "
                            "it right instead.");
    if (trouble)
        show(a, 409, trouble);
    else
        visit_go(a->visit, "/quarantine");
}

static const char *edit_of(struct aside *a)
{
    char id[UUID_TEXT_SIZE];

    uuid_new(id);
    return repair_as_edit(a->visit->arena, a->q.body, a->q.body_size,
                          arena_printf(a->visit->arena, "uuid:%s", id));
}

void aside_page_settle(struct visit *visit)
{
    const char *decision = visit_field(visit, "decision");
    struct aside a;
    enum err err = find(visit, &a);

    if (!err && !is_open(&a))
        err = ERR_CONFLICT;
    a.why = visit_field(visit, "why");
    if (err) {
        visit_fail(visit, err);
    } else if (strcmp(decision, "open") == 0) {
        open_text(&a);
    } else if (strcmp(decision, "instead") == 0 && is_conflict(&a)) {
        settle(&a, edit_of(&a));
    } else if (strcmp(decision, "repair") == 0) {
        a.typed = without_returns(
            arena_strdup(visit->arena, visit_field(visit, "body")));
        settle(&a, a.typed);
    } else {
        visit_refuse(visit, 400, N_("The hub cannot read this."));
    }
}
