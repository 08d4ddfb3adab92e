/* One neighbour filling in one form: ask, answer, move, finish.
 *
 * A session holds the instance, recomputes what depends on an answer, and
 * knows where the person is. Values are passed as text in the lexical forms
 * of the ODK XForms specification ("4", "2026-11-23", "a b" for several
 * choices, "19.43 -99.13 0 0"). */
#ifndef FORM_SESSION_H
#define FORM_SESSION_H

#include "base/attr.h"
#include "base/err.h"
#include "base/stamp.h"
#include "form/datatype.h"
#include "record/response.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct session;
struct xform;

/* What the session may ask of the world around it; every member may be NULL
 * or "" and is borrowed for the life of the session. */
struct session_start {
    const char *language; /* name or tag; NULL: the form's default */
    const char *instance; /* bytes of an earlier instance to resume */
    size_t instance_size;
    bool edit; /* of a sent response: sets deprecatedID */
    /* Of an instance to resume whose form may have no place for them. */
    const char *id, *deprecated_id;
    const char *last_saved; /* bytes of the last response, jr:last-saved */
    size_t last_saved_size;
    /* jr:preload="property": deviceid, username, email, phonenumber. */
    const char *(*property)(void *context, const char *name);
    void *context;
    /* Questions whose appearance has this word are not asked, as if they were
     * not relevant; NULL: all are. Borrowed for as long as the session is. */
    const char *without;
    /* Asks also what the form's conditions would pass over: for whoever looks
     * a form through. */
    bool everything;
    /* The file that will hold the log of this session, which the form may ask
     * for in meta/audit; NULL: there is none. */
    const char *audit;
    /* For odk:setgeopoint: "19.43 -99.13 0 0"; NULL when it is not known:
     * then what is noted already stays. */
    const char *location;
    /* The instance is one whose log is given again: it was loaded before, and
     * session_load_again says when it was once more. */
    bool is_replayed;
    /* Fixed time and order for tests; 0: the clock and a random seed. */
    int64_t now_ms;
    unsigned long random_seed;
};

enum event {
    EVENT_BEGIN, /* before the first question */
    EVENT_QUESTION,
    EVENT_GROUP,      /* a group with field-list, shown on one screen */
    EVENT_REPEAT,     /* the start of an existing repeat instance */
    EVENT_NEW_REPEAT, /* "add another?" */
    EVENT_END,        /* past the last question */
};

enum control {
    CONTROL_INPUT,
    CONTROL_SELECT1,
    CONTROL_SELECT,
    CONTROL_RANGE,
    CONTROL_RANK,
    CONTROL_TRIGGER,
    CONTROL_UPLOAD,
    CONTROL_SECRET,
};

struct choice {
    const char *value;
    const char *label; /* outputs filled in, current language */
    const char *image; /* jr:// URI or NULL */
    const char *audio;
    bool selected;
};

/* How an answer was taken. The old value stands unless ANSWER_TAKEN. */
enum answer {
    ANSWER_TAKEN,
    ANSWER_REQUIRED,   /* empty, but the question is required */
    ANSWER_CONSTRAINT, /* the form's constraint says no */
    ANSWER_TYPE,       /* cannot be read as the question's type */
    ANSWER_READONLY,
    ANSWER_UNKNOWN, /* no relevant question has that ref */
};

/* What a screen must know to ask one question. Borrowed until the next call
 * that moves, answers or changes the language. Texts are "" when absent. */
struct question {
    const char *ref;  /* "/data[1]/people[2]/age[1]" */
    const char *name; /* last step of ref, "age" */
    enum control control;
    enum datatype type;
    const char *label; /* outputs filled in, current language */
    const char *hint;
    const char *guidance;
    const char *appearance;            /* blank-separated words */
    const char *image, *audio, *video; /* of the label; NULL when absent */
    const char *value;                 /* "" when unanswered */
    const char *display; /* the value as a person reads it: labels of
                            choices, current language */
    bool required;
    bool readonly;
    bool is_conditional; /* asked only when an expression of the form says so */
    const char *required_message; /* the form's own, or "" */
    const char *media_type;       /* of an upload, such as "image/png" */
    const char *range_start, *range_end, *range_step; /* NULL when absent */
    const char *tick_interval; /* of a range: between its marks; or NULL */
    const char *placeholder;   /* of a range: where it begins; or NULL */
    /* Of a position, in metres: exact enough to be taken, and too inexact to
     * be taken without a word; NULL when absent. */
    const char *accuracy, *accuracy_limit;
    const struct choice *choices; /* NULL unless a select or rank */
    size_t choices_count;
    const struct choice *ticks; /* of a range: labels of some of its steps */
    size_t ticks_count;
    const char *group_label; /* of the nearest labelled group, or "" */
    size_t repeat_position;  /* in the innermost repeat from 1, else 0 */
    size_t repeat_count;
    enum answer verdict; /* of session_each_brief: how its value stands now */
};

/* Begins a session before the first question, with a new instanceID (unless
 * resumed) and all defaults, preloads and calculations done. The form must
 * outlive it; the caller frees it with session_free. ERR_FORMAT when an
 * instance to resume does not belong to the form. */
MUST_USE enum err session_new(struct session **out, const struct xform *form,
                              const struct session_start *start);
/* NULL is accepted. */
void session_free(struct session *session);

/* The instanceID, made at the beginning. */
const char *session_id(const struct session *session);
/* The form it fills in. */
const struct xform *session_form(const struct session *session);

