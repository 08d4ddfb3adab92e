#include "sheets.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/xml.h"
#include "zipper.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Part and clause numbers are those of ECMA-376, 5th edition. */
#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE                                                                 \
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATIONS "http://schemas.openxmlformats.org/package/2006/relationships"
#define TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."

enum {
    LONGEST_TEXT = 32767, /* of a cell */
    LONGEST_NAME = 31,    /* of a sheet */
    MOST_DIGITS = 15,     /* that Excel's numbers keep */
    FLUSH_AT = 32 * 1024,
};

/* Its part of the zip file stays below the 4 GiB of a plain one. */
static const uint64_t LARGEST_SHEET = 3500U * 1000 * 1000;

struct sheets {
    struct zipper *zip;
    struct buf buf;
    char (*names)[LONGEST_NAME + 1];
    size_t count, capacity;
    unsigned rows, column; /* rows that ended */
    bool is_in_row;
    uint64_t written; /* of this sheet */
};

struct sheets *sheets_new(struct outlet *outlet, int64_t now_ms)
{
    struct sheets *s = xcalloc(1, sizeof *s);

    s->zip = zipper_new(outlet, now_ms);
    buf_init(&s->buf, 0);
    return s;
}

void sheets_free(struct sheets *sheets)
{
    if (!sheets)
        return;
    zipper_free(sheets->zip);
    buf_clear(&sheets->buf);
    free(sheets->names);
    free(sheets);
}

static enum err pass(struct sheets *s)
{
    enum err err = zipper_add(s->zip, buf_text(&s->buf), s->buf.size);

    s->written += s->buf.size;
    buf_reset(&s->buf);
    return err;
}

static void open_row(struct sheets *s)
{
    s->is_in_row = true;
    buf_printf(&s->buf, "<row r=\"%u\">", s->rows + 1);
}

static enum err end_sheet(struct sheets *s)
{
    if (s->count == 0)
        return ERR_NONE;
    buf_puts(&s->buf, "</sheetData></worksheet>");
    enum err err = pass(s);
    return err ? err : zipper_end(s->zip);
}

/* Excel keeps one name for itself. */
static bool is_taken(const struct sheets *s, const char *name)
{
    if (strcasecmp(name, "History") == 0)
        return true;
    for (size_t i = 0; i < s->count; i++) {
        if (strcasecmp(s->names[i], name) == 0)
            return true;
    }
    return false;
}

/* Names are short, unlike whatever their case, and have no signs of
 * formulas. */
static void choose_name(struct sheets *s, const char *name,
                        char out[LONGEST_NAME + 1])
{
    snprintf(out, LONGEST_NAME + 1, "%s", name);
    for (char *c = out; *c; c++) {
        if (strchr("[]:*?/\\'", *c) || (unsigned char)*c >= 0x80)
            *c = '_';
    }
    for (size_t i = s->count + 1; !*out || is_taken(s, out); i++)
        snprintf(out, LONGEST_NAME + 1, "Sheet%zu", i);
}

enum err sheets_begin(struct sheets *sheets, const char *name)
{
    char part[40], chosen[LONGEST_NAME + 1];
    enum err err = end_sheet(sheets);

    if (err)
        return err;
    choose_name(sheets, name, chosen);
    sheets->names = mem_grow(sheets->names, sheets->count, &sheets->capacity,
                             sizeof *sheets->names);
    memcpy(sheets->names[sheets->count++], chosen, sizeof chosen);
    snprintf(part, sizeof part, "xl/worksheets/sheet%zu.xml", sheets->count);
    err = zipper_begin_small(sheets->zip, part);
    buf_puts(&sheets->buf,
             HEAD "<worksheet xmlns=\"" MAIN "\"><sheetViews>"
                  "<sheetView workbookViewId=\"0\"><pane xSplit=\"1\""
                  " ySplit=\"1\" topLeftCell=\"B2\" activePane=\"bottomRight\""
                  " state=\"frozen\"/></sheetView></sheetViews><sheetData>");
    sheets->rows = 0;
    sheets->column = 0;
    sheets->written = 0;
    return err;
}

bool sheets_is_full(const struct sheets *sheets)
{
    return sheets->rows == SHEETS_MOST_ROWS || sheets->written > LARGEST_SHEET;
}

/* Begins a cell (18.3.1.4); false beyond the last column. A cell without a
 * reference is the next one, which halves the file and its time. */
