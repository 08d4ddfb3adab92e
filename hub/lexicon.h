/* The dictionaries that stations pack their batches against
 * (wire/dictionary.h), one for each version of a form ever published. */
#ifndef HUB_LEXICON_H
#define HUB_LEXICON_H

#include "base/attr.h"
#include "base/err.h"

struct archive;
struct buf;
struct lexicon;

/* An empty one; the caller frees it. It reads a form once, when a dictionary
 * is asked for that it does not have. */
struct lexicon *lexicon_new(struct archive *archive);
/* NULL is accepted. */
void lexicon_free(struct lexicon *lexicon);
/* Appends the dictionary of that key (DICTIONARY_KEY_SIZE bytes);
 * ERR_MISSING when no published form gives it. */
MUST_USE enum err lexicon_find(struct lexicon *lexicon,
                               const unsigned char *key, struct buf *out);

#endif
