/* Lines of a log as they lie in a segment. Most are answers that differ in a
 * number and 64 hex digits only: packed, a run of them takes 32 bytes each.
 * Segments of before hold their lines as text; both are read here. */
#ifndef HUB_LINEPACK_H
#define HUB_LINEPACK_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

/* Lines that are being packed. */
struct linepack {
    struct buf bytes;
    size_t run;    /* where the run of answers at the end begins, 0: none is */
    uint64_t next; /* the place of the answer that would be its next */
};

/* An empty one, and its end. */
void linepack_init(struct linepack *out);
void linepack_clear(struct linepack *pack);
/* Adds a line without its newline, shorter than LEAF_LIMIT. */
void linepack_add(struct linepack *pack, const char *line, size_t size);
/* Adds the line that leaf_write_answer writes of the same. */
void linepack_add_answer(struct linepack *pack, const char *log, uint64_t index,
                         const unsigned char *commitment, const char *form);

/* Where lines that are read one after the other were found last; begins as
 * zeroes. */
struct linepack_mark {
    uint64_t line;
    size_t offset;
};
/* Appends count lines from number from on (the first is 0), fewer where fewer
 * are left, each with its newline. ERR_FORMAT when they are damaged. */
MUST_USE enum err linepack_read(const void *lines, size_t size, uint64_t from,
                                uint64_t count, struct linepack_mark *mark,
                                struct buf *out);
/* How many lines that are no answers begin with a word. */
MUST_USE enum err linepack_count(const void *lines, size_t size,
                                 const char *word, int64_t *out);

#endif
