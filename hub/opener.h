/* What opens encrypted answers (ODK XForms specification, "Encryption") for
 * whoever holds the private key, on a copy of the archive and a machine of
 * their own. A hub that serves has none. */
#ifndef HUB_OPENER_H
#define HUB_OPENER_H

#include "archive.h"
#include "base/attr.h"
#include "base/err.h"

struct buf;
struct opener;

/* Reads a private key (PEM) and its passphrase from files (passphrase_path
 * "": it has none); the caller frees the opener. */
MUST_USE enum err opener_new(struct opener **out, const char *key_path,
                             const char *passphrase_path);
/* Wipes the key; NULL is accepted. */
void opener_free(struct opener *opener);

/* Appends the answers of an encrypted response as they were given. ERR_FORMAT
 * when the response is not encrypted, ERR_DENIED when the key is another one,
 * ERR_MISSING when its file has not come; each logged. */
MUST_USE enum err opener_open(const struct opener *opener,
                              struct archive *archive,
                              const struct resting *response, struct buf *out);

#endif
