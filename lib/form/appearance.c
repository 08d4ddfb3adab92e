#include "appearance.h"

#include "base/attr.h"

#include <string.h>

/* XLSForm's and ODK's tables (xlsform.org, Appearance; docs.getodk.org, Form
 * question types), with Enketo's; those with a number are in NUMBERED. */
static const char *const KNOWN[] = {
    "autocomplete",
    "compact",
    "compact-n",
    "comments",
    "counter",
    "faces",
    "field-list",
    "hidden-answer",
    "hide-input",
    "horizontal",
    "horizontal-compact",
    "label",
    "likert",
    "list",
    "list-nolabel",
    "masked",
    "minimal",
    "month-year",
    "multiline",
    "no-calendar",
    "no-collapse",
    "numbers",
    "picker",
    "quick",
    "quickcompact",
    "randomized",
    "rank",
    "rating",
    "sensitive", /* our own: see VISIT_SENSITIVE */
    "series",    /* our own, with "stopwatch" and "countdown-N": counting */
    "stopwatch",
    "summary",
    "table-list",
    "textarea",
    "thousands-sep",
    "ticks",
    "tel",
    "url",
    "vertical",
    "vertical-compact",
    "wizard",
    "year",
    "columns",
    "columns-pack",
    "columns-flex",
    "w1",
    "required",
};
/* Known too, and without a form on a terminal: they need a map, a picture, a
 * sensor, another calendar; a step without its number has no key. */
static const char *const PLAIN[] = {
    "annotate",      "arabic",      "bearing",       "bikram-sambat",
    "buddhist",      "coptic",      "distress",      "draw",
    "ethiopian",     "full-height", "geigercounter", "image-map",
    "islamic",       "magnitude",   "map",           "maps",
    "my-location",   "myanmar",     "new",           "new-front",
    "newselfie",     "no-buttons",  "no-ticks",      "persian",
    "placement-map", "printer",     "satellite",     "selfie",
    "signature",     "streets",     "terrain",       "week",
};
/* A number follows: columns-3, compact-2, w4. */
static const char *const NUMBERED[] = {"columns-", "compact-", "countdown-",
                                       "quickcompact-", "w"};

bool appearance_has(const char *words, const char *word)
{
    size_t size = strlen(word);

    for (const char *at = words; (at = strstr(at, word)); at += size) {
        bool begins = at == words || at[-1] == ' ';
        if (begins && (!at[size] || at[size] == ' '))
            return true;
    }
    return false;
}

static bool is_numbered(const char *word, size_t size)
{
    for (size_t i = 0; i < COUNT_OF(NUMBERED); i++) {
        size_t head = strlen(NUMBERED[i]);
        if (size > head && !strncmp(word, NUMBERED[i], head) &&
            strspn(word + head, "0123456789") >= size - head)
            return true;
    }
    return false;
}

static bool is_one_of(const char *const *list, size_t count, const char *word,
                      size_t size)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(list[i]) == size && !strncmp(list[i], word, size))
            return true;
    }
    return false;
}

const char *appearance_odd(const char *words, size_t *size, bool *is_known)
{
    for (const char *at = words + strspn(words, " \t\n"); *at;
         at += strspn(at, " \t\n")) {
        *size = strcspn(at, " \t\n");
        /* What follows a call are its arguments, blanks and all. */
        if (strcspn(at, "(:") < *size)
            return NULL;
        *is_known = is_one_of(PLAIN, COUNT_OF(PLAIN), at, *size);
        if (*is_known || (!is_one_of(KNOWN, COUNT_OF(KNOWN), at, *size) &&
                          !is_numbered(at, *size)))
            return at;
        at += *size;
    }
    return NULL;
}
