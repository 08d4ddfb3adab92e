/* A form as it was published: an ODK XForm document read into our own node
 * tree (ODK XForms specification, https://getodk.github.io/xforms-spec/).
 * Immutable once loaded; one form serves any number of sessions. */
#ifndef FORM_XFORM_H
#define FORM_XFORM_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct words;
struct xform;

/* A complaint about a form, as a compiler would print it. */
enum { XFORM_PROBLEM_GIVEN = 5 };
struct xform_problem {
    int line;      /* in the document; 0 when no place can be named */
    bool is_error; /* otherwise a warning: the form still works */
    char *text;    /* what is wrong and what to write instead, in English */
    const char *format; /* the same with places for what is given */
    char *given[XFORM_PROBLEM_GIVEN];
    size_t given_count;
};

/* Finds the content of a file that a form refers to, such as
 * "jr://file-csv/wards.csv". Returns ERR_MISSING when there is none. */
struct xform_files {
    enum err (*read)(void *context, const char *uri, struct buf *out);
    void *context;
};

/* Reads a form; the caller frees it with xform_free. Files of external
 * secondary instances are asked from files (NULL: there are none).
 * ERR_FORMAT when it is malformed, cyclic or not a form; problems then say
 * why. name is used in log lines only. */
MUST_USE enum err xform_load(struct xform **out, const char *name,
                             const char *data, size_t size,
                             const struct xform_files *files);
/* The same for a document on disk; external files are looked for in the
 * folder of the form and in "NAME-media" beside it. */
MUST_USE enum err xform_open(struct xform **out, const char *path);
/* Where NAME of jr://KIND/NAME is: in the form's folder of media, else beside
 * the form at path. The caller frees it; NULL when it is in neither. */
char *xform_media_path(const char *path, const char *uri);
/* NULL is accepted. */
void xform_free(struct xform *form);

/* As xform_load, but also reports what it found: *problems is an array of
 * *count that the caller frees with xform_problems_free, also when loading
 * fails (then *out is NULL). */
MUST_USE enum err xform_check(struct xform **out, const char *name,
                              const char *data, size_t size,
                              const struct xform_files *files,
                              struct xform_problem **problems, size_t *count);
/* Appends a problem's text in a language, in English where words is NULL or
 * has no such text; the messages are those of po/xlsform. */
void xform_problem_print(const struct xform_problem *problem,
                         const struct words *words, const char *language,
                         struct buf *out);
/* NULL is accepted. */
void xform_problems_free(struct xform_problem *problems, size_t count);

/* The id attribute of the primary instance's root. All strings live as long
 * as the form. */
const char *xform_id(const struct xform *form);
/* Its version attribute, "" when there is none. */
const char *xform_version(const struct xform *form);
/* h:title, "" when there is none. */
const char *xform_title(const struct xform *form);

/* The title for one reader: of a title with exactly as many " · " parts as
 * the form has languages the part of that language (name or tag), otherwise
 * all of it. */
const char *xform_title_in(const struct xform *form, const char *language);

/* How many languages itext has; 0 for a form without translations. */
size_t xform_languages_count(const struct xform *form);
/* One of them in document order, by the name the form gives it ("Español
 * (es)"). */
const char *xform_language(const struct xform *form, size_t i);
/* The default language's index, 0 when none is marked. */
size_t xform_default_language(const struct xform *form);
/* The language whose subtag in parentheses or whose whole name is tag
 * ("es"), or -1. */
int xform_find_language(const struct xform *form, const char *tag);
/* The BCP 47 subtag of a language: "es" of "Español (es)"; the name itself
 * when it has no parentheses. */
const char *xform_language_tag(const struct xform *form, size_t i);

/* The public key of ODK encryption, or NULL when the form asks for none. */
const char *xform_encryption_key(const struct xform *form);

#endif
