/* The widget of one question and the draft in it. The draft is a value as
 * session_answer takes it; changing the language redraws, never loses it. */
#ifndef SCREEN_ASK_H
#define SCREEN_ASK_H

#include "clock.h"
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
    ASKED_CHANGED,  /* used; touch_up draws all that is different now */
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
    /* Something came while nobody did anything: a position, the end of a
     * command. May be NULL. */
    void (*hear)(struct stage *stage);
    /* One step back within the widget; false: the question is left. May be
     * NULL. */
    bool (*back)(struct stage *stage);
    /* Before going on: NULL, "" to stay without a word (a second half is
     * shown now), or what is missing. May be NULL. */
    const char *(*hold)(struct stage *stage);
    /* After ASKED_CHANGED: draws what is different on the page as it was last
     * drawn; false when all of it is to be drawn. NULL: it never is so. */
    bool (*touch_up)(struct stage *stage);
};

struct ask {
    const struct asker *asker;
    const struct picture *picture; /* of the question, of stage.pictures */
    struct arena *arena;           /* texts of this question */
    const char **values;           /* of the list's items */
    size_t room;                   /* for items in it */
    bool shows_symbols;            /* the terminal has them */
    struct list list;
    struct ranking ranking;
    struct scale scale;
    struct wheels wheels, clock;
    struct clock timer; /* of a time that is measured */
    bool is_timed;      /* and begun */
    bool at_clock;      /* the second half of a day and time is shown */
    struct field field;
    struct keyboard keyboard;
    struct keyboard_words keyboard_words;
    struct rect written; /* where the field is drawn */
    struct pad pad;
    struct pick {
        const char *folded; /* of all choices, see fold_match */
        uint32_t *at;       /* where each of them begins in it */
        uint32_t *shown;    /* the choices that hold what was typed */
        size_t chosen;      /* PICK_NONE: none */
        struct roll rows;
    } pick;
    struct spot {
        struct buf points;     /* taken so far, as the form keeps them */
        size_t count;          /* of them */
        bool is_line, is_area; /* several points; an area is closed */
        bool has_menu;         /* typing and places lead back to the ways */
        bool was_taken;        /* by itself, which happens once */
        bool sure;             /* to take what is not exact */
        double enough, limit;  /* metres, see struct question */
    } spot;
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
    ASK_POSITION, ASK_TIMER, ASK_PICK;

/* The members of ASK_TEXT, for what else is typed on its keyboard. */
void ask_text_load(struct stage *stage, const struct question *question,
                   const char *value);
void ask_text_draw(struct stage *stage, const struct question *question);
enum asked ask_text_act(struct stage *stage, const struct act *act);

/* Whether the answer is a point on earth, or several. */
bool ask_is_position(const struct question *question);
/* Which way of giving a position comes first here. */
const struct asker *ask_position_way(const struct stage *stage,
                                     const struct question *question);
/* Makes the points ready, with those of a value. */
void ask_spot_begin(struct stage *stage, const struct question *question,
                    const char *value);
/* Adds a point; where the form wants one, it takes the other's place. */
void ask_spot_take(struct stage *stage, const char *point);
/* The points and one more ("" for none), as the form keeps them. */
void ask_spot_print(const struct stage *stage, const char *more,
                    struct buf *out);
/* The one point that is there goes where it can be changed: out of the points,
 * into a list or a field. A line's points stay, and nothing is lifted. */
const char *ask_spot_lift(struct stage *stage, const char *value);
/* Another way for the same question. */
void ask_turn(struct stage *stage, const struct asker *asker);

/* Whether the answer is for nobody's eyes who stands behind. */
bool ask_is_masked(const struct question *question);
/* Whether the question's appearance has that word. */
bool ask_looks(const struct question *question, const char *word);
/* The steps of a range, when they are whole and at most as many as fit side
 * by side: fills count, first and step. False otherwise. */
bool ask_range_is_scale(const struct question *question, struct scale *out);
/* Whether it is a range of whole numbers. */
bool ask_range_is_whole(const struct question *question);

/* Begins to read the pictures of the question just loaded; its list then
 * shows those of the choices. */
void ask_pictures(struct stage *stage, const struct question *question);
/* Draws what does not stand in the list's slabs beside the widget, whose body
 * becomes narrower; before the widget is drawn. */
void ask_picture_draw(struct stage *stage);
/* The question's own picture at the end of rows that become narrower, where
 * the question is one of several on a page. */
void ask_picture_draw_beside(struct stage *stage, struct rect *rows);

/* Says what is written so far, or where the wheels stand. */
void ask_tell(struct stage *stage);

#endif
