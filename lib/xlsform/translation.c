#include "translation.h"

#include "base/attr.h"

#include <ctype.h>
#include <string.h>

enum { COLUMNS = 9, LANGUAGES_MAX = 64 };

/* The columns that can be translated, by their last token but the language. */
static const char *const TRANSLATABLE[COLUMNS][2] = {
    {"label", "label"},
    {"hint", "hint"},
    {"guidance_hint", "guidance_hint"},
    {"image", "image"},
    {"big-image", "big-image"},
    {"audio", "audio"},
    {"video", "video"},
    {"jr:constraintMsg", "constraint_message"},
    {"jr:requiredMsg", "required_message"},
};

struct coverage {
    const char *languages[LANGUAGES_MAX];
    bool has[LANGUAGES_MAX][COLUMNS];
    size_t count;
};

static int column_of(const struct header *header, size_t *at)
{
    *at =
        header->tokens_count > 1 && (strcmp(header->tokens[0], "media") == 0 ||
                                     strcmp(header->tokens[0], "bind") == 0);
    for (int i = 0; i < COLUMNS; i++)
        if (strcmp(header->tokens[*at], TRANSLATABLE[i][0]) == 0)
            return i;
    return -1;
}

static void note(struct coverage *coverage, const char *language, int column)
{
    size_t i = 0;
    while (i < coverage->count && strcmp(coverage->languages[i], language) != 0)
        i++;
    if (i == LANGUAGES_MAX)
        return;
    if (i == coverage->count)
        coverage->languages[coverage->count++] = language;
    coverage->has[i][column] = true;
}

static void cover(struct form *form, const struct grid *grid,
                  struct coverage *coverage)
{
    for (size_t i = 0; i < grid->headers_count; i++) {
        const struct header *header = &grid->headers[i];
        size_t at;
        int column = column_of(header, &at);
        if (column < 0)
            continue;
        bool translated = header->tokens_count > at + 1;
        note(coverage,
             translated ? header->tokens[at + 1] : form->default_language,
             column);
    }
}

static const char *missing(struct form *form, const struct coverage *coverage,
                           size_t language)
{
    const char *list = "";
    for (int column = 0; column < COLUMNS; column++) {
        bool used = false;
        for (size_t i = 0; i < coverage->count; i++)
            used = used || coverage->has[i][column];
        if (used && !coverage->has[language][column])
            list = arena_printf(form->arena, "%s%s%s", list, *list ? ", " : "",
                                TRANSLATABLE[column][1]);
    }
    return list;
}

static void warn_missing(struct form *form, const struct grid *grid,
                         const struct coverage *coverage)
{
    for (size_t i = 0; i < coverage->count; i++) {
        const char *list = missing(form, coverage, i);
        if (*list)
            problem_say(form->problems, MSG_TRANSLATION_MISSING,
                        ((struct place){grid->sheet, 1, ""}),
                        coverage->languages[i], list);
    }
}

/* "Español (es)": the code in brackets at the end, two or three letters with
 * parts after hyphens (BCP 47). */
static bool has_code(const char *language)
{
    const char *open = strrchr(language, '(');
    size_t size = strlen(language);
    if (!open || language[size - 1] != ')')
        return false;
    size_t letters = 0;
    while (islower((unsigned char)open[1 + letters]))
        letters++;
    return (letters == 2 || letters == 3) &&
           (open[1 + letters] == ')' || open[1 + letters] == '-');
}

static void warn_codes(struct form *form, const struct coverage *coverage)
{
    for (size_t i = 0; i < coverage->count; i++)
        if (strcmp(coverage->languages[i], "default") != 0 &&
            !has_code(coverage->languages[i]))
            problem_say(form->problems, MSG_LANGUAGE_CODE,
                        ((struct place){.sheet = ""}), coverage->languages[i]);
}

void translation_check(struct form *form, const struct grid *survey,
                       const struct grid *choices)
{
    struct coverage *coverage = arena_alloc(form->arena, sizeof(*coverage));
    struct coverage *listed = arena_alloc(form->arena, sizeof(*listed));
    cover(form, survey, coverage);
    cover(form, choices, listed);
    warn_missing(form, survey, coverage);
    warn_missing(form, choices, listed);
    if (form->has_other && (coverage->count > 1 || listed->count > 1))
        problem_say(form->problems, MSG_OTHER_UNTRANSLATED,
                    ((struct place){.sheet = "survey"}));
    cover(form, choices, coverage);
    warn_codes(form, coverage);
}
