/* What stands above and below the answers: header, prompt, message. */
#ifndef UI_PAGE_H
#define UI_PAGE_H

#include "ui/canvas.h"
#include "ui/rack.h"

#include "base/attr.h"

struct header {
    const char *left;   /* station and place */
    const char *middle; /* "Question 1 of 5" */
    int step, steps;    /* progress as squares; steps 0: none */
    const char *right;  /* language */
};

struct prompt {
    const char *question;
    const char *hint; /* "" or NULL: none */
    int first;        /* line shown first, when it is longer than its place */
};

enum { TARGET_PROMPT_MORE = TARGET_FIRST + 3000 };

/* One row. On a narrow page the middle goes before the left. */
void header_draw(struct canvas *canvas, struct rack *rack, struct rect area,
                 const struct header *header);
/* Rows that the prompt needs at that width. */
int prompt_rows(const struct prompt *prompt, int width);
/* Question in bold, hint below. What does not fit is paged: a target
 * TARGET_PROMPT_MORE appears, and prompt_more turns the page. */
void prompt_draw(struct canvas *canvas, struct rack *rack, struct rect area,
                 const struct prompt *prompt);
/* Turns to the next page of a long prompt, after the last to the first. */
void prompt_more(struct prompt *prompt, struct rect area);

enum message_kind { MESSAGE_HINT, MESSAGE_WARNING, MESSAGE_REFUSAL };

/* One row (or the two that a small page has): how to go on, or what is wrong
 * and how to mend it. NULL or "" draws nothing. */
void message_draw(struct canvas *canvas, struct rect area,
                  enum message_kind kind, const char *text);

/* For a window that grid_fits refuses: says what to do instead. */
void page_too_small(struct canvas *canvas, const char *text);

#endif
