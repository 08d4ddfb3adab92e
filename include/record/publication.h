/* What travels down: everything a hub publishes is of one of these kinds and
 * is replaced whole. */
#ifndef RECORD_PUBLICATION_H
#define RECORD_PUBLICATION_H

#include "base/attr.h"

#include <stdbool.h>

#define PUBLICATION_LIST(X)                                                    \
    X(PUBLICATION_FORM, "form")         /* an XForm, named by its form id */   \
    X(PUBLICATION_MEDIA, "media")       /* a file that a form refers to */     \
    X(PUBLICATION_THEME, "theme")       /* colours and glyphs: NAME.theme */   \
    X(PUBLICATION_BULLETIN, "bulletin") /* an Atom feed: NAME.atom */          \
    X(PUBLICATION_RELEASE, "release")   /* a file of published figures */      \
    X(PUBLICATION_ASSIGNMENT, "assignment") /* whom field workers are to hear  \
                                             */

#define PUBLICATION_AS_ENUM(id, name) id,
enum publication_kind { PUBLICATION_LIST(PUBLICATION_AS_ENUM) };
#undef PUBLICATION_AS_ENUM
enum { PUBLICATION_KINDS = PUBLICATION_ASSIGNMENT + 1 };

/* The kind's name, as in addresses, folders and manifests. */
const char *publication_kind_name(enum publication_kind kind);
/* Reads it; false when it is none (a later version may know more). */
MUST_USE bool publication_kind_parse(const char *name,
                                     enum publication_kind *out);

#endif
