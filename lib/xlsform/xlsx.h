/* The parts of a .xlsx file: which sheets there are, what strings they share,
 * which styles are dates. Private to lib/xlsform. */
#ifndef XLSFORM_XLSX_H
#define XLSFORM_XLSX_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "zipped.h"

#include <stdbool.h>

struct xlsx_sheet {
    const char *name;
    const char *id;   /* of its relationship */
    const char *path; /* of its entry, or NULL */
};

struct xlsx {
    struct arena *arena;
    struct zipped *zipped;
    struct xlsx_sheet *sheets;
    size_t sheets_count;
    size_t sheets_capacity;
    const char **strings;
    size_t strings_count;
    size_t strings_capacity;
    bool *dates; /* of each cell style, whether it shows a date */
    size_t dates_count;
    size_t dates_capacity;
    bool from_1904; /* day 0 is in 1904 */
};

/* Reads the parts but the sheets' content. xlsx_clear frees what is not in
 * the arena. ERR_FORMAT with the name of the bad part in *part. */
MUST_USE enum err xlsx_open(const char *data, size_t size, struct arena *arena,
                            struct xlsx *out, const char **part);
/* Frees it. */
void xlsx_clear(struct xlsx *xlsx);

#endif
