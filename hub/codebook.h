/* What the columns of a form's table mean and how they changed from version
 * to version: added, removed, of another type, choices renamed. */
#ifndef HUB_CODEBOOK_H
#define HUB_CODEBOOK_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct plan;

/* The same table's plans, one for each language of the form; the first says
 * the columns. */
struct codebook {
    const struct plan *const *plans;
    const char *const *languages; /* BCP 47 tags */
    size_t count;
    bool split; /* several choices have a column each */
};

/* Appends the Table Schema of the table: a JSON object. parent is the name of
 * the main table's resource for a repeat's. Beyond the standard, "titles"
 * gives the question in each language, and "barrio" its path, versions, types
 * and choices with their wording in each language and version. */
void codebook_schema(struct buf *out, const struct codebook *book,
                     const char *parent);
/* Appends the heads of the codebook as a table for people. */
void codebook_csv_header(struct buf *out);
/* Appends the lines of one table. */
void codebook_csv(struct buf *out, const struct codebook *book);

#endif