static bool open_cell(struct sheets *s, const char *begin, size_t size)
{
    if (s->column >= SHEETS_MOST_COLUMNS)
        return false;
    if (!s->is_in_row)
        open_row(s);
    s->column++;
    buf_add(&s->buf, begin, size);
    return true;
}

/* 22.9.2.19: what XML has no place for is _xHHHH_, and what looks like that
 * begins with an escaped line. */
static bool looks_escaped(const char *at, size_t size)
{
    return size >= 7 && at[1] == 'x' && isxdigit((unsigned char)at[2]) &&
           isxdigit((unsigned char)at[3]) && isxdigit((unsigned char)at[4]) &&
           isxdigit((unsigned char)at[5]) && at[6] == '_';
}

static void add_special(struct buf *out, const char *at, size_t size)
{
    if (*at == '&')
        buf_puts(out, "&amp;");
    else if (*at == '<')
        buf_puts(out, "&lt;");
    else if (*at == '>')
        buf_puts(out, "&gt;");
    else if (*at == '_')
        buf_puts(out, looks_escaped(at, size) ? "_x005F_" : "_");
    else
        buf_printf(out, "_x%04X_", (unsigned char)*at);
}

/* Most letters pass the first question. */
static bool is_special(unsigned char c)
{
    return c <= '_' && (c == '_' || c == '&' || c == '<' || c == '>' ||
                        (c < ' ' && c != '\t' && c != '\n'));
}

static void add_escaped(struct buf *out, const char *text, size_t size)
{
    size_t plain = 0;

    for (size_t i = 0; i < size; i++) {
        if (!is_special((unsigned char)text[i]))
            continue;
        buf_add(out, text + plain, i - plain);
        add_special(out, text + i, size - i);
        plain = i + 1;
    }
    buf_add(out, text + plain, size - plain);
}

static const char HEADING[] = "<c s=\"1\" t=\"inlineStr\"><is><t";
static const char TEXT[] = "<c t=\"inlineStr\"><is><t";
static const char TEXT_END[] = "</t></is></c>";
static const char NUMBER[] = "<c><v>";
static const char NUMBER_END[] = "</v></c>";
static const char EMPTY[] = "<c/>";

void sheets_text(struct sheets *sheets, const char *text, size_t size,
                 bool is_heading)
{
    size = utf8_cut(text, size, LONGEST_TEXT);
    if (size == 0) {
        sheets_skip(sheets);
        return;
    }
    const char *kind = is_heading ? HEADING : TEXT;
    if (!open_cell(sheets, kind, strlen(kind)))
        return;
    bool has_edges = isspace((unsigned char)text[0]) ||
                     isspace((unsigned char)text[size - 1]);
    buf_puts(&sheets->buf, has_edges ? " xml:space=\"preserve\">" : ">");
    add_escaped(&sheets->buf, text, size);
    buf_add(&sheets->buf, TEXT_END, sizeof TEXT_END - 1);
}

/* Long numbers, such as of telephones, would lose digits as numbers; other
 * signs, as of hexadecimal ones, are not a decimal's (W3C XML Schema 2). */
static bool is_number(const char *digits, size_t size)
{
    char copy[MOST_DIGITS + 2], *end;

    if (size == 0 || size > MOST_DIGITS)
        return false;
    memcpy(copy, digits, size);
    copy[size] = '\0';
    if (strspn(copy, "+-.0123456789eE") != size)
        return false;
    (void)strtod(copy, &end);
    return end != copy && !*end;
}

void sheets_number(struct sheets *sheets, const char *digits, size_t size)
{
    if (!is_number(digits, size)) {
        sheets_text(sheets, digits, size, false);
        return;
    }
    if (!open_cell(sheets, NUMBER, sizeof NUMBER - 1))
        return;
    buf_add(&sheets->buf, digits, size);
    buf_add(&sheets->buf, NUMBER_END, sizeof NUMBER_END - 1);
}

void sheets_skip(struct sheets *sheets)
{
    (void)open_cell(sheets, EMPTY, sizeof EMPTY - 1);
}

enum err sheets_row(struct sheets *sheets)
{
    if (sheets->is_in_row)
        buf_puts(&sheets->buf, "</row>");
    sheets->is_in_row = false;
    sheets->column = 0;
    sheets->rows++;
    return sheets->buf.size >= FLUSH_AT ? pass(sheets) : ERR_NONE;
}

