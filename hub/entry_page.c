#include "entry_page.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "board.h"
#include "board_page.h"
#include "field.h"
#include "formbook.h"
#include "hub.h"
#include "page.h"
#include "station.h"
#include "tongue.h"

#include <string.h>

static const char *const KINDS[ENTRY_KINDS] = {
    [ENTRY_PROBLEM] = N_("A problem that we cannot solve, and why"),
    [ENTRY_PROMISE] = N_("A promise with a date"),
    [ENTRY_REPLY] = N_("A reply to what people said"),
    [ENTRY_IDEA] = N_("An idea of a resident"),
    [ENTRY_ROLES] = N_("Who does what"),
};

/* What a Leader may choose; a Facilitator's decisions on ideas are made where
 * ideas are read. */
static const struct {
    const char *word;
    bool is_offered;
} STANDINGS_OF[STANDINGS] = {
    [STANDING_OPEN] = {N_("Open"), true},
    [STANDING_KEPT] = {N_("Promise: kept"), true},
    [STANDING_BROKEN] = {N_("Promise: broken, because"), true},
    [STANDING_DID] = {N_("Reply: we did"), true},
    [STANDING_NOT_NOW] = {N_("Reply: not now, because"), true},
    [STANDING_NO] = {N_("Reply: no, because"), true},
    [STANDING_DONT_KNOW] = {N_("Reply: we do not know yet, because"), true},
    [STANDING_WRONG] = {N_("Reply: we were wrong, because"), true},
    [STANDING_WAITING] = {N_("Idea: waits to be read"), false},
    [STANDING_MERGED] = {N_("Idea: joined another, because"), false},
    [STANDING_DECLINED] = {N_("Idea: not shown, because"), false},
    [STANDING_HIDDEN] = {N_("Idea: hidden as abuse"), false},
    [STANDING_WITHDRAWN] = {N_("Idea: taken back by its author"), false},
};

static const struct entry BLANK = {
    .id = "",
    .about = "",
    .place = "",
    .office = "",
    .signer = "",
    .form = "",
    .due = "",
    .due_now = "",
    .done = "",
    .receipt = "",
};

const char *entry_page_kind(enum entry_kind kind)
{
    return KINDS[kind];
}

const char *entry_page_standing(enum standing standing)
{
    return STANDINGS_OF[standing].word;
}

/* A choice among things that have names; what is chosen now is offered even
 * where it is gone, so that keeping the page changes nothing unseen. */
struct choice {
    struct visit *visit;
    struct buf *out;
    const char *chosen, *own; /* own: the entry's id, no subject of itself */
    bool is_found;
};

static void offer(struct choice *c, const char *value, const char *text)
{
    bool is_chosen = strcmp(value, c->chosen) == 0;

    c->is_found = c->is_found || is_chosen;
    field_option(c->out, value, text, is_chosen);
}

static void begin_choice(struct choice *c, const char *name, const char *label,
                         const char *nothing)
{
    c->is_found = false;
    field_choice(c->visit, c->out, name, label);
    offer(c, "", say(c->visit, nothing));
}

static void end_choice(struct choice *c)
{
    if (!c->is_found)
        field_option(c->out, c->chosen, c->chosen, true);
    field_end_choice(c->out);
}

static void offer_form(void *context, const struct form *form)
{
    offer(context, form->form_id, *form->title ? form->title : form->form_id);
}

static void offer_station(void *context, const struct station *station)
{
    offer(context, station->name, station->name);
}

static enum err offer_entries(struct choice *c)
{
    struct visit *v = c->visit;
    struct entry *list;
    size_t count;
    enum err err =
        board_load(v->hub->archive, ENTRY_KINDS, v->arena, &list, &count);

    for (size_t i = 0; !err && i < count; i++) {
        if (strcmp(list[i].id, c->own) != 0)
            offer(c, list[i].id, entry_text(&list[i], v->language)->title);
    }
    return err;
}

