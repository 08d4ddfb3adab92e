#include "complaint.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/words.h"
#include "form/xform.h"
#include "spreadsheet.h"
#include "xlsform/compile.h"
#include "xlsform/problem.h"
#include "xlsform/workbook.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_SHOWN = 300 };

void complaints_init(struct complaints *complaints)
{
    *complaints = (struct complaints){.arena = arena_new()};
}

void complaints_clear(struct complaints *complaints)
{
    arena_free(complaints->arena);
    free(complaints->list);
    *complaints = (struct complaints){.arena = NULL};
}

void complaints_add(struct complaints *complaints,
                    const struct complaint *complaint)
{
    struct arena *arena = complaints->arena;

    complaints->list =
        mem_grow(complaints->list, complaints->count, &complaints->capacity,
                 sizeof *complaints->list);
    complaints->list[complaints->count++] =
        (struct complaint){.is_error = complaint->is_error,
                           .where = arena_strdup(arena, complaint->where),
                           .line = complaint->line,
                           .what = arena_strdup(arena, complaint->what),
                           .shown = arena_strdup(arena, complaint->shown)};
}

bool complaints_forbid(const struct complaints *complaints)
{
    size_t i = 0;

    while (i < complaints->count && !complaints->list[i].is_error)
        i++;
    return i < complaints->count;
}

/* At most so many bytes, cut before a character begins. */
static char *cut(struct arena *arena, const char *text, size_t size)
{
    return size <= LONGEST_SHOWN
               ? arena_strndup(arena, text, size)
               : arena_printf(arena, "%.*s…",
                              (int)utf8_cut(text, size, LONGEST_SHOWN), text);
}

/* A line of a document by its number, without the blanks before it. */
static const char *line_of(struct arena *arena, const char *data, size_t size,
                           int number)
{
    const char *at = data, *end = data + size;

    if (number < 1)
        return "";
    for (int i = 1; i < number && at; i++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    if (!at || at >= end)
        return "";
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    return cut(arena, at, (size_t)((stop ? stop : end) - at));
}

static void note_found(struct complaints *out, const struct buf *document,
                       const struct xform_problem *problem,
                       const struct words *words, const char *language)
{
    struct buf what;

    buf_init(&what, 0);
    xform_problem_print(problem, words, language, &what);
    complaints_add(out, &(struct complaint){
                            .is_error = problem->is_error,
                            .where = "",
                            .line = problem->line,
                            .what = buf_text(&what),
                            .shown = line_of(out->arena, buf_text(document),
                                             document->size, problem->line)});
    buf_clear(&what);
}

static enum err check_document(struct complaints *out, const struct checking *c,
                               const struct buf *document)
{
    struct xform_problem *problems = NULL;
    struct xform *form = NULL;
    size_t count = 0;

    enum err err = xform_check(&form, c->name, buf_text(document),
                               document->size, c->files, &problems, &count);
    char *folder = spreadsheet_messages();
    struct words *words = words_open(folder, c->language);
    for (size_t i = 0; i < count; i++)
        note_found(out, document, &problems[i], words, c->language);
    words_free(words);
    free(folder);
    xform_problems_free(problems, count);
    xform_free(form);
    return err;
}

/* The cells of a row as a person sees them beside each other. */
static const char *row_of(struct arena *arena, const struct workbook *workbook,
                          const struct place *place)
{
    const struct sheet *sheet = workbook && place->sheet
                                    ? workbook_sheet(workbook, place->sheet)
                                    : NULL;
    struct buf text;

    buf_init(&text, 0);
    for (size_t i = 0; sheet && i < sheet->rows_count; i++) {
        const struct sheet_row *row = &sheet->rows[i];
        for (size_t k = 0; row->number == place->row && k < row->cells_count;
             k++)
            buf_printf(&text, "%s%s", k ? " | " : "", row->cells[k].text);
    }
    const char *shown = cut(arena, buf_text(&text), text.size);
    buf_clear(&text);
    return shown;
}

static void note_problem(struct complaints *out, const struct problem *problem,
                         const struct workbook *workbook,
                         const struct words *words, const char *language)
{
    struct buf where, what;

    buf_init(&where, 0);
    buf_init(&what, 0);
    problem_print_place(problem, words, language, &where);
    problem_print_text(problem, words, language, &what);
    complaints_add(out,
                   &(struct complaint){
                       .is_error = problem->is_error,
                       .where = buf_text(&where),
                       .what = buf_text(&what),
                       .shown = row_of(out->arena, workbook, &problem->place)});
    buf_clear(&what);
    buf_clear(&where);
}

/* The workbook is read once more for its rows: the compiler keeps none. */
static void note_problems(struct complaints *out, const struct checking *c,
                          const struct problems *problems)
{
    char *folder = spreadsheet_messages();
    struct words *words = words_open(folder, c->language);
    struct workbook *workbook = NULL;
    struct problems again;

    problems_init(&again);
    if (problems->count &&
        workbook_read(c->name, c->data, c->size, &again, &workbook))
        workbook = NULL;
    for (size_t i = 0; i < problems->count; i++)
        note_problem(out, &problems->items[i], workbook, words, c->language);
    workbook_free(workbook);
    problems_clear(&again);
    words_free(words);
    free(folder);
}

static enum err compile(struct complaints *out, const struct checking *c,
                        struct buf *document, struct buf *itemsets)
{
    char *id = spreadsheet_stem(c->name);
    const struct compile_options options = {.fallback_id = id};
    struct problems problems;

    problems_init(&problems);
    enum err err = compile_workbook(c->name, c->data, c->size, &options,
                                    &problems, document, itemsets);
    note_problems(out, c, &problems);
    problems_clear(&problems);
    free(id);
    return err;
}

enum err complaints_check(struct complaints *out,
                          const struct checking *checking, struct buf *document,
                          struct buf *itemsets)
{
    enum err err = ERR_NONE;

    if (spreadsheet_is(checking->name))
        err = compile(out, checking, document, itemsets);
    else
        buf_add(document, checking->data, checking->size);
    return err ? err : check_document(out, checking, document);
}
