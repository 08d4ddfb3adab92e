#include "xlsx.h"

#include "base/mem.h"
#include "base/xml.h"
#include "datestyle.h"
#include "xlsform/workbook.h"

#include <stdlib.h>
#include <string.h>

enum { STRINGS_MAX = WORKBOOK_CELLS_MAX, STYLES_MAX = 65536 };

static const char RELATION_NS[] =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
static const char STRICT_NS[] =
    "http://purl.oclc.org/ooxml/officeDocument/relationships";

static enum err read_part(struct xlsx *xlsx, const char *name,
                          const struct xml_handler *handler, void *context)
{
    struct buf part;
    buf_init(&part, ZIP_BYTES_MAX);
    enum err err = zipped_read(xlsx->zipped, name, &part);
    if (!err)
        err = xml_read(buf_text(&part), part.size, handler, context, NULL);
    buf_clear(&part);
    return err;
}

static enum err workbook_start(void *context, const struct xml_element *e)
{
    struct xlsx *xlsx = context;
    const char *epoch = xml_attribute(e, "date1904");
    if (strcmp(e->name, "workbookPr") == 0 && epoch)
        xlsx->from_1904 = strcmp(epoch, "1") == 0 || strcmp(epoch, "true") == 0;
    if (strcmp(e->name, "sheet") != 0)
        return ERR_NONE;
    if (xlsx->sheets_count >= WORKBOOK_SHEETS_MAX)
        return ERR_LIMIT;

    const char *name = xml_attribute(e, "name");
    const char *id = xml_attribute_ns(e, "id", RELATION_NS);
    if (!id)
        id = xml_attribute_ns(e, "id", STRICT_NS);
    if (!name || !id)
        return ERR_FORMAT;
    xlsx->sheets = mem_grow(xlsx->sheets, xlsx->sheets_count,
                            &xlsx->sheets_capacity, sizeof(*xlsx->sheets));
    xlsx->sheets[xlsx->sheets_count++] = (struct xlsx_sheet){
        .name = arena_strdup(xlsx->arena, name),
        .id = arena_strdup(xlsx->arena, id),
    };
    return ERR_NONE;
}

static enum err relation_start(void *context, const struct xml_element *e)
{
    struct xlsx *xlsx = context;
    const char *id = xml_attribute(e, "Id");
    const char *target = xml_attribute(e, "Target");
    if (strcmp(e->name, "Relationship") != 0 || !id || !target)
        return ERR_NONE;
    for (size_t i = 0; i < xlsx->sheets_count; i++)
        if (strcmp(xlsx->sheets[i].id, id) == 0)
            xlsx->sheets[i].path =
                *target == '/' ? arena_strdup(xlsx->arena, target + 1)
                               : arena_printf(xlsx->arena, "xl/%s", target);
    return ERR_NONE;
}

/* Shared strings: the <t> of each <si>, runs joined, phonetic hints left. */
struct strings {
    struct xlsx *xlsx;
    struct buf text;
    bool in_text;
    int in_phonetic;
};

static enum err strings_start(void *context, const struct xml_element *e)
{
    struct strings *s = context;
    if (strcmp(e->name, "si") == 0)
        buf_reset(&s->text);
    s->in_phonetic += strcmp(e->name, "rPh") == 0;
    s->in_text = strcmp(e->name, "t") == 0 && s->in_phonetic == 0;
    return ERR_NONE;
}

static enum err strings_text(void *context, const char *text, size_t size)
{
    struct strings *s = context;
    if (s->in_text)
        buf_add(&s->text, text, size);
    return s->text.overflow ? ERR_LIMIT : ERR_NONE;
}

static enum err strings_end(void *context, const char *name, const char *ns)
{
    struct strings *s = context;
    struct xlsx *xlsx = s->xlsx;
    (void)ns;
    s->in_text = false;
    s->in_phonetic -= strcmp(name, "rPh") == 0;
    if (strcmp(name, "si") != 0)
        return ERR_NONE;
    if (xlsx->strings_count >= STRINGS_MAX)
        return ERR_LIMIT;
    xlsx->strings = mem_grow(xlsx->strings, xlsx->strings_count,
                             &xlsx->strings_capacity, sizeof(*xlsx->strings));
    xlsx->strings[xlsx->strings_count++] =
        arena_strdup(xlsx->arena, buf_text(&s->text));
    return ERR_NONE;
}

