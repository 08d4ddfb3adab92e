#include "header.h"

#include "lexer.h"
#include "text.h"

#include <string.h>

static const char *alias_of(const struct header_rules *rules, const char *name)
{
    for (size_t i = 0; i < rules->aliases_count; i++)
        if (strcmp(rules->aliases[i].from, name) == 0)
            return rules->aliases[i].to;
    return NULL;
}

static bool is_known(const struct header_rules *rules, const char *name)
{
    for (const char *const *known = rules->known; *known; known++)
        if (strcmp(*known, name) == 0)
            return true;
    return false;
}

/* Appends the parts of text, cut at each separator. */
static void cut(struct form *form, const char *text, const char *separator,
                struct header *header)
{
    while (text && header->tokens_count < HEADER_TOKENS_MAX) {
        const char *next = strstr(text, separator);
        char *part =
            next ? arena_strndup(form->arena, text, (size_t)(next - text))
                 : arena_strdup(form->arena, text);
        header->tokens[header->tokens_count++] = text_trim(part);
        text = next ? next + strlen(separator) : NULL;
    }
}

/* A single colon also separates a namespace: "bind:jr:count" is two parts. */
static void join_namespace(struct form *form, struct header *header)
{
    for (size_t i = 0; i + 1 < header->tokens_count; i++) {
        if (strcmp(header->tokens[i], "jr") != 0)
            continue;
        header->tokens[i] =
            arena_printf(form->arena, "jr:%s", header->tokens[i + 1]);
        for (size_t j = i + 1; j + 1 < header->tokens_count; j++)
            header->tokens[j] = header->tokens[j + 1];
        header->tokens_count--;
        return;
    }
}

/* Puts the canonical name in the place of the first token. */
static void resolve(struct form *form, const struct header_rules *rules,
                    struct header *header)
{
    struct header parts = {.title = header->title, .column = header->column};
    const char *first = text_snake_case(form->arena, header->tokens[0]);
    const char *alias = alias_of(rules, first);
    if (!alias && !is_known(rules, first))
        return;

    cut(form, alias ? alias : first, "::", &parts);
    for (size_t i = 1;
         i < header->tokens_count && parts.tokens_count < HEADER_TOKENS_MAX;
         i++)
        parts.tokens[parts.tokens_count++] = header->tokens[i];
    *header = parts;
}

static void understand(struct form *form, const struct header_rules *rules,
                       bool double_colons, struct header *header)
{
    const char *title = header->title;
    const char *snake = text_snake_case(form->arena, title);
    if (is_known(rules, title) || is_known(rules, snake)) {
        header->tokens[header->tokens_count++] =
            is_known(rules, title) ? title : snake;
        return;
    }

    bool is_double = double_colons || strstr(title, "::");
    cut(form, title, is_double ? "::" : ":", header);
    if (!is_double)
        join_namespace(form, header);
    resolve(form, rules, header);
}

static bool is_same(const struct header *a, const struct header *b)
{
    if (a->tokens_count != b->tokens_count)
        return false;
    for (size_t i = 0; i < a->tokens_count; i++)
        if (strcmp(a->tokens[i], b->tokens[i]) != 0)
            return false;
    return true;
}

/* Old forms have both form_id and id_string; the first is meant. */
static void drop_old_id(struct form *form, struct grid *grid)
{
    problem_say(form->problems, MSG_ID_TWICE,
                ((struct place){"settings", 1, "id_string"}));
    for (size_t i = 0; i < grid->headers_count; i++)
        if (strcmp(grid->headers[i].title, "id_string") == 0)
            grid->headers[i].tokens[0] = "old_id_string";
}

static bool refuse_twins(struct form *form, const struct header_rules *rules,
                         struct grid *grid)
{
    const struct header *last = &grid->headers[grid->headers_count - 1];
    for (const struct header *h = grid->headers; h < last; h++) {
        if (!is_same(h, last))
            continue;
        if (strcmp(last->tokens[0], "id_string") == 0) {
            drop_old_id(form, grid);
            return true;
        }
        struct place place = {rules->sheet, 1, last->title};
        problem_say(form->problems, MSG_COLUMN_TWICE, place, h->title,
                    last->title);
        return false;
    }
    return true;
}

