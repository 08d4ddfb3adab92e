#include "find_page.h"

#include "base/buf.h"
#include "civic_page.h"
#include "find_idea.h"
#include "hub.h"
#include "page.h"
#include "proof/symbol.h"

#include <stdio.h>
#include <string.h>

/* What the script may say; it shows one of them. */
static const struct {
    const char *name, *title, *text;
} OUTCOMES[] = {
    {"reading", N_("Reading the whole log"),
     N_("This device checks every line by itself.")},
    {"counted", N_("Counted in release"),
     N_("Your answer is in the public log, unchanged, and the figures of this "
        "release are the sum of that log.")},
    {"next", N_("Counted"),
     N_("Your answer is in the public log, unchanged. It will be in the next "
        "release.")},
    {"waiting", N_("Not here yet"),
     N_("The city has not heard from your station since. Answers wait on the "
        "station; look again when it has been online. If that lasts, show "
        "your receipt to a witness.")},
    {"unknown", N_("Not found"),
     N_("No line of this log has this code. If your station has been online "
        "since, show your receipt to a witness.")},
    {"withdrawn", N_("Withdrawn"),
     N_("Somebody who knew the withdrawal number took this answer back. It is "
        "not counted.")},
    {"excluded", N_("Excluded, because:"),
     N_("The answer is not counted. The reason is public like all of the "
        "log.")},
    {"spoiled", N_("Shown to check the machine"),
     N_("This answer was opened to check the machine, and is never counted.")},
    {"exchanged", N_("Yours was exchanged"),
     N_("The line that was yours holds another answer. Show your receipt to a "
        "witness or a newspaper.")},
    {"promised", N_("Promised, not here yet"),
     N_("The city signed that it has this answer. Within seven days of its "
        "promise the log must hold it; look again then.")},
    {"denied", N_("The city breaks its promise of"),
     N_("It signed that this answer is there, and its log does not hold it. "
        "Keep the text of the promise and show it to a witness or a "
        "newspaper: it cannot be denied.")},
    {"forged", N_("This is no promise of the city"),
     N_("The text was changed, is not whole, or was not signed by this "
        "city's log.")},
    {"broken", N_("This log is false"),
     N_("Its lines do not make the sum that the city signed. Nothing that it "
        "says can be believed; tell a witness.")},
    {"mistyped", N_("This is no receipt"),
     N_("A digit is wrong or missing. Look again: 16 digits.")},
    {"unreachable", N_("The log cannot be read now"), N_("Try again later.")},
    {"taken-back", N_("Taken back"),
     N_("The answer is deleted, and the public log says that it was "
        "withdrawn.")},
    {"wrong-token", N_("This number does not fit"),
     N_("It is not the withdrawal number of this answer.")},
    {"gone", N_("There is nothing to take back"),
     N_("The answer has been deleted already.")},
};

/* find.js shows one of a list by its name. */
struct remark {
    const char *name, *text;
};

static const struct remark SIGNED[] = {
    {"good", N_("The city's signature was checked.")},
    {"unchecked", N_("The city's signature was not checked here: this browser "
                     "cannot.")},
    {"false", N_("The city's signature is false.")},
};

/* Of the promise that somebody brought along. */
static const struct remark WORDS[] = {
    {"good", N_("That the city signed the promise was checked.")},
    {"unchecked", N_("Whether the city signed the promise was not checked "
                     "here: this browser cannot, or it is a former log's.")},
};

/* The signs of receipts by their number (proof/symbol.h), as pictures and as
 * words. */
static const struct {
    const char *picture, *word;
} SYMBOLS[SYMBOL_COUNT] = {
    {"\u2600\ufe0f", N_("sun")}, {"\U0001f319", N_("moon")},
    {"\U0001f333", N_("tree")},  {"\U0001f41f", N_("fish")},
    {"\U0001f3e0", N_("house")},
};

/* What is said of a line of the log, by the id that find.js fills in. */
static const struct remark FACTS[] = {
    {"log", N_("Log")},
    {"index", N_("Line")},
    {"seal", N_("Seal")},
};

static const char *const LIMITS[] = {
    N_("It does not show that one person gave one answer, nor that the answers "
       "speak for everybody."),
    N_("It does not show that the city will act."),
    N_("Without witnesses who keep what they saw, a city could show you one "
       "log and others another."),
};

static void add_outcome(struct visit *v, struct buf *out, size_t i)
{
    const char *name = OUTCOMES[i].name;

    buf_printf(out, "<div data-say=\"%s\" hidden><h2>", name);
    page_say(v, out, OUTCOMES[i].title);
    if (strcmp(name, "counted") == 0)
        buf_puts(out, " <span class=\"release\"></span>");
    if (strcmp(name, "excluded") == 0)
        buf_puts(out, " <span class=\"reason\"></span>");
    if (strcmp(name, "denied") == 0)
        buf_puts(out, " <span class=\"day\"></span>");
    buf_puts(out, "</h2><p>");
    page_say(v, out, OUTCOMES[i].text);
    buf_puts(out, "</p>");
    if (strcmp(name, "reading") == 0) {
        buf_puts(out, "<progress id=\"progress\" aria-label=\"");
        page_say(v, out, OUTCOMES[i].title);
        buf_puts(out, "\"></progress>");
    }
    buf_puts(out, "</div>");
}

