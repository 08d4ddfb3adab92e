/* One resident's visit: the language, the session, and what is learned
 * beside the answers (how they were given, how long they took, why one is
 * missing). Nothing of it outlives the visit. */
#ifndef KIOSK_VISIT_H
#define KIOSK_VISIT_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/stamp.h"
#include "proof/slip.h"
#include "record/response.h"
#include "station/ledger.h"

#include <stdbool.h>
#include <stddef.h>

struct catalog_entry;
struct session;
struct session_start;

/* Why a question that was asked has no answer; "not shown" is known from the
 * form's logic and needs no note. */
enum no_answer {
    NO_ANSWER_NONE,
    NO_ANSWER_SKIPPED,
    NO_ANSWER_DONT_KNOW,
    NO_ANSWER_NOT_SAY,
};

/* What is remembered of one question. */
struct visit_note {
    char *ref;
    enum no_answer why;
    int64_t ms;    /* on the screen, all visits to it together */
    char *order;   /* the choices as they were shown, NULL: none */
    char *comment; /* a worker's, NULL: none */
};

struct visit {
    const char *language; /* of the interface, a tag; borrowed */
    const struct catalog_entry *entry;
    const char *worker;      /* who fills it in for others, or NULL; borrowed */
    int64_t assignment;      /* the worker's, 0: none */
    char *round_place;       /* for which the worker was sent, or NULL */
    struct session *session; /* NULL before a form was chosen */
    struct stamp started;
    unsigned taps, digits, keys; /* how it was operated */
    struct visit_note *notes;
    size_t notes_count, notes_capacity;
    bool is_refused; /* the resident asked for it to be erased */
    struct response response;
    struct buf audit;   /* rows of the log, where the form asks for one */
    char *audit_before; /* value of the question on the screen; or NULL */
    char **uploads;     /* names of the files that were chosen */
    size_t uploads_count;
    const char *pace;   /* flags beside those of the visit alone, or NULL */
    bool was_straight;  /* scales that were all answered alike */
    bool is_frozen;     /* response holds bytes; see visit_is_frozen */
    bool is_packed;     /* and its files are kept */
    bool is_finished;   /* the resident is done: nothing changes any more */
    bool is_kept;       /* it is durable */
    const char *symbol; /* see visit_pick; NULL: none; borrowed */
    struct ledger_leaf leaf;   /* of the frozen bytes, when it is ready */
    char code[SLIP_CODE_SIZE]; /* see visit_code */
    char *receipt;             /* see visit_receipt */
    char *opened;              /* see challenge.h; NULL: nothing was */
    char opened_code[SLIP_CODE_SIZE];
};

/* The word in a question's appearance that says that it is sensitive. */
#define VISIT_SENSITIVE "sensitive"
/* Begins the session of a form, with its own instanceID, in the visit's
 * language where the form speaks it; without its sensitive questions unless
 * they are to be asked. */
MUST_USE enum err visit_begin(struct visit *visit,
                              const struct catalog_entry *entry,
                              bool asks_sensitive);
/* The same from what start says besides language and sensitive questions: an
 * instance to resume, fixed chance. */
MUST_USE enum err visit_open(struct visit *visit,
                             const struct catalog_entry *entry,
                             bool asks_sensitive, struct session_start start);
/* Changes the language of interface and form; answers stay. */
void visit_set_language(struct visit *visit, const char *language);
/* The note of a question, made when there is none yet. */
struct visit_note *visit_note(struct visit *visit, const char *ref);
/* Whether there is one: the question was on the screen before. */
bool visit_note_is_there(const struct visit *visit, const char *ref);
/* Why the question of ref has no answer, NO_ANSWER_NONE when not said. */
enum no_answer visit_why(const struct visit *visit, const char *ref);
/* A worker's remark on a question, "" for none any more. */
void visit_comment(struct visit *visit, const char *ref, const char *text);
/* The remark, "" when there is none. */
const char *visit_comment_of(const struct visit *visit, const char *ref);
/* Forgets remarks and reasons, to be given again. */
void visit_forget_remarks(struct visit *visit);
/* Serialises the answers as they stand into response, so that what follows
 * from the bytes can be made while the resident reads them once more. Changes
 * nothing while they stand. */
MUST_USE enum err visit_freeze(struct visit *visit);
/* Whether response holds the answers as they stand: any change, or a look
 * back at a question, discards what was frozen. */
bool visit_is_frozen(const struct visit *visit);
/* Ends the session: response gets frozen bytes and envelope, once; later
 * calls change nothing. */
MUST_USE enum err visit_finish(struct visit *visit, const char *station,
                               bool partial);
/* Makes the leaf of the packed response, and the receipt for the hub's pages
 * at that address ("" for none); changes nothing when it is made. */
MUST_USE enum err visit_seal(struct visit *visit, const struct ledger *ledger,
                             const char *hub);
/* Picks the sign that the receipt is to show, a word of proof/symbol.h that
 * outlives the visit or "" for none. What was sealed is sealed anew. */
void visit_pick(struct visit *visit, const char *word);
/* The word, "" for none. */
const char *visit_symbol(const struct visit *visit);
/* Forgets the seal: the next one is of another secret number. */
void visit_unseal(struct visit *visit);
/* The code under which the answers as they stand are sealed, while nothing is
 * sent yet; "" when they are not. */
const char *visit_promise(const struct visit *visit);
/* What the resident may take home once the response is kept; "" where there
 * is none. The text of a QR code of at most version 5-M, with the withdrawal
 * number where that fits. */
const char *visit_receipt(const struct visit *visit);
/* The code to type or to copy, "4081 5526 9073 2148", with check digits. */
const char *visit_code(const struct visit *visit);
/* The withdrawal number, twenty digits. */
const char *visit_token(const struct visit *visit);
/* "touch", "keypad" (digits alone) or "keys"; "field" in a worker's hands. */
const char *visit_entry_mode(const struct visit *visit);
/* Appends the notes as the envelope's JSON object. */
void visit_print_notes(struct visit *visit, struct buf *out);
/* Forgets everything but the language that is given for the next person. */
void visit_clear(struct visit *visit, const char *language);

#endif
