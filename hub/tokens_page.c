#include "tokens_page.h"

#include "archive.h"
#include "audit.h"
#include "base/stamp.h"
#include "field.h"
#include "formbook.h"
#include "hub.h"
#include "page.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_NAME = 80, MOST_DAYS = 3660 };

struct tokens {
    struct visit *visit;
    struct buf *out;
    size_t count;
};

static void add_reader(void *context, const struct reader *reader)
{
    struct tokens *t = context;

    t->count++;
    buf_puts(t->out, "<tr><th scope=\"row\">");
    page_text(t->out, reader->name);
    buf_puts(t->out, "</th>");
    page_cell(t->visit, t->out, N_("May do"));
    page_text(t->out, reader->scope);
    buf_puts(t->out, "</td>");
    page_cell(t->visit, t->out, N_("For"));
    if (*reader->form_id)
        page_text(t->out, reader->form_id);
    else
        page_say(t->visit, t->out, "All forms");
    buf_puts(t->out, "</td>");
    page_cell(t->visit, t->out, N_("Last used"));
    page_ago(t->visit, t->out, reader->seen_ms);
    buf_puts(t->out, "</td>");
    page_cell(t->visit, t->out, N_("Decision"));
    if (reader->ends_ms && reader->ends_ms <= stamp_now().wall_ms)
        page_say(t->visit, t->out, "has ended");
    page_form(t->visit, t->out, "/tokens/revoke", 0);
    field_hidden(t->out, "name", reader->name);
    field_link(t->visit, t->out, NULL, NULL, N_("Take it away"));
    buf_puts(t->out, "</td></tr>");
}

static void add_form(void *context, const struct form *form)
{
    struct tokens *t = context;

    field_option(t->out, form->form_id,
                 *form->title ? form->title : form->form_id, false);
}

static enum err add_fields(struct tokens *t)
{
    struct visit *v = t->visit;

    page_part(v, t->out, "Make a token");
    page_form(v, t->out, "/tokens", 0);
    field_add(v, t->out,
              &(struct field){.name = "name",
                              .label = N_("What it is for"),
                              .more = "required maxlength=\"80\" "
                                      "autocomplete=\"off\""});
    buf_puts(t->out, "<fieldset><legend>");
    page_say(v, t->out, "What the program may do");
    buf_puts(t->out, "</legend>");
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        if (ACTIONS[i].by_token)
            field_box(t->out, ACTIONS[i].name, "1", say(v, ACTIONS[i].words),
                      i == ACTION_EXPORT);
    }
    buf_puts(t->out, "</fieldset>");
    field_choice(v, t->out, "form", N_("For which form"));
    field_option(t->out, "", say(v, "All forms"), true);
    enum err err = formbook_each(v->hub->archive, add_form, t);
    field_end_choice(t->out);
    field_add(v, t->out,
              &(struct field){.name = "days",
                              .label = N_("For how many days"),
                              .hint = N_("Empty: until you take it away."),
                              .more = "inputmode=\"numeric\" maxlength=\"4\""});
    field_button(v, t->out, N_("Make it and show it"));
    return err;
}

static void show(struct visit *visit, const char *token, const char *trouble)
{
    static const char *const HEADS[] = {N_("Program"), N_("May do"), N_("For"),
                                        N_("Last used"), N_("Decision")};
    struct buf out;
    struct tokens t = {.visit = visit, .out = &out};

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Tokens for programs"));
    page_head(visit, &out, "Tokens for programs");
    if (trouble)
        page_note(visit, &out, "bad", trouble);
    if (token) {
        buf_puts(&out, "<div class=\"card\">");
        page_note(visit, &out, "good",
                  N_("The token, shown only now. The program sends it as "
                     "\"Authorization: Bearer TOKEN\"."));
        buf_printf(&out, "<p><code>%s</code></p></div>", token);
    }
    size_t before = out.size;
    page_list(visit, &out, N_("Tokens for programs"), HEADS, COUNT_OF(HEADS));
    enum err err = reader_each(visit->hub->archive, add_reader, &t);
    page_end_table(&out);
    if (!t.count) {
        buf_truncate(&out, before);
        page_note(visit, &out, "muted",
                  N_("No program has a token yet. With one, another program "
                     "fetches answers or counts by itself."));
    }
    if (!err)
        err = add_fields(&t);
    if (err)
        visit_fail(visit, err);
    else
        page_end(visit, &out, trouble ? 400 : 200);
    buf_clear(&out);
}

void tokens_page_show(struct visit *visit)
{
    show(visit, NULL, NULL);
}

static void read_scope(struct visit *visit, struct buf *out)
{
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        if (!ACTIONS[i].by_token || !*visit_field(visit, ACTIONS[i].name))
            continue;
        if (out->size)
            buf_putc(out, ' ');
        buf_puts(out, ACTIONS[i].name);
    }
}

void tokens_page_add(struct visit *visit)
{
    struct reader reader = {.name = visit_field(visit, "name"),
                            .form_id = visit_field(visit, "form")};
    long days = strtol(visit_field(visit, "days"), NULL, 10);
    int64_t now = stamp_now().wall_ms;
    char token[TOKEN_TEXT_SIZE];
    struct buf scope;

    buf_init(&scope, 0);
    read_scope(visit, &scope);
    if (!scope.size || !*reader.name || strlen(reader.name) > LONGEST_NAME ||
        days < 0 || days > MOST_DAYS) {
        show(visit, NULL,
             N_("Say what it is for, and tick what the program may do."));
        buf_clear(&scope);
        return;
    }
    reader.scope = scope.data;
    reader.ends_ms = days ? now + days * 86400000LL : 0;
    enum err err = reader_add(visit->hub->archive, &reader, now, token);
    if (!err)
        err = audit_note(visit->hub->archive, visit->person_name, "make token",
                         reader.name, reader.scope);
    if (err)
        visit_fail(visit, err);
    else
        show(visit, token, NULL);
    buf_clear(&scope);
}

void tokens_page_revoke(struct visit *visit)
{
    const char *name = visit_field(visit, "name");
    struct archive *archive = visit->hub->archive;
    enum err err = archive_begin(archive);

    if (!err)
        err = archive_end(archive, reader_revoke(archive, name));
    if (!err)
        err = audit_note(archive, visit->person_name, "take token away", name,
                         "");
    if (err)
        visit_fail(visit, err);
    else
        visit_go(visit, "/tokens");
}
