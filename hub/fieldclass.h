/* What is published of each answer: fixed before the first answer, shown to
 * the resident, never widened or narrowed afterwards. The form's station.conf
 * says it (`open = a b`, `closed = c d`); what it does not name is counted
 * when it is a choice and closed when it is anything else. */
#ifndef HUB_FIELDCLASS_H
#define HUB_FIELDCLASS_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct archive;
struct buf;

#define FIELD_CLASS_LIST(X)                                                    \
    X(FIELD_CLOSED, "closed")       /* only how many answered */               \
    X(FIELD_AGGREGATE, "aggregate") /* counts */                               \
    X(FIELD_OPEN, "open")           /* each answer, apart from the others */

#define FIELD_CLASS_AS_ENUM(name, text) name,
enum field_class { FIELD_CLASS_LIST(FIELD_CLASS_AS_ENUM) };
#undef FIELD_CLASS_AS_ENUM

/* "open", "aggregate" or "closed". */
const char *field_class_name(enum field_class value);

/* The settings of a form that say what becomes of its answers; texts are ""
 * where nothing is said. */
struct charter {
    char *open, *closed; /* names of fields, parted by blanks */
    char *licence;       /* of what is published, a name of the Open
                            Definition's list */
    char *why, *reply_by, *asks, *reader, *keep;
    char *group; /* field by which people say to which group they belong */
};

/* Reads the charter of a version's station.conf. */
MUST_USE enum err charter_read(struct archive *archive, int64_t form,
                               struct charter *out);
/* Frees the texts. */
void charter_clear(struct charter *charter);
/* The class of a field under a charter. */
enum field_class charter_class(const struct charter *charter, const char *name,
                               int is_choice);

/* Notes the classes of a version's fields, inside the transaction that
 * publishes it. ERR_CONFLICT, with a sentence in said, when a field that was
 * asked before would be published otherwise and answers are there. */
MUST_USE enum err field_classes_fix(struct archive *archive, int64_t form,
                                    struct buf *said);

#endif
