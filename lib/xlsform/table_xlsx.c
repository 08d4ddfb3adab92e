/* The sheets of a .xlsx file into a workbook. */
#include "table.h"

#include "base/xml.h"
#include "datestyle.h"
#include "messages.h"
#include "text.h"
#include "xlsform/problem.h"
#include "xlsx.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Where a sheet is taken to end: people format whole columns and rows. */
enum { EMPTY_COLUMNS = 20, EMPTY_ROWS = 60 };

struct reader {
    struct workbook *book;
    struct sheet *sheet;
    const struct xlsx *xlsx;
    struct buf text;
    bool in_value;
    int in_phonetic;
    char type; /* of the cell: n s b e i(nline) t(ext) d(ate) */
    long style;
    int row;
    int column;
    int last_column; /* of the header */
    int last_row;    /* the last with a cell */
    bool is_over;
    struct cell cells[WORKBOOK_COLUMNS_MAX];
    size_t count;
};

/* "AB12" -> 27; -1 when there is no column in it. */
static int column_of(const char *reference)
{
    int column = 0;
    for (; isalpha((unsigned char)*reference) && column < 1 << 20; reference++)
        column = column * 26 + (toupper((unsigned char)*reference) - 'A' + 1);
    return column - 1;
}

static char type_of(const struct xml_element *e)
{
    const char *type = xml_attribute(e, "t");
    if (!type)
        return 'n';
    if (strcmp(type, "str") == 0)
        return 't';
    return *type; /* n, s, b, e, d, inlineStr */
}

static void start_row(struct reader *r, const struct xml_element *e)
{
    const char *number = xml_attribute(e, "r");
    long row = number ? strtol(number, NULL, 10) : r->row + 1;
    r->row = row > r->row && row < 1 << 30 ? (int)row : r->row + 1;
    r->column = -1;
    r->count = 0;
    if (r->row - r->last_row > EMPTY_ROWS + 1)
        r->is_over = true;
}

static void start_cell(struct reader *r, const struct xml_element *e)
{
    const char *reference = xml_attribute(e, "r");
    const char *style = xml_attribute(e, "s");
    int column = reference ? column_of(reference) : -1;
    r->column = column > r->column ? column : r->column + 1;
    r->type = type_of(e);
    r->style = style ? strtol(style, NULL, 10) : 0;
    buf_reset(&r->text);
}

static enum err sheet_start(void *context, const struct xml_element *e)
{
    struct reader *r = context;
    if (strcmp(e->name, "row") == 0)
        start_row(r, e);
    else if (strcmp(e->name, "c") == 0)
        start_cell(r, e);
    r->in_phonetic += strcmp(e->name, "rPh") == 0;
    r->in_value = r->in_phonetic == 0 &&
                  (strcmp(e->name, "v") == 0 || strcmp(e->name, "t") == 0);
    return ERR_NONE;
}

static enum err sheet_text(void *context, const char *text, size_t size)
{
    struct reader *r = context;
    if (r->in_value)
        buf_add(&r->text, text, size);
    return r->text.overflow ? ERR_LIMIT : ERR_NONE;
}

static bool is_date(const struct reader *r)
{
    return r->style >= 0 && (size_t)r->style < r->xlsx->dates_count &&
           r->xlsx->dates[r->style];
}

static const char *number_text(struct reader *r, const char *value)
{
    char text[DATESTYLE_TEXT_SIZE];
    double number;
    if (!text_number(value, &number))
        return value;
    if (is_date(r))
        datestyle_print_date(number, r->xlsx->from_1904, text);
    else
        datestyle_print_number(number, text);
    return arena_strdup(r->book->arena, text);
}

static const char *shared_text(const struct reader *r, const char *value)
{
    long index = strtol(value, NULL, 10);
    return index >= 0 && (size_t)index < r->xlsx->strings_count
               ? r->xlsx->strings[index]
               : "";
}

