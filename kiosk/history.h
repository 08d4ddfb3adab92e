/* What the steps of a change log mean: which of them stand after undo and
 * redo. Knows nothing of sessions. */
#ifndef KIOSK_HISTORY_H
#define KIOSK_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

struct draft_step;

enum step {
    STEP_ANSWER,
    STEP_ADD,      /* a repeat's instance */
    STEP_REMOVE,   /* of one */
    STEP_LOCATION, /* where the worker is, before what notes it */
    STEP_SERIES,   /* one more in a series of counts (tally.h) */
    STEP_WHY,      /* why there is no answer */
    STEP_COMMENT,  /* a remark on a question */
    STEP_LOAD,     /* the draft was taken up again, with where that was */
    STEP_MOVE,     /* only the place */
    STEP_LANGUAGE,
    STEP_AUDIT, /* a row of the log that the form asked for */
    STEP_UNDO,
    STEP_REDO,
    STEPS,
};

/* The word of a kind in the log; joined: it belongs to the step before it, and
 * they are undone together. */
const char *history_word(enum step kind, bool joined);
/* The kind of a step; STEP_MOVE for a word that is not known. */
enum step history_kind(const struct draft_step *step);
/* Whether it belongs to the step before it. */
bool history_is_joined(const struct draft_step *step);

/* The indices of the changes that stand, in order; *count of them. The caller
 * frees them. */
size_t *history_stands(const struct draft_step *steps, size_t count,
                       size_t *stand);
/* The step that undo (or redo) would be about next; NULL: none. */
const struct draft_step *history_next(const struct draft_step *steps,
                                      size_t count, bool forward);
/* The language that was chosen last, NULL when none was. */
const char *history_language(const struct draft_step *steps, size_t count);

#endif
