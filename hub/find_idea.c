#include "find_idea.h"

#include "base/buf.h"
#include "hub.h"
#include "page.h"
#include "record/bulletin.h"

/* The states of an idea in public, and what else may be said of one. */
static const struct {
    const char *name, *text;
} STATES[] = {
    {"ask", N_("Write the withdrawal number above to see what became of it. "
               "This device looks for it in the public list; the city is not "
               "told which idea was yours.")},
    {"open", N_("It is public, and neighbours may back it.")},
    {"did", N_("We did it.")},
    {"not_now", N_("Not now, because:")},
    {"no", N_("No, because:")},
    {"merged", N_("It joined another idea, because:")},
    {"declined", N_("It is not shown, because:")},
    {"unread", N_("No public idea has this number. Either nobody has read it "
                  "yet, or it was hidden because it insults somebody.")},
    {"unreachable", N_("The list of ideas cannot be read now. Try again "
                       "later.")},
};

void find_idea_add(struct visit *visit, struct buf *out)
{
    buf_puts(out, "<section id=\"idea\" role=\"status\" hidden><h2>");
    page_say(visit, out, "What became of your idea");
    buf_puts(out, "</h2>");
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        buf_printf(out, "<p data-idea=\"%s\" hidden>", STATES[i].name);
        page_say(visit, out, STATES[i].text);
        buf_puts(out, "</p>");
    }
    buf_puts(out, "<p id=\"idea-reason\"></p>"
                  "<p><a id=\"idea-link\" href=\"/ideas\" hidden></a></p>"
                  "</section>");
}