/* A form that asks for a number by its digits. */
struct asked {
    const char *form, *input; /* ids; the form's may go on with attributes */
    const char *label, *button;
};

static void add_asked(struct visit *v, struct buf *out, const struct asked *a)
{
    buf_printf(out, "<form id=%s><p><label for=\"%s\">", a->form, a->input);
    page_say(v, out, a->label);
    buf_printf(out,
               "</label><br><input id=\"%s\" inputmode=\"numeric\" "
               "autocomplete=\"off\" required> <button>",
               a->input);
    page_say(v, out, a->button);
    buf_puts(out, "</button></p></form>");
}

static void add_question(struct visit *v, struct buf *out)
{
    static const struct asked CODE = {
        "\"ask\"", "code", N_("The 16 digits of your receipt"), N_("Find")};

    add_asked(v, out, &CODE);
    buf_puts(out, "<noscript><p>");
    page_say(v, out,
             "The search runs in your browser and needs JavaScript; "
             "barrio-verify does the same without one.");
    buf_puts(out, "</p></noscript>");
}

static void add_symbols(struct visit *v, struct buf *out)
{
    buf_puts(out, "<dt>");
    page_say(v, out, "Sign");
    buf_puts(out, "</dt><dd>");
    for (size_t i = 0; i < COUNT_OF(SYMBOLS); i++) {
        buf_printf(out,
                   "<span data-symbol=\"%zu\" hidden><span "
                   "aria-hidden=\"true\">%s</span> ",
                   i, SYMBOLS[i].picture);
        page_say(v, out, SYMBOLS[i].word);
        buf_puts(out, "</span>");
    }
    buf_puts(out, ". ");
    page_say(v, out,
             "If you picked another at the station, this receipt is "
             "not yours: show it to a witness.");
    buf_puts(out, "</dd>");
}

static void add_remarks(struct visit *v, struct buf *out, const char *attribute,
                        const struct remark *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_printf(out, "<p data-%s=\"%s\" hidden>", attribute, list[i].name);
        page_say(v, out, list[i].text);
        buf_puts(out, "</p>");
    }
}

static void add_facts(struct visit *v, struct buf *out)
{
    buf_puts(out, "<dl id=\"facts\" hidden>");
    for (size_t i = 0; i < COUNT_OF(FACTS); i++) {
        buf_puts(out, "<dt>");
        page_say(v, out, FACTS[i].text);
        buf_printf(out, "</dt><dd id=\"%s\"></dd>", FACTS[i].name);
    }
    add_symbols(v, out);
    buf_puts(out, "</dl><p id=\"read\" hidden>");
    page_say(v, out, "Lines checked:");
    buf_puts(out, " <span id=\"lines\"></span></p>");
    add_remarks(v, out, "signed", SIGNED, COUNT_OF(SIGNED));
    add_remarks(v, out, "word", WORDS, COUNT_OF(WORDS));
}

/* For who has the promise from the station; most have not. */
static void add_promise(struct visit *v, struct buf *out)
{
    buf_puts(out, "<details><summary>");
    page_say(v, out, "I have the city's promise about an answer");
    buf_puts(out, "</summary><form id=\"promised\"><p><label "
                  "for=\"promise\">");
    page_say(v, out, "The text of the promise, as the station gave it");
    buf_puts(out, "</label><br><textarea id=\"promise\" rows=\"8\" cols=\"60\" "
                  "autocomplete=\"off\" spellcheck=\"false\" "
                  "required></textarea></p><p><button>");
    page_say(v, out, "Hold the city to it");
    buf_puts(out, "</button></p></form></details>");
}

static void add_withdrawal(struct visit *v, struct buf *out)
{
    static const struct asked TOKEN = {
        "\"take-back\" hidden", "token",
        N_("Withdrawal number, 20 digits, to take the answer back"),
        N_("Take my answer back")};

    add_asked(v, out, &TOKEN);
}

void find_page_show(struct visit *visit)
{
    struct buf out;

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Find your answer"));
    civic_page_menu(visit, &out, civic_page_last_form(visit));
    buf_puts(&out, "<h1>");
    page_say(visit, &out, "Find your answer");
    buf_puts(&out, "</h1>");
    add_question(visit, &out);
    add_promise(visit, &out);
    buf_puts(&out, "<section id=\"outcome\" tabindex=\"-1\" role=\"status\">");
    for (size_t i = 0; i < COUNT_OF(OUTCOMES); i++)
        add_outcome(visit, &out, i);
    add_facts(visit, &out);
    buf_puts(&out, "</section>");
    add_withdrawal(visit, &out);
    find_idea_add(visit, &out);
    buf_puts(&out, "<h2>");
    page_say(visit, &out, "What this does not show");
    buf_puts(&out, "</h2><ul>");
    for (size_t i = 0; i < COUNT_OF(LIMITS); i++) {
        buf_puts(&out, "<li>");
        page_say(visit, &out, LIMITS[i]);
        buf_puts(&out, "</li>");
    }
    buf_puts(&out, "</ul><script src=\"/find.js\"></script>");
    page_end_with_script(visit, &out, 200);
}
