/* A question answered from a list: what choices, places, files and a tick
 * have in common. Private to the widgets. */
#ifndef SCREEN_ASK_LIST_H
#define SCREEN_ASK_LIST_H

#include "screen/ask.h"

/* Empties the question's list and makes room for so many items. */
void ask_list_begin(struct stage *stage, size_t room, bool many);
/* Adds an item; both texts are copied, since a form's own choices die with
 * the next answer. One that finds no room is left out. */
void ask_list_add(struct ask *ask, const char *label, const char *value,
                  bool chosen);

/* The members of struct asker of that name. */
void ask_list_draw(struct stage *stage, const struct question *question);
enum asked ask_list_act(struct stage *stage, const struct act *act);
void ask_list_value(const struct stage *stage, struct buf *out);
bool ask_list_touch_up(struct stage *stage);

/* What became of an act on a list, as the question's screen wants it. */
enum asked ask_list_outcome(enum list_outcome outcome);

#endif