static enum err read_strings(struct xlsx *xlsx)
{
    static const struct xml_handler HANDLER = {
        .start = strings_start, .end = strings_end, .text = strings_text};
    struct strings context = {.xlsx = xlsx};
    buf_init(&context.text, WORKBOOK_CELL_BYTES_MAX);
    enum err err = read_part(xlsx, "xl/sharedStrings.xml", &HANDLER, &context);
    buf_clear(&context.text);
    return err == ERR_MISSING ? ERR_NONE : err;
}

/* Number formats of the workbook's own, and the styles that use them. */
struct styles {
    struct xlsx *xlsx;
    bool in_cells;
    bool is_date[STYLES_MAX / 64]; /* by format id, own ones being small */
};

static long number_of(const struct xml_element *e, const char *name)
{
    const char *text = xml_attribute(e, name);
    return text ? strtol(text, NULL, 10) : -1;
}

static enum err styles_start(void *context, const struct xml_element *e)
{
    struct styles *s = context;
    struct xlsx *xlsx = s->xlsx;
    long format = number_of(e, "numFmtId");
    const char *code = xml_attribute(e, "formatCode");
    bool fits = format >= 0 && (size_t)format < COUNT_OF(s->is_date);

    if (strcmp(e->name, "numFmt") == 0 && code && fits)
        s->is_date[format] = datestyle_is_date(code);
    if (strcmp(e->name, "cellXfs") == 0)
        s->in_cells = true;
    if (!s->in_cells || strcmp(e->name, "xf") != 0)
        return ERR_NONE;
    if (xlsx->dates_count >= STYLES_MAX)
        return ERR_LIMIT;
    xlsx->dates = mem_grow(xlsx->dates, xlsx->dates_count,
                           &xlsx->dates_capacity, sizeof(*xlsx->dates));
    xlsx->dates[xlsx->dates_count++] =
        fits && (s->is_date[format] || datestyle_is_builtin(format));
    return ERR_NONE;
}

static enum err styles_end(void *context, const char *name, const char *ns)
{
    struct styles *s = context;
    (void)ns;
    if (strcmp(name, "cellXfs") == 0)
        s->in_cells = false;
    return ERR_NONE;
}

static enum err read_styles(struct xlsx *xlsx)
{
    static const struct xml_handler HANDLER = {.start = styles_start,
                                               .end = styles_end};
    struct styles context = {.xlsx = xlsx};
    enum err err = read_part(xlsx, "xl/styles.xml", &HANDLER, &context);
    return err == ERR_MISSING ? ERR_NONE : err;
}

static enum err read_parts(struct xlsx *xlsx, const char **part)
{
    static const struct xml_handler WORKBOOK = {.start = workbook_start};
    static const struct xml_handler RELATIONS = {.start = relation_start};
    enum err err;
    *part = "xl/workbook.xml";
    err = read_part(xlsx, *part, &WORKBOOK, xlsx);
    if (err)
        return err;
    *part = "xl/_rels/workbook.xml.rels";
    err = read_part(xlsx, *part, &RELATIONS, xlsx);
    if (err)
        return err;
    *part = "xl/sharedStrings.xml";
    err = read_strings(xlsx);
    if (err)
        return err;
    *part = "xl/styles.xml";
    return read_styles(xlsx);
}

enum err xlsx_open(const char *data, size_t size, struct arena *arena,
                   struct xlsx *out, const char **part)
{
    *out = (struct xlsx){.arena = arena};
    *part = "zip";
    enum err err = zipped_open(data, size, &out->zipped);
    if (!err)
        err = read_parts(out, part);
    return err == ERR_MISSING ? ERR_FORMAT : err;
}

void xlsx_clear(struct xlsx *xlsx)
{
    zipped_close(xlsx->zipped);
    free(xlsx->sheets);
    free(xlsx->strings);
    free(xlsx->dates);
    *xlsx = (struct xlsx){.arena = NULL};
}
