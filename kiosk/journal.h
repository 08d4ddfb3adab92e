/* The change log of the interview under way: what a worker answers, adds,
 * removes or remarks is durable before it is seen on the screen. The log alone
 * gives back the interview, at its very place, and undo and redo in it; it is
 * never rewritten. */
#ifndef KIOSK_JOURNAL_H
#define KIOSK_JOURNAL_H

#include "base/attr.h"
#include "base/err.h"
#include "form/session.h"
#include "history.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct draft_step;
struct kiosk;

/* Zeroed, there is none. */
struct journal {
    int64_t draft; /* 0: none is open */
    int64_t seed;
    char *base;          /* the instance before the first step */
    char *id, *replaces; /* instanceIDs: its own, and of what it replaces */
    struct draft_step *steps;
    size_t count, capacity;
    size_t kept;         /* of them durable */
    struct arena *arena; /* texts of the steps */
    char *place;         /* the last one that is durable */
    bool failed;         /* the store did not take the last steps */
};

/* The place behind the last question in the log; others are refs. */
#define JOURNAL_END "$"

/* Begins a log in memory. */
void journal_start(struct journal *journal, int64_t seed);
/* Frees it; safe on a zeroed struct. */
void journal_clear(struct journal *journal);
/* Adds a step, that is durable with the next commit. */
void journal_push(struct journal *journal, enum step kind, bool joined,
                  const char *ref, const char *value, int64_t at_ms);

/* As session_answer, session_add_repeat and session_remove_repeat. Without a
 * journal they are nothing more. */
MUST_USE enum answer journal_answer(struct kiosk *kiosk, const char *ref,
                                    const char *value);
/* The same; joined: undone together with the step before it. */
MUST_USE enum answer journal_answer_joined(struct kiosk *kiosk, const char *ref,
                                           const char *value, bool joined);
/* One more in the series of counts at ref, as tally_print wrote it: the log
 * gets the count, not the series, and it is undone with the step before it. */
MUST_USE enum answer journal_tally(struct kiosk *kiosk, const char *ref,
                                   const char *count);
/* Says that the draft was taken up again, for forms that note when or where
 * (odk-instance-load). */
void journal_load(struct kiosk *kiosk);
/* Adds an instance. */
MUST_USE enum err journal_add(struct kiosk *kiosk, const char *ref);
/* Removes one. */
MUST_USE enum err journal_remove(struct kiosk *kiosk, const char *ref);
/* Adds an instance with the answers of another; one undo takes it back. */
MUST_USE enum err journal_copy(struct kiosk *kiosk, const char *slot,
                               const char *from);
/* Notes why a question has no answer, a visit's enum no_answer. */
void journal_note_why(struct kiosk *kiosk, const char *ref, int why);
/* Remarks something on a question; "" takes it back. */
void journal_comment(struct kiosk *kiosk, const char *ref, const char *text);
/* Changes the language of form and interface. */
void journal_language(struct kiosk *kiosk, const char *language);

/* As audit_note; with a journal, the row is durable with what it is about. */
void journal_audit(struct kiosk *kiosk, const char *event, const char *ref,
                   int64_t ms);

/* Whether a finished interview was changed, and its form wants to know why. */
bool journal_wants_reason(const struct kiosk *kiosk);
/* As audit_reason, likewise durable. */
void journal_reason(struct kiosk *kiosk, const char *text);

/* Makes what happened since the last call durable, with the place. Call it
 * before anything of it is shown. False when the store did not take it: it
 * will be tried again. */
MUST_USE bool journal_commit(struct kiosk *kiosk);

/* As it was before the last change that stands; moves to where it was made.
 * False when there is none. */
MUST_USE bool journal_undo(struct kiosk *kiosk);
/* Does again what was undone last. */
MUST_USE bool journal_redo(struct kiosk *kiosk);

#endif
