/* The archive's SQL is written once, in SQLite's words; these are PostgreSQL's
 * for the same. */
#ifndef HUB_DIALECT_H
#define HUB_DIALECT_H

struct buf;

/* "a = ? AND b = ?" -> "a = $1 AND b = $2". No statement holds a question
 * mark in a text. */
void dialect_number_marks(const char *text, struct buf *out);
/* A migration in the server's words. */
void dialect_translate(const char *text, struct buf *out);

#endif