/* The cell as text, non-breaking blanks being blanks. */
static const char *cell_text(struct reader *r)
{
    const char *value = buf_text(&r->text);
    switch (r->type) {
    case 's':
        value = shared_text(r, value);
        break;
    case 'b':
        value = strcmp(value, "0") == 0 ? "FALSE" : "TRUE";
        break;
    case 'n':
        value = number_text(r, value);
        break;
    default:
        break;
    }
    return text_trim(text_replace(r->book->arena, value, TEXT_NBSP, " "));
}

static void end_cell(struct reader *r)
{
    bool is_header = r->sheet->rows_count == 0;
    if (r->text.size == 0 || r->is_over || r->count == WORKBOOK_COLUMNS_MAX)
        return;
    if (!table_has_column(r->sheet, r->column))
        return;
    const char *text = cell_text(r);
    if (!*text)
        return;
    if (is_header && r->column - r->last_column > EMPTY_COLUMNS)
        return;
    if (is_header)
        r->last_column = r->column;
    r->cells[r->count++] = (struct cell){r->column, text};
}

static enum err sheet_end(void *context, const char *name, const char *ns)
{
    struct reader *r = context;
    (void)ns;
    r->in_value = false;
    r->in_phonetic -= strcmp(name, "rPh") == 0;
    if (strcmp(name, "c") == 0)
        end_cell(r);
    if (strcmp(name, "row") != 0 || r->is_over || r->count == 0)
        return ERR_NONE;
    r->last_row = r->row;
    return table_add_row(r->book, r->sheet, r->row, r->cells, r->count);
}

static enum err read_sheet(struct workbook *book, struct sheet *sheet,
                           struct xlsx *xlsx, const char *path)
{
    static const struct xml_handler HANDLER = {
        .start = sheet_start, .end = sheet_end, .text = sheet_text};
    struct reader *r = arena_alloc(book->arena, sizeof(*r));
    struct buf part;
    *r = (struct reader){
        .book = book, .sheet = sheet, .xlsx = xlsx, .last_column = -1};
    buf_init(&r->text, WORKBOOK_CELL_BYTES_MAX);
    buf_init(&part, ZIP_BYTES_MAX);
    enum err err = zipped_read(xlsx->zipped, path, &part);
    if (!err)
        err = xml_read(buf_text(&part), part.size, &HANDLER, r, NULL);
    buf_clear(&part);
    buf_clear(&r->text);
    return err == ERR_MISSING ? ERR_FORMAT : err;
}

/* Sheets with other names are people's own and may hold anything. */
static bool is_read(const struct xlsx *xlsx, const char *name)
{
    static const char *const NAMES[] = {
        "survey", "choices", "settings", "external_choices", "entities", "osm"};
    if (xlsx->sheets_count == 1)
        return true;
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (strcasecmp(NAMES[i], name) == 0)
            return true;
    return false;
}

static enum err read_sheets(struct workbook *book, struct xlsx *xlsx,
                            const char **part)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < xlsx->sheets_count && !err; i++) {
        const struct xlsx_sheet *from = &xlsx->sheets[i];
        struct sheet *sheet = table_add_sheet(book, from->name);
        if (!sheet)
            return ERR_LIMIT;
        *part = from->name;
        if (from->path && is_read(xlsx, from->name))
            err = read_sheet(book, sheet, xlsx, from->path);
    }
    return err;
}

enum err table_read_xlsx(struct workbook *book, const char *data, size_t size,
                         struct problems *problems)
{
    struct xlsx xlsx;
    const char *part;
    enum err err = xlsx_open(data, size, book->arena, &xlsx, &part);
    if (!err)
        err = read_sheets(book, &xlsx, &part);
    if (err && err != ERR_LIMIT) {
        problem_say(problems, MSG_WORKBOOK_DAMAGED,
                    ((struct place){.sheet = ""}), part);
        err = ERR_FORMAT;
    }
    xlsx_clear(&xlsx);
    return err;
}
