#include "appearance.h"

#include "base/attr.h"

#include <string.h>

/* XLSForm's and ODK's tables (xlsform.org, Appearance; docs.getodk.org, Form
 * question types), with Enketo's; those with a number are in NUMBERED. */
static const char *const KNOWN[] = {
    "annotate",
    "arabic",
    "autocomplete",
    "bearing",
    "bikram-sambat",
    "compact",
    "compact-n",
    "comments",
    "coptic",
    "counter",
    "distress",
    "draw",
    "ethiopian",
    "faces",
    "field-list",
    "full-height",
    "geigercounter",
    "hidden-answer",
    "hide-input",
    "horizontal",
    "horizontal-compact",
    "image-map",
    "islamic",
    "label",
    "likert",
    "list",
    "list-nolabel",
    "magnitude",
    "maps",
    "map",
    "masked",
    "minimal",
    "month-year",
    "multiline",
    "my-location",
    "myanmar",
    "new",
    "new-front",
    "newselfie",
    "no-buttons",
    "no-calendar",
    "no-ticks",
    "no-collapse",
    "numbers",
    "persian",
    "picker",
    "placement-map",
    "printer",
    "quick",
    "quickcompact",
    "randomized",
    "rank",
    "rating",
    "satellite",
    "selfie",
    "signature",
    "streets",
    "summary",
    "table-list",
    "terrain",
    "textarea",
    "thousands-sep",
    "ticks",
    "tel",
    "url",
    "vertical",
    "vertical-compact",
    "week",
    "wizard",
    "year",
    "columns",
    "columns-pack",
    "columns-flex",
    "w1",
    "required",
    "buddhist",
};
/* A number follows: columns-3, compact-2, w4. */
static const char *const NUMBERED[] = {"columns-", "compact-", "quickcompact-",
                                       "w"};

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

static bool is_known(const char *word, size_t size)
{
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++) {
        if (strlen(KNOWN[i]) == size && !strncmp(KNOWN[i], word, size))
            return true;
    }
    return is_numbered(word, size);
}

const char *appearance_unknown(const char *words, size_t *size)
{
    for (const char *at = words + strspn(words, " \t\n"); *at;
         at += strspn(at, " \t\n")) {
        *size = strcspn(at, " \t\n");
        /* What follows a call are its arguments, blanks and all. */
        if (strcspn(at, "(:") < *size)
            return NULL;
        if (!is_known(at, *size))
            return at;
        at += *size;
    }
    return NULL;
}
