/* A form from a file: an XForm as it stands, or a spreadsheet compiled. */
#ifndef FORM_SOURCE_H
#define FORM_SOURCE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

struct problems;
struct words;
struct xform;

/* A form's document, at most. */
enum { FORM_SOURCE_MAX = 32 << 20 };

/* Appends the XForm to out; what is wrong is said on stderr, in the language
 * of $LANGUAGE or $LANG when we speak it. */
MUST_USE enum err form_source_read(const char *path, struct buf *out);
enum { FORM_SOURCE_LANGUAGE = 3 };
/* The messages about forms and that language; freed by the caller. */
struct words *form_source_words(char language[FORM_SOURCE_LANGUAGE]);
/* Says what is wrong with a spreadsheet on stderr, in that language. */
void form_source_say(const struct problems *problems);
/* Finds a file that the form at *context (its path) refers to: in its folder
 * or in "NAME-media" beside it. For struct xform_files. */
MUST_USE enum err form_source_beside(void *context, const char *uri,
                                     struct buf *out);
/* Reads and loads a form; the caller frees it with xform_free. */
MUST_USE enum err form_source_load(const char *path, struct xform **out);
/* The file's name without folder and ending; the caller frees it. */
char *form_source_name(const char *path);

#endif
