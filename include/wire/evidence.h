/* What opens a response's commitment, on its way beside an OpenRosa
 * submission to a hub of ours: the part "barrio_evidence", one line
 * `LOG INDEX SALT TOKEN SYMBOL`, hex in lower case. Batches have columns of
 * their own for it. */
#ifndef WIRE_EVIDENCE_H
#define WIRE_EVIDENCE_H

#include "base/attr.h"
#include "base/err.h"

struct buf;
struct evidence;

#define EVIDENCE_PART "barrio_evidence"
enum { EVIDENCE_LOG_LONGEST = 63, EVIDENCE_SYMBOL_LONGEST = 31 };

/* Appends the line, without a newline. */
void evidence_write(struct buf *out, const struct evidence *evidence);
/* Reads it; texts are allocated singly, as response_clear frees them.
 * ERR_FORMAT when it is malformed: nothing is then filled in. */
MUST_USE enum err evidence_read(const char *text, struct evidence *out);

#endif
