#include "log_page.h"

#include "archive.h"
#include "audit.h"
#include "base/buf.h"
#include "hub.h"
#include "page.h"

#include <string.h>

enum { LOG_LINES = 300 };

/* What the log says in one word, for people who read it. A word that is not
 * here stands as it is written. */
struct word {
    const char *text, *words;
};

static const struct word ACTS[] = {
    {"accept", N_("took in what was set aside")},
    {"add leader", N_("added a Leader")},
    {"add reader", N_("made a token")},
    {"add station", N_("added a station")},
    {"assignment", N_("sent a field worker")},
    {"begin log", N_("began the public log")},
    {"bulletin", N_("wrote in the bulletin")},
    {"census", N_("planned whom to hear")},
    {"change own password", N_("changed the own password")},
    {"choose password by link", N_("chose a password")},
    {"delete by schedule", N_("deleted what was due")},
    {"dismiss", N_("dismissed what was set aside")},
    {"end own sessions", N_("ended the own sessions")},
    {"enrol key", N_("brought its key")},
    {"erase", N_("erased an answer")},
    {"export", N_("downloaded answers")},
    {"idea", N_("decided on an idea")},
    {"import", N_("took in a stick")},
    {"invite", N_("invited somebody")},
    {"invite station", N_("made a code for a station")},
    {"make token", N_("made a token")},
    {"move station", N_("moved a station")},
    {"offer", N_("offered a file to stations")},
    {"open", N_("opened closed text")},
    {"people back", N_("gave the access back")},
    {"people code", N_("ended the code by telephone")},
    {"people end", N_("took the access away")},
    {"people link", N_("made a link to sign in")},
    {"people role", N_("gave a role")},
    {"people unrole", N_("took a role away")},
    {"permit stick", N_("permitted a stick")},
    {"publish", N_("published a form")},
    {"release", N_("published figures")},
    {"repair", N_("put an answer right")},
    {"retention", N_("said how long answers are kept")},
    {"review", N_("reviewed an answer")},
    {"revoke station", N_("took a station's access away")},
    {"rotate key", N_("changed the hub's key")},
    {"schedule", N_("said when and where a form is asked")},
    {"take token away", N_("took a token away")},
    {"withdraw", N_("took back")},
    {NULL, NULL},
};

/* Who acts without being a person; a person's name stands as it is. */
static const struct word ACTORS[] = {
    {"command line", N_("at the machine")},
    {"station", N_("the station itself")},
    {"who gave it", N_("who gave the answer")},
    {NULL, NULL},
};

struct log_page {
    struct visit *visit;
    struct buf *out;
};

static const char *words_of(struct visit *visit, const struct word *words,
                            const char *text)
{
    while (words->text && strcmp(words->text, text) != 0)
        words++;
    return words->text ? say(visit, words->words) : text;
}

static void add_entry(void *context, const struct audit_entry *entry)
{
    struct log_page *page = context;
    struct visit *v = page->visit;
    struct buf *out = page->out;

    buf_puts(out, "<tr><th scope=\"row\">");
    page_ago(v, out, entry->at_ms);
    buf_puts(out, "</th>");
    page_cell(v, out, N_("Who"));
    page_text(out, words_of(v, ACTORS, entry->who));
    buf_puts(out, "</td>");
    page_cell(v, out, N_("What"));
    page_text(out, words_of(v, ACTS, entry->action));
    buf_puts(out, "</td>");
    page_cell(v, out, N_("Object"));
    page_text(out, entry->object);
    buf_puts(out, "</td>");
    page_cell(v, out, N_("Detail"));
    page_text(out, entry->detail);
    buf_puts(out, "</td></tr>");
}

void log_page_show(struct visit *visit)
{
    static const char *const HEADS[] = {N_("When"), N_("Who"), N_("What"),
                                        N_("Object"), N_("Detail")};
    struct buf out;
    struct log_page page = {visit, &out};

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Log"));
    page_head(visit, &out, "Log");
    page_note(visit, &out, "muted",
              N_("What was done, by whom and to what, the newest first. "
                 "Nobody can change or remove a line."));
    page_list(visit, &out, N_("Log"), HEADS, COUNT_OF(HEADS));
    enum err err = audit_each(visit->hub->archive, LOG_LINES, add_entry, &page);
    page_end_table(&out);
    if (err)
        visit_fail(visit, err);
    else
        page_end(visit, &out, 200);
    buf_clear(&out);
}