/* 18.8: the second format is the headings'. Excel expects both fills. */
static const char STYLES[] = HEAD
    "<styleSheet xmlns=\"" MAIN "\"><fonts count=\"2\">"
    "<font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>"
    "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family "
    "val=\"2\"/></font>"
    "</fonts><fills count=\"2\"><fill><patternFill "
    "patternType=\"none\"/></fill>"
    "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/>"
    "</border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\""
    " fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
    "<cellXfs count=\"2\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\""
    " borderId=\"0\" xfId=\"0\"/><xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\""
    " borderId=\"0\" xfId=\"0\" applyFont=\"1\"/></cellXfs>"
    "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\""
    " builtinId=\"0\"/></cellStyles></styleSheet>";

/* Part 2: what leads from the file to the workbook. */
static const char ROOT[] =
    HEAD "<Relationships xmlns=\"" RELATIONS "\"><Relationship Id=\"rId1\""
         " Type=\"" OFFICE "/officeDocument\" Target=\"xl/workbook.xml\"/>"
         "</Relationships>";

static void add_workbook(struct sheets *s)
{
    buf_puts(&s->buf, HEAD "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE
                           "\"><bookViews><workbookView/></bookViews><sheets>");
    for (size_t i = 1; i <= s->count; i++) {
        buf_puts(&s->buf, "<sheet name=\"");
        xml_escape_attribute(&s->buf, s->names[i - 1]);
        buf_printf(&s->buf, "\" sheetId=\"%zu\" r:id=\"rId%zu\"/>", i, i);
    }
    buf_puts(&s->buf, "</sheets></workbook>");
}

static void add_relations(struct sheets *s)
{
    buf_puts(&s->buf, HEAD "<Relationships xmlns=\"" RELATIONS "\">");
    for (size_t i = 1; i <= s->count; i++)
        buf_printf(&s->buf,
                   "<Relationship Id=\"rId%zu\" Type=\"" OFFICE "/worksheet\""
                   " Target=\"worksheets/sheet%zu.xml\"/>",
                   i, i);
    buf_printf(&s->buf,
               "<Relationship Id=\"rId%zu\" Type=\"" OFFICE "/styles\""
               " Target=\"styles.xml\"/></Relationships>",
               s->count + 1);
}

static void add_types(struct sheets *s)
{
    buf_puts(&s->buf,
             HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/"
                  "2006/content-types\"><Default Extension=\"rels\""
                  " ContentType=\"application/vnd.openxmlformats-package."
                  "relationships+xml\"/><Default Extension=\"xml\""
                  " ContentType=\"application/xml\"/><Override"
                  " PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE
                  "sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\""
                  " ContentType=\"" TYPE "styles+xml\"/>");
    for (size_t i = 1; i <= s->count; i++)
        buf_printf(&s->buf,
                   "<Override PartName=\"/xl/worksheets/sheet%zu.xml\""
                   " ContentType=\"" TYPE "worksheet+xml\"/>",
                   i);
    buf_puts(&s->buf, "</Types>");
}

/* How many sheets there are is known at the end only, so what names them
 * stands there; a reader finds it by the directory. */
enum err sheets_finish(struct sheets *sheets)
{
    static const struct {
        const char *name, *text;
        void (*add)(struct sheets *s);
    } PARTS[] = {
        {"xl/workbook.xml", NULL, add_workbook},
        {"xl/_rels/workbook.xml.rels", NULL, add_relations},
        {"xl/styles.xml", STYLES, NULL},
        {"_rels/.rels", ROOT, NULL},
        {"[Content_Types].xml", NULL, add_types},
    };
    enum err err = ERR_NONE;

    /* A workbook has at least one sheet. */
    if (sheets->count == 0)
        err = sheets_begin(sheets, "");
    if (!err)
        err = end_sheet(sheets);
    for (size_t i = 0; !err && i < COUNT_OF(PARTS); i++) {
        if (PARTS[i].add)
            PARTS[i].add(sheets);
        else
            buf_puts(&sheets->buf, PARTS[i].text);
        err = zipper_begin_small(sheets->zip, PARTS[i].name);
        if (!err)
            err = pass(sheets);
        if (!err)
            err = zipper_end(sheets->zip);
    }
    return err ? err : zipper_finish(sheets->zip);
}
