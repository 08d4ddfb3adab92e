/* Markdown tables: `| survey | type | name |`, one sheet after another. */
#include "table.h"

#include "base/arena.h"
#include "messages.h"
#include "text.h"
#include "xlsform/problem.h"

#include <string.h>

/* The end of what counts in a line: what follows the last '|' is a comment. */
static const char *last_bar(const char *line, const char *end)
{
    const char *last = NULL;
    for (const char *p = line; p < end; p++)
        if (*p == '|' && (p == line || p[-1] != '\\'))
            last = p;
    return last;
}

static bool is_rule(const char *line, const char *end)
{
    for (const char *p = line; p < end; p++)
        if (!strchr("|-: \t", *p))
            return false;
    return memchr(line, '-', (size_t)(end - line));
}

/* The text of a cell: trimmed, `\|` being a bar. */
static char *cell_text(struct arena *arena, const char *start, const char *end)
{
    char *text = arena_strndup(arena, start, (size_t)(end - start));
    char *to = text;
    for (const char *p = text; *p; p++)
        if (!(p[0] == '\\' && p[1] == '|'))
            *to++ = *p;
    *to = '\0';
    return text_trim(text_replace(arena, text, TEXT_NBSP, " "));
}

/* Splits a line into cells; *first gets the text of its first column. */
static size_t split(struct arena *arena, const char *line, const char *end,
                    struct cell *cells, const char **first)
{
    size_t count = 0;
    int column = -1;
    *first = "";
    for (const char *start = line + 1; start <= end; column++) {
        const char *bar = start;
        while (bar < end && !(*bar == '|' && bar[-1] != '\\'))
            bar++;
        const char *text = cell_text(arena, start, bar);
        if (column < 0)
            *first = text;
        else if (*text && column < WORKBOOK_COLUMNS_MAX)
            cells[count++] = (struct cell){column, text};
        start = bar + 1;
    }
    return count;
}

static enum err read_line(struct workbook *book, struct sheet **sheet,
                          const char *line, const char *end)
{
    while (line < end && (*line == ' ' || *line == '\t'))
        line++;
    const char *bar = line < end && *line == '|' ? last_bar(line, end) : NULL;
    if (!bar || bar == line || is_rule(line, bar + 1))
        return ERR_NONE;

    struct cell cells[WORKBOOK_COLUMNS_MAX];
    const char *name;
    size_t count = split(book->arena, line, bar, cells, &name);
    if (*name) {
        *sheet = table_sheet(book, name);
        if (!*sheet)
            return ERR_LIMIT;
    }
    if (!*sheet || count == 0)
        return ERR_NONE;
    return table_add_row(book, *sheet, (*sheet)->last_number + 1, cells, count);
}

enum err table_read_md(struct workbook *book, const char *data, size_t size,
                       struct problems *problems)
{
    (void)problems;
    struct sheet *sheet = NULL;
    const char *end = data + size;
    for (const char *line = data; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        if (!stop)
            stop = end;
        enum err err = read_line(book, &sheet, line, stop);
        if (err)
            return err;
        line = stop + 1;
    }
    return ERR_NONE;
}