/* Where the person is. */
enum event session_event(const struct session *session);
/* The ref of the question, group or repeat there, "" at both ends. */
const char *session_ref(const struct session *session);
/* Moves to the next place that is relevant and returns what is there; stays
 * at EVENT_END. */
enum event session_next(struct session *session);
/* The same backwards; stays at EVENT_BEGIN. */
enum event session_previous(struct session *session);
/* Moves to a question, group or repeat; EVENT_BEGIN for "". Stays where it is
 * and returns its event when the ref is unknown or not relevant. */
enum event session_jump(struct session *session, const char *ref);

/* The question at the place, NULL where there is none. At EVENT_GROUP,
 * EVENT_REPEAT and EVENT_NEW_REPEAT its label is the group's or repeat's,
 * and it has no choices and no value. */
const struct question *session_question(struct session *session);
/* The question of a ref wherever the person is, NULL when there is none. A
 * view separate from session_question's, dead at the next such call. */
const struct question *session_question_at(struct session *session,
                                           const char *ref);

/* The value alone of the question of a ref, without its texts and choices; NULL
 * when there is none. */
const char *session_value(struct session *session, const char *ref);

/* Answers a question (NULL: the one at the place); "" clears it. On
 * ANSWER_CONSTRAINT, session_message is what the form says about it. */
MUST_USE enum answer session_answer(struct session *session, const char *ref,
                                    const char *value);
/* The last refusal in the form's words and language, "" when it has none. */
const char *session_message(const struct session *session);

/* Adds an instance to the repeat asked about at EVENT_NEW_REPEAT (or that
 * the ref names) and moves to its first question. */
MUST_USE enum err session_add_repeat(struct session *session, const char *ref);
/* Removes the repeat instance of that ref, or the innermost around the
 * place when NULL. */
MUST_USE enum err session_remove_repeat(struct session *session,
                                        const char *ref);

/* Changes the language; answers stay. ERR_MISSING when it has none such. */
MUST_USE enum err session_set_language(struct session *session,
                                       const char *language);
/* The current language's name, "" for a form without translations. */
const char *session_language(const struct session *session);

/* Questions that would be asked now, and the number of the one at the place
 * from 1 (0 before the first, total + 1 at the end). */
void session_progress(struct session *session, size_t *number, size_t *total);

/* Walks all questions that are relevant now, in order, without moving; stops
 * when visit returns false. The view is dead when visit returns. */
void session_each(struct session *session,
                  bool (*visit)(void *context, const struct question *question),
                  void *context);

/* The same, for lists of many questions: without choices, hint, media and
 * messages; display is there. */
void session_each_brief(struct session *session,
                        bool (*visit)(void *context,
                                      const struct question *question),
                        void *context);

/* Checks every relevant question again; ERR_CONFLICT when one is refused,
 * and moves there. */
MUST_USE enum err session_validate(struct session *session);
/* Whether session_validate would be content; moves nowhere. */
MUST_USE bool session_is_valid(struct session *session);

/* Whether the form has actions that ask where one is (odk:setgeopoint). */
bool session_asks_location(const struct session *session);
/* Whether the form has actions for whenever a draft is taken up again
 * (odk-instance-load). */
bool session_acts_on_load(const struct session *session);
/* Does them. */
void session_load_again(struct session *session);
/* Where that is from now on, as the form is to keep it; "": not known any
 * more. */
void session_set_location(struct session *session, const char *location);
/* Fixes the clock that expressions see, for giving an answer again as it was
 * given then; 0: the clock itself. */
void session_set_now(struct session *session, int64_t now_ms);
/* Appends the instance as it stands, without ending anything: what
 * session_start takes as the instance to resume. */
void session_write(const struct session *session, struct buf *out);
/* What the form calls this response (meta/instanceName), "" when it says
 * nothing. */
const char *session_title(const struct session *session);

/* Why an expression could not be evaluated in the last call that answered,
 * moved, added or removed; "" when all went well. */
const char *session_fault(const struct session *session);

/* Ends the session: end-of-form preloads, non-relevant nodes left out, the
 * instance serialised once. out gets id, form, version, frozen body and the
 * key; its envelope stays untouched but for the flag "partial". Call
 * session_validate before, unless partial. Finished again it gives the same
 * bytes; but whoever answers, moves, adds or removes after all discards them,
 * and the next finish serialises anew. */
MUST_USE enum err session_finish(struct session *session, bool partial,
                                 struct response *out);
/* Whether the bytes of the last session_finish still stand. */
bool session_is_frozen(const struct session *session);
/* Whether the form asks for a log and session_start named one. */
bool session_is_audited(const struct session *session);
/* What such a log holds beside events and hours (ODK XForms specification,
 * "Metadata", audit attributes). */
enum audit_column {
    AUDIT_LOCATION = 1 << 0, /* odk:location-priority and the like */
    AUDIT_CHANGES = 1 << 1,  /* odk:track-changes */
    AUDIT_USER = 1 << 2,     /* odk:identify-user */
    AUDIT_REASONS = 1 << 3   /* odk:track-changes-reasons, "on-form-edit" */
};
/* Those that the form asks for, joined by "|". */
unsigned session_audit_columns(const struct session *session);
/* Where this session is, as session_start has it; "" for unknown. */
const char *session_location(const struct session *session);
/* Appends how ODK's audit log names the question of a ref: positions at
 * repeats only, "/data/people[2]/age"; nothing for an unknown one. */
void session_print_audit_ref(const struct session *session, const char *ref,
                             struct buf *out);
/* The same answers under a new instanceID: what was finished before is
 * another response, and nothing joins the two. */
void session_renew(struct session *session);

#endif
