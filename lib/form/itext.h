/* The translations of a form. */
#ifndef FORM_ITEXT_H
#define FORM_ITEXT_H

#include "model.h"

struct itext {
    const char **languages;
    const char **tags;   /* "es" of "Español (es)" */
    const char **titles; /* of the form, by language; NULL: just one */
    size_t languages_count;
    size_t default_language;
    struct lookup *ids; /* id -> struct itext_value */
};

struct itext_value {
    size_t language;
    enum text_form form;
    struct text text;
    struct itext_value *next;
};

/* The text of an id in a language and form; in the default language when
 * the language has none; NULL when there is none. */
const struct text *itext_find(const struct itext *itext, const char *id,
                              size_t language, enum text_form form);
/* Whether an id has a text of any form in a language. */
bool itext_has(const struct itext *itext, const char *id, size_t language);
/* Frees what is not in the form's arena; NULL is accepted. */
void itext_free(struct itext *itext);

#endif
