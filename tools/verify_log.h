/* A log as it is exported: a head line, one line a leaf, an empty line and a
 * signed checkpoint. */
#ifndef VERIFY_LOG_H
#define VERIFY_LOG_H

#include "verify_note.h"
#include "verify_say.h"
#include "verify_tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct log {
    const char *path;
    char *text; /* the file; all else points into it */
    size_t text_size;
    char **lines; /* leaves, each ended by NUL */
    unsigned char (*hashes)[HASH_SIZE];
    size_t count;
    struct head head;   /* the checkpoint at its end */
    struct log *former; /* the epoch before it, owned; NULL when not known */
};

/* Reads an export. False, with a sentence, when it is none. */
bool verify_log_load(struct log *out, const char *path, struct say *say);
/* The log that the first leaf says it follows, as "NAME"; NULL for none. */
const char *verify_log_follows(const struct log *log, size_t *length);
/* Frees what the log holds, former epochs too. */
void verify_log_clear(struct log *log);

/* The root of the first size leaves; size is at most count. */
void verify_log_root(const struct log *log, size_t size,
                     unsigned char out[HASH_SIZE]);
/* Whether the lines are those that the log's own checkpoint was made for. */
bool verify_log_fits_head(const struct log *log, struct say *say);
/* Whether another checkpoint of the same log is one of this log's past. */
bool verify_log_had_head(const struct log *log, const struct head *head,
                         struct say *say);
/* Whether one of two exports of a log extends the other; names the first line
 * that differs. */
bool verify_log_agrees(const struct log *a, const struct log *b,
                       struct say *say);

/* A leaf's words: kind, log, place in that log, and the fields. */
enum { WORDS_MOST = 12 };
struct words {
    const char *at[WORDS_MOST];
    size_t length[WORDS_MOST];
    size_t count;
};
/* Cuts a line at single blanks; what is beyond the last word stays in it. */
void verify_words_cut(struct words *out, const char *line);
/* Whether word i is that text. */
bool verify_word_is(const struct words *words, size_t i, const char *text);

#endif
