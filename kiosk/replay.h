/* The steps of an interview's log, given to its session once more. */
#ifndef KIOSK_REPLAY_H
#define KIOSK_REPLAY_H

struct draft_step;
struct kiosk;
struct session;

/* Does what the step says, at the moment that it has in the log. What the form
 * does not take any more is logged and passed over. */
void replay_step(struct kiosk *kiosk, const struct draft_step *step);
/* Moves to a place of the log: a ref, or JOURNAL_END. */
void replay_seek(struct session *session, const char *place);

#endif
