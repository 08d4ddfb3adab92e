#include "settings.h"

#include "header.h"
#include "lexer.h"
#include "misspelling.h"
#include "text.h"

#include <string.h>

const char *settings_text(const struct form *form, const char *name)
{
    return dict_text(form->settings, name);
}

bool settings_says_yes(const struct form *form, const char *name)
{
    return text_yes_no(settings_text(form, name)) == 1;
}

static void default_to(struct form *form, const char *name, const char *value)
{
    if (!settings_text(form, name))
        dict_set(form->arena, form->settings, name, value);
}

static void check_root_name(struct form *form)
{
    const char *name = settings_text(form, "name");
    struct place place = {"settings", 2, "name"};
    if (!lexer_is_name(name) || strchr(name, ':'))
        problem_say(form->problems, MSG_NAME_INVALID, place, name);
}

static const char *or_else(const char *text, const char *fallback)
{
    return text && *text ? text : fallback;
}

void settings_read(struct form *form)
{
    const struct sheet *sheet = workbook_sheet(form->book, "settings");
    struct grid grid;

    form->settings = dict_new(form->arena);
    form->default_language = or_else(form->options->language, "default");
    header_read(form, sheet, &HEADER_SETTINGS, &grid);
    if (grid.rows_count > 0)
        form->settings = grid.rows[0];
    else if (!sheet)
        misspelling_warn(form, "settings");

    default_to(form, "name", or_else(form->options->root_name, "data"));
    default_to(form, "id_string", or_else(form->options->fallback_id, "data"));
    default_to(form, "title", settings_text(form, "id_string"));
    form->default_language = or_else(settings_text(form, "default_language"),
                                     form->default_language);
    form->root_name = settings_text(form, "name");
    form->keeps_blanks =
        text_yes_no(settings_text(form, "clean_text_values")) == 0;
    check_root_name(form);
    if (settings_says_yes(form, "omit_instanceID") &&
        settings_text(form, "public_key"))
        problem_say(form->problems, MSG_OMIT_AND_ENCRYPT,
                    ((struct place){"settings", 2, "omit_instanceID"}));
}