static bool read_titles(struct form *form, const struct sheet_row *row,
                        const struct header_rules *rules, struct grid *out)
{
    bool double_colons = false;
    bool good = true;
    for (size_t i = 0; i < row->cells_count; i++)
        if (strstr(row->cells[i].text, "::"))
            double_colons = true;

    out->headers =
        arena_array(form->arena, row->cells_count + 1, sizeof(*out->headers));
    for (size_t i = 0; i < row->cells_count; i++) {
        struct header *header = &out->headers[out->headers_count++];
        header->title = text_clean(form->arena, row->cells[i].text, true);
        header->column = row->cells[i].column;
        understand(form, rules, double_colons, header);
        good = refuse_twins(form, rules, out) && good;
    }
    return good;
}

static const struct header *header_at(const struct grid *grid, int column)
{
    for (size_t i = 0; i < grid->headers_count; i++)
        if (grid->headers[i].column == column)
            return &grid->headers[i];
    return NULL;
}

/* Names of lists and questions hold no references; other cells may. */
static void check_references(struct form *form,
                             const struct header_rules *rules,
                             const struct header *header, const char *text,
                             struct place place)
{
    const char *broken = lexer_broken_reference(text);
    if (!broken || !is_known(rules, header->tokens[0]) ||
        strcmp(header->tokens[0], "name") == 0 ||
        strcmp(header->tokens[0], "type") == 0)
        return;
    problem_say(form->problems, MSG_REFERENCE_BROKEN, place, broken);
}

static bool read_row(struct form *form, const struct sheet_row *row,
                     const struct header_rules *rules, struct grid *grid)
{
    struct dict *dict = dict_new(form->arena);
    bool good = true;
    for (size_t i = 0; i < row->cells_count; i++) {
        const struct cell *cell = &row->cells[i];
        const struct header *header = header_at(grid, cell->column);
        if (!header) {
            struct place place = {rules->sheet, row->number, ""};
            problem_say(form->problems, MSG_CELL_WITHOUT_COLUMN, place,
                        cell->text);
            good = false;
            continue;
        }
        const char *text = text_clean(form->arena, cell->text,
                                      rules->collapse && !form->keeps_blanks);
        check_references(
            form, rules, header, text,
            (struct place){rules->sheet, row->number, header->title});
        struct pair *pair =
            dict_put_path(form->arena, dict, header->tokens,
                          header->tokens_count, text, form->default_language);
        pair->column = header->title;
    }
    grid->rows[grid->rows_count] = dict;
    grid->numbers[grid->rows_count++] = row->number;
    return good;
}

bool header_read(struct form *form, const struct sheet *sheet,
                 const struct header_rules *rules, struct grid *out)
{
    *out = (struct grid){.sheet = rules->sheet};
    if (!sheet || sheet->rows_count == 0)
        return true;

    bool good = read_titles(form, &sheet->rows[0], rules, out);
    out->rows = arena_array(form->arena, sheet->rows_count, sizeof(*out->rows));
    out->numbers =
        arena_array(form->arena, sheet->rows_count, sizeof(*out->numbers));
    for (size_t i = 1; i < sheet->rows_count; i++)
        good = read_row(form, &sheet->rows[i], rules, out) && good;
    bool matters = out->rows_count > 0 || rules == &HEADER_SURVEY;
    if (rules->required && matters && !header_find(out, rules->required)) {
        struct place place = {rules->sheet, 1, rules->required};
        problem_say(form->problems, MSG_COLUMN_MISSING, place, rules->required);
        good = false;
    }
    return good;
}

const struct header *header_find(const struct grid *grid, const char *token)
{
    for (size_t i = 0; i < grid->headers_count; i++)
        if (strcmp(grid->headers[i].tokens[0], token) == 0)
            return &grid->headers[i];
    return NULL;
}