/* Only for one survey, about one entry, at one station: usually none. */
static enum err add_reach(struct visit *v, struct buf *out,
                          const struct entry *e)
{
    struct archive *archive = v->hub->archive;
    struct choice c = {v, out, e->about, e->id, false};

    begin_choice(&c, "about", N_("What it answers"), N_("No other entry"));
    enum err err = offer_entries(&c);
    end_choice(&c);
    c.chosen = e->form;
    begin_choice(&c, "form", N_("For which form"), N_("All forms"));
    if (!err)
        err = formbook_each(archive, offer_form, &c);
    end_choice(&c);
    c.chosen = e->place;
    begin_choice(&c, "place", N_("At which station"), N_("All stations"));
    if (!err)
        err = station_each(archive, offer_station, &c);
    end_choice(&c);
    return err;
}

static void add_selects(struct visit *v, struct buf *out, const struct entry *e)
{
    field_choice(v, out, "kind", N_("What it is"));
    for (enum entry_kind kind = 0; kind < ENTRY_KINDS; kind++) {
        if (KINDS[kind])
            field_option(out, entry_kind_name(kind), say(v, KINDS[kind]),
                         kind == e->kind);
    }
    field_end_choice(out);
    field_choice(v, out, "standing", N_("How it stands"));
    for (enum standing s = 0; s < STANDINGS; s++) {
        if (STANDINGS_OF[s].is_offered || s == e->standing)
            field_option(out, standing_name(s), say(v, STANDINGS_OF[s].word),
                         s == e->standing);
    }
    field_end_choice(out);
}

/* The text in a language, NULL when there is none. */
static const struct entry_text *text_in(const struct entry *e,
                                        const char *language)
{
    for (size_t i = 0; i < e->texts_count; i++) {
        if (strcmp(e->texts[i].language, language) == 0)
            return &e->texts[i];
    }
    return NULL;
}

/* The words are marked as of their language, the labels are the page's. */
static void add_text(struct visit *v, struct buf *out, const char *code,
                     const struct entry_text *t)
{
    const char *more = arena_printf(v->arena, "lang=\"%s\"", code);
    const struct field FIELDS[] = {
        {.name = "title", .label = N_("In a few words"), .value = t->title},
        {.name = "body", .label = N_("In up to 280 letters"), .value = t->body},
        {.name = "reason",
         .label = N_("Because (what closes needs a reason)"),
         .value = t->reason},
    };

    for (size_t i = 0; i < COUNT_OF(FIELDS); i++) {
        struct field field = FIELDS[i];
        field.name = arena_printf(v->arena, "%s_%s", FIELDS[i].name, code);
        field.more = more;
        if (i == 0)
            field_add(v, out, &field);
        else
            field_area(v, out, &field, 3);
    }
}

/* The pages' own languages are always asked for, the others where somebody
 * wrote in them: an idea stands in its resident's language. */
static void add_texts(struct visit *v, struct buf *out, const struct entry *e)
{
    static const struct entry_text NONE = {"", "", "", ""};

    for (size_t i = 0; i < TONGUES_COUNT; i++) {
        const struct tongue *tongue = &TONGUES[i];
        const struct entry_text *t = text_in(e, tongue->code);
        if (!t && !tongue->has_pages)
            continue;
        buf_printf(out, "<fieldset><legend lang=\"%s\">%s</legend>",
                   tongue->code, tongue->name);
        add_text(v, out, tongue->code, t ? t : &NONE);
        buf_puts(out, "</fieldset>");
    }
}

static void add_days(struct visit *v, struct buf *out, const struct entry *e)
{
    const struct field DAYS[] = {
        {.name = "due",
         .label = N_("Promised for the day"),
         .hint = N_("Only a promise has one."),
         .value = e->due},
        {.name = "due_now",
         .label = N_("Now said for the day, when it changed"),
         .value = e->due_now},
        {.name = "done", .label = N_("Done on the day"), .value = e->done},
    };

    for (size_t i = 0; i < COUNT_OF(DAYS); i++) {
        struct field field = DAYS[i];
        field.type = "date";
        field_add(v, out, &field);
    }
    field_add(v, out,
              &(struct field){.name = "office",
                              .label = N_("Which office answers for it"),
                              .value = e->office});
}

