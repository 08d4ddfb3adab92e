/* What a field worker sees beyond what a resident does: the sign-in, the
 * lists of interviews, the outline and the tables of one. A question itself is
 * the same screen for both (screen/question.c). */
#ifndef FIELD_DESK_H
#define FIELD_DESK_H

#include "field/outline.h"
#include "records.h"
#include "screen/screen.h"
#include "tasks.h"
#include "ui/bar.h"
#include "ui/field.h"
#include "ui/fold.h"
#include "ui/roll.h"
#include "worker.h"

#include "base/attr.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* The lists of the desk: forms to begin, then one for each state. */
enum desk_list { LIST_FORMS, LIST_STATES, LISTS = LIST_STATES + DRAFT_STATES };

struct desk {
    struct workers workers;
    size_t who;    /* is signing in */
    bool asks_pin; /* of them */
    struct records records;
    struct tasks tasks; /* above the forms in their list */
    enum desk_list list;
    struct field search;
    size_t *shown; /* entries of the list that hold what was typed */
    size_t shown_count;
    struct roll rows;
    struct record record; /* the one that is looked at */
    struct outline outline;
    struct outline inner; /* of a sheet, or of a table's instances */
    struct buf base;      /* the ref of that sheet or table */
    struct roll inner_rows, key_rows;
    size_t columns[OUTLINE_COLUMNS], columns_count; /* of a table */
    size_t instances;
    bool may_grow;      /* the table takes another one */
    struct clock clock; /* of what is counted */
    char *counted_base; /* the group that it belongs to, NULL: none */
    int64_t counted;    /* and its draft */
    struct field remark;
    char *remark_ref;
};

/* The desk, made when there is none. */
struct desk *desk_of(struct stage *stage);
/* NULL is accepted. */
void desk_free(struct desk *desk);
/* The line that is written on a field screen, NULL when none is. */
const struct field *desk_field(const struct stage *stage);
/* Whether anybody may sign in here. */
bool desk_has_workers(const struct stage *stage);

/* Where the keys of a screen stand. */
struct rect desk_bar_area(const struct stage *stage);
/* The key that changes the language: none where there is but one, of the
 * station or of the interview's form. */
struct bar_key desk_language_key(struct stage *stage);
/* The key that switches the voice, none at a station without one. */
struct bar_key desk_voice_key(struct stage *stage);
/* The keys of a question, and its message. */
void desk_question_keys(struct stage *stage, const struct question *question);
/* What a key of the bar does wherever an interview is shown; PLACE_COUNT when
 * it is none of these. */
enum place desk_chord(struct stage *stage, int id);
/* Draws the header of a field screen, and a title of one line; returns what is
 * left below. */
struct rect desk_page(struct stage *stage, const char *middle,
                      const char *title);
/* The message of the page, or a note, in the last line of an area, which is
 * then one shorter. */
void desk_message(struct stage *stage, struct rect *area, const char *note);

/* What a task is called: whom to hear, and by which form. */
const char *desk_task_name(struct stage *stage, const struct task *task);
/* A task as a line of a list, with how much of it is done. */
void desk_task_row(struct stage *stage, const struct task *task,
                   struct roll_row *out);

/* Where the session stands now: a question, a sheet of several, the table of a
 * repeat, the end. */
enum place desk_here(struct stage *stage);
/* The same one step back. */
enum place desk_back(struct stage *stage);
/* Takes the session past all that lies below a ref. */
void desk_pass(struct stage *stage, const char *base);
/* Whether the group at desk.base is counted (field/tally_screen.c). */
bool desk_counts(struct stage *stage);
/* Stops the clock of what is counted, if that is shown: it rests while one
 * looks elsewhere. */
void desk_rest_clock(struct stage *stage);
/* Where to go on in another language: pages that were made in the one before
 * are made anew. */
enum place desk_after_switch(struct stage *stage);
/* Keeps the interview, which is valid, for good; says so on the desk. */
enum place desk_finish(struct stage *stage);
/* Leaves the interview as a draft. */
enum place desk_leave(struct stage *stage);

#endif
