/* The log that a form may ask for of how it was filled in: a row an event, in
 * the columns of ODK's audit log, kept as one more file of the response. It
 * holds exact hours, and what was changed where the form asks for that; a form
 * that does not ask has none. */
#ifndef KIOSK_AUDIT_H
#define KIOSK_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct question;
struct visit;

/* The name of the file, as ODK has it. */
#define AUDIT_FILE "audit.csv"

/* A question comes on the screen: the value that it has now is the old one of
 * the next row about it. */
void audit_begin(struct visit *visit, const struct question *question);
/* The length of an event that has none, and so no end. */
enum { AUDIT_INSTANT = -1 };
/* Notes an event that lasted so long and ends now; ref names the question, ""
 * none. Nothing happens where the form does not ask for a log. */
void audit_note(struct visit *visit, const char *event, const char *ref,
                int64_t ms);
/* Notes that an answer was changed otherwise than on its own screen. */
void audit_change(struct visit *visit, const char *ref, const char *old);
/* Whether the form wants to know why a finished interview was changed. */
bool audit_wants_reason(const struct visit *visit);
/* Notes why, in one line. */
void audit_reason(struct visit *visit, const char *text);
/* Appends the file: what was noted, and that the form ends here. */
void audit_write(const struct visit *visit, struct buf *out);

#endif
