/* The widget of one question and the draft in it. The draft is a value as
 * session_answer takes it; changing the language redraws, never loses it. */
#ifndef SCREEN_ASK_H
#define SCREEN_ASK_H

#include "ui/field.h"
#include "ui/keyboard.h"
#include "ui/pad.h"
#include "ui/list.h"
#include "ui/ranking.h"
#include "ui/roll.h"
#include "ui/scale.h"
#include "ui/wheels.h"

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct ask;
struct question;
struct stage;

/* How a widget's act went. */
enum asked {
    ASKED_UNUSED,
    ASKED_USED,
    ASKED_TOO_MANY, /* one too many chosen */
    ASKED_FULL,     /* no further letter fits */
};

struct asker {
    const char *name;
    bool digits;      /* digits belong to the answer: 0 8 9 need a '*' */
    bool tells;       /* what is written or turned stands nowhere else */
    bool writes;      /* any character belongs to it */
    const char *hint; /* how to answer, when the form does not say */
    void (*load)(struct stage *stage, const struct question *question,
                 const char *value);
    void (*draw)(struct stage *stage, const struct question *question);
    enum asked (*act)(struct stage *stage, const struct act *act);
    void (*value)(const struct stage *stage, struct buf *out);
    /* Before going on: NULL, "" to stay without a word (a second half is
     * shown now), or what is missing. May be NULL. */
    const char *(*hold)(struct stage *stage);
};

struct ask {
    const struct asker *asker;
    struct arena *arena; /* texts of this question */
    const char **values; /* of the list's items */
    size_t room;         /* for items in it */
    struct list list;
    struct ranking ranking;
    struct scale scale;
    struct wheels wheels, clock;
    bool at_clock; /* the second half of a day and time is shown */
    struct field field;
    struct keyboard keyboard;
    struct keyboard_words keyboard_words;
    struct pad pad;
    struct pick {
        const char **folded; /* of each choice, see roll_match */
        uint32_t *shown;     /* the choices that hold what was typed */
        size_t chosen;       /* PICK_NONE: none */
        struct roll rows;
    } pick;
};

#define PICK_NONE ((size_t)-1)

/* Chooses the widget and fills it with a value. */
void ask_load(struct stage *stage, const struct question *question,
              const char *value);
/* Frees the draft. */
void ask_clear(struct ask *ask);

/* Whoever pressed nothing but the keys of a 12-key pad has no others: there
 * letters are walked to. The first letter that comes from elsewhere ends it. */
bool ask_has_pad_only(const struct stage *stage);

/* One per kind of widget. */
extern const struct asker ASK_ONE, ASK_LIKERT, ASK_MANY, ASK_RANK, ASK_SCALE,
    ASK_RANGE, ASK_COUNTER, ASK_NUMBER, ASK_TEXT, ASK_DATE, ASK_MONTH, ASK_TIME,
    ASK_MOMENT, ASK_PLACE, ASK_NOTE, ASK_TRIGGER, ASK_FILE, ASK_PLACES,
    ASK_PICK;

/* Whether the answer is for nobody's eyes who stands behind. */
bool ask_is_masked(const struct question *question);
/* Whether the question's appearance has that word. */
bool ask_looks(const struct question *question, const char *word);
/* The steps of a range, when they are whole and at most as many as fit side
 * by side: fills count, first and step. False otherwise. */
bool ask_range_is_scale(const struct question *question, struct scale *out);
/* Whether it is a range of whole numbers. */
bool ask_range_is_whole(const struct question *question);

/* Says what is written so far, or where the wheels stand. */
void ask_tell(struct stage *stage);

#endif