static void show(struct visit *v, const struct entry *e, const char *trouble)
{
    struct buf out;

    buf_init(&out, 0);
    page_begin(v, &out, say(v, "Write an entry"));
    page_head(v, &out, "Write an entry");
    if (trouble)
        page_note(v, &out, "bad", trouble);
    page_note(v, &out, "muted",
              N_("It goes to every station and stands on the public pages, "
                 "with your name. Who reads another language sees what you "
                 "wrote in English, or else in the first language."));
    page_form(v, &out, "/bulletin", 0);
    field_hidden(&out, "id", e->id);
    add_selects(v, &out, e);
    add_texts(v, &out, e);
    add_days(v, &out, e);
    enum err err = add_reach(v, &out, e);
    field_button(v, &out, N_("Sign and publish"));
    if (err)
        visit_fail(v, err);
    else
        page_end(v, &out, trouble ? 422 : 200);
    buf_clear(&out);
}

void entry_page_show(struct visit *visit)
{
    struct entry e = BLANK;
    const char *id = visit->part[0];
    const char *kind = request_query(visit->request, "kind");
    enum err err = ERR_NONE;

    if (id)
        err = board_find(visit->hub->archive, id, visit->arena, &e);
    else if (kind && !entry_kind_parse(kind, &e.kind))
        e.kind = ENTRY_PROBLEM;
    if (err)
        visit_fail(visit, err);
    else
        show(visit, &e, NULL);
}

static void read_texts(struct visit *v, struct entry *e)
{
    struct entry_text *texts =
        arena_array(v->arena, TONGUES_COUNT, sizeof *texts);

    e->texts = texts;
    e->texts_count = 0;
    for (size_t i = 0; i < TONGUES_COUNT; i++) {
        const char *code = TONGUES[i].code;
        const struct entry_text t = {
            code,
            visit_field(v, arena_printf(v->arena, "title_%s", code)),
            visit_field(v, arena_printf(v->arena, "body_%s", code)),
            visit_field(v, arena_printf(v->arena, "reason_%s", code)),
        };
        if (*t.title || *t.body || *t.reason)
            texts[e->texts_count++] = t;
    }
}

/* What the page does not show stays as it was. */
static enum err read_entry(struct visit *v, struct entry *e)
{
    const char *id = visit_field(v, "id");
    enum err err = ERR_NONE;

    *e = BLANK;
    if (*id)
        err = board_find(v->hub->archive, id, v->arena, e);
    if (!entry_kind_parse(visit_field(v, "kind"), &e->kind) ||
        !standing_parse(visit_field(v, "standing"), &e->standing))
        return ERR_FORMAT;
    e->due = visit_field(v, "due");
    e->due_now = visit_field(v, "due_now");
    e->done = visit_field(v, "done");
    e->office = visit_field(v, "office");
    e->form = visit_field(v, "form");
    e->about = visit_field(v, "about");
    e->place = visit_field(v, "place");
    e->signer = v->person_name;
    read_texts(v, e);
    return err;
}

static bool lacks(const struct entry *e, bool is_reason)
{
    for (size_t i = 0; i < e->texts_count; i++) {
        if (!*(is_reason ? e->texts[i].reason : e->texts[i].title))
            return true;
    }
    return e->texts_count == 0;
}

/* What keeps an entry from being said, NULL when nothing does. */
static const char *trouble_of(const struct entry *e)
{
    if (entry_is_sound(e))
        return NULL;
    if (lacks(e, false))
        return N_("Say it in a few words first, in each language in which "
                  "there is more.");
    if (e->kind == ENTRY_PROMISE && !*e->due)
        return N_("A promise needs its day.");
    if (standing_needs_reason(e->standing) && lacks(e, true))
        return N_("Nothing closes without a reason: write it in each language "
                  "in which this is said.");
    return N_("How it stands does not go with what it is, or a day is none. "
              "A problem is open; a promise is open, kept or broken; a reply "
              "begins with \"Reply\".");
}

static enum err keep(struct visit *v, struct entry *e)
{
    struct archive *archive = v->hub->archive;
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = board_put(archive, e, v->arena);
    if (!err)
        err = audit_add(archive, &(struct audit_entry){
                                     e->updated_ms, v->person_name, "bulletin",
                                     e->id, standing_name(e->standing)});
    return archive_end(archive, err);
}

void entry_page_save(struct visit *visit)
{
    struct entry e;
    enum err err = read_entry(visit, &e);
    const char *trouble = err ? NULL : trouble_of(&e);

    if (trouble) {
        show(visit, &e, trouble);
        return;
    }
    if (!err)
        err = keep(visit, &e);
    if (err)
        visit_fail(visit, err);
    else if (board_page_publish(visit))
        visit_go(visit, "/bulletin");
}
