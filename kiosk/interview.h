/* One interview in a worker's hands: begun, left, taken up at its very place,
 * finished, edited after it was sent. What happens in it is in its journal. */
#ifndef KIOSK_INTERVIEW_H
#define KIOSK_INTERVIEW_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

struct assignment;
struct catalog_entry;
struct kiosk;

/* How an interview begins. */
enum beginning {
    BEGIN_BLANK,
    BEGIN_EDIT,  /* of a finished one, whose place it will take */
    BEGIN_AGAIN, /* with the answers of an earlier visit */
};

/* Begins an interview of the worker who is signed in; from is the draft that
 * is edited or taken up again. ERR_FULL when the disk has no room, ERR_MISSING
 * when the earlier one is gone. */
MUST_USE enum err interview_begin(struct kiosk *kiosk,
                                  const struct catalog_entry *entry,
                                  enum beginning how, int64_t from);
/* Begins one that an assignment asks for, with the answers that it fixes where
 * the form has a question for them; an error as above. */
MUST_USE enum err interview_begin_for(struct kiosk *kiosk,
                                      const struct catalog_entry *entry,
                                      const struct assignment *assignment);
/* Takes a draft up where it was left. ERR_MISSING when its form is not here. */
MUST_USE enum err interview_open(struct kiosk *kiosk, int64_t draft);
/* Leaves the interview; it stays as a draft. */
void interview_close(struct kiosk *kiosk);
/* Marks the draft whose response is kept. */
void interview_finish(struct kiosk *kiosk);
/* Deletes a draft, the open one or another; also one whose form is gone. */
MUST_USE enum err interview_drop(struct kiosk *kiosk, int64_t draft);

/* The session as the steps of the journal leave it. */
MUST_USE enum err interview_replay(struct kiosk *kiosk);
/* The form of a draft, NULL when it is not here. */
const struct catalog_entry *interview_form(struct kiosk *kiosk, int64_t number);

#endif
