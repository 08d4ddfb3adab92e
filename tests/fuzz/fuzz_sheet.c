/* The XML of a sheet, with shared strings and styles after a line "--" each:
 * wrapped into a .xlsx file without compression. */
#include "base/buf.h"
#include "xlsform/problem.h"
#include "xlsform/workbook.h"

#include <stdint.h>
#include <string.h>

enum { PARTS = 5, WORKBOOK_MOST = 1 << 20 };

struct part {
    const char *name;
    const char *data;
    size_t size;
    size_t offset;
    uint32_t crc;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t crc_of(const char *data, size_t size)
{
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < size; i++) {
        crc ^= (unsigned char)data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (0xEDB88320 & (0 - (crc & 1)));
    }
    return crc ^ 0xFFFFFFFF;
}

static void put(struct buf *out, uint32_t value, int bytes)
{
    for (; bytes > 0; bytes--, value >>= 8)
        buf_putc(out, (char)(value & 0xFF));
}

/* The fields that a local header and the directory share. */
static void put_facts(struct buf *out, const struct part *part)
{
    put(out, 20, 2); /* version */
    put(out, 0, 6);  /* flags, method, time */
    put(out, 0x21, 2);
    put(out, part->crc, 4);
    put(out, (uint32_t)part->size, 4);
    put(out, (uint32_t)part->size, 4);
    put(out, (uint32_t)strlen(part->name), 2);
    put(out, 0, 2);
}

static void pack(struct part *parts, struct buf *out)
{
    for (int i = 0; i < PARTS; i++) {
        parts[i].offset = out->size;
        parts[i].crc = crc_of(parts[i].data, parts[i].size);
        buf_puts(out, "PK\003\004");
        put_facts(out, &parts[i]);
        buf_puts(out, parts[i].name);
        buf_add(out, parts[i].data, parts[i].size);
    }
    size_t directory = out->size;
    for (int i = 0; i < PARTS; i++) {
        buf_puts(out, "PK\001\002");
        put(out, 20, 2);
        put_facts(out, &parts[i]);
        put(out, 0, 10); /* comment, disk, attributes */
        put(out, (uint32_t)parts[i].offset, 4);
        buf_puts(out, parts[i].name);
    }
    size_t end = out->size;
    buf_puts(out, "PK\005\006");
    put(out, 0, 4);
    put(out, PARTS, 2);
    put(out, PARTS, 2);
    put(out, (uint32_t)(end - directory), 4);
    put(out, (uint32_t)directory, 4);
    put(out, 0, 2);
}

/* Cuts the input at its lines "--". */
static void cut(const char *data, size_t size, struct part *parts, int count)
{
    for (int i = 0; i < count; i++) {
        size_t end = 0;
        while (end < size &&
               (size - end < 4 || memcmp(data + end, "\n--\n", 4) != 0))
            end++;
        parts[i].data = data;
        parts[i].size = end;
        size_t used = end + 4 < size ? end + 4 : size;
        data += used;
        size -= used;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char BOOK[] =
        "<workbook xmlns:r=\"http://schemas.openxmlformats.org/"
        "officeDocument/2006/relationships\"><sheets>"
        "<sheet name=\"survey\" r:id=\"r1\"/></sheets></workbook>";
    static const char RELATIONS[] =
        "<Relationships><Relationship Id=\"r1\" "
        "Target=\"worksheets/sheet1.xml\"/></Relationships>";
    struct part parts[PARTS] = {
        {.name = "xl/worksheets/sheet1.xml"},
        {.name = "xl/sharedStrings.xml"},
        {.name = "xl/styles.xml"},
        {"xl/workbook.xml", BOOK, sizeof(BOOK) - 1, 0, 0},
        {"xl/_rels/workbook.xml.rels", RELATIONS, sizeof(RELATIONS) - 1, 0, 0},
    };
    struct problems problems;
    struct workbook *book;
    struct buf packed;

    cut((const char *)data, size, parts, 3);
    buf_init(&packed, WORKBOOK_MOST);
    pack(parts, &packed);
    problems_init(&problems);
    enum err err =
        workbook_read("a.xlsx", packed.data, packed.size, &problems, &book);
    if (!err != !!book || (err && problems.errors == 0))
        __builtin_trap();
    /* The zip is ours: if it did not open, no sheet was read at all. */
    for (size_t i = 0; i < problems.count; i++) {
        const char *part = problems.items[i].arguments[0];
        if (part && !strcmp(part, "zip"))
            __builtin_trap();
    }
    workbook_free(book);
    problems_clear(&problems);
    buf_clear(&packed);
    return 0;
}
