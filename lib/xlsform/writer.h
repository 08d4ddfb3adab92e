/* The document being written: elements, attributes, text, indented. */
#ifndef XLSFORM_WRITER_H
#define XLSFORM_WRITER_H

#include "form.h"

struct buf;

enum { WRITER_DEPTH_MAX = 2 * 100 + 32, WRITER_ATTRIBUTES_MAX = 64 };

struct writer {
    struct buf *out;
    int depth;
    bool is_open;                     /* a start tag still takes attributes */
    bool is_inline[WRITER_DEPTH_MAX]; /* holds text: no white space is added */
    const char *tags[WRITER_DEPTH_MAX];
    const char *attributes[WRITER_ATTRIBUTES_MAX]; /* of the open start tag */
    int attributes_count;
};

/* Begins an element. */
void writer_begin(struct writer *writer, const char *tag);
/* Adds an attribute to the element just begun; NULL values are left out, and
 * so is a name that it has already. */
void writer_attribute(struct writer *writer, const char *name,
                      const char *value);
/* Adds text to the element. */
void writer_text(struct writer *writer, const char *text);
/* Ends the element. */
void writer_end(struct writer *writer);
/* An element that holds a text only. */
void writer_leaf(struct writer *writer, const char *tag, const char *text);

#endif
