/* The survey sheet, row by row, into the tree of elements. */
#ifndef XLSFORM_SURVEY_H
#define XLSFORM_SURVEY_H

#include "form.h"
#include "header.h"

/* Groups within groups at most; the XForm's readers have limits too. */
enum { SURVEY_DEPTH_MAX = 100 };

/* An open group, repeat or loop, and what its rows must know. */
struct frame {
    struct element *element;
    const char *control; /* group, repeat or loop; NULL: the survey itself */
    const struct list *columns; /* of a loop */
    bool is_table;              /* appearance table-list */
    const char *table;          /* the list of its selects, once known */
    int row;
    int depth;
    struct frame *outer;
};

struct survey {
    struct form *form;
    struct frame *frame;
    struct element *meta; /* collects audit and the like; NULL until needed */
};

/* One row being read. */
struct survey_row {
    struct dict *fields;
    const char *type;
    const char *name;
    int number;
    struct dict *parameters;
};

/* Reads the survey sheet into form->root, meta included, and its header into
 * *grid for the check of translations. */
void survey_read(struct form *form, struct grid *grid);

/* The place of a row's column. */
struct place survey_place(const struct survey_row *row, const char *column);
/* Adds the row as an element of that kind and type; NULL when the type is not
 * known, which is then noted. */
struct element *survey_add(struct survey *survey, const struct survey_row *row,
                           enum element_kind kind, const char *type);
/* Adds an action to an element, after those it has. */
void survey_act(struct form *form, struct element *element, const char *name,
                enum action_event event, const char *value);
/* Gives a default that is a formula its actions, and checks the trigger. */
void survey_default(struct survey *survey, const struct survey_row *row,
                    struct element *element);
/* Whether a repeat is open. */
bool survey_in_repeat(const struct survey *survey);

/* These five read a row if it is of their kind, and say whether it was:
 * begin_group, begin_repeat. */
bool survey_begin(struct survey *survey, struct survey_row *row);
/* end_group, end_repeat; the innermost open one must be of that kind. */
bool survey_end(struct survey *survey, struct survey_row *row);
/* select_one, select_multiple and rank, from a list or a file. */
bool survey_select(struct survey *survey, struct survey_row *row);
/* osm, with or without a list of tags. */
bool survey_osm(struct survey *survey, struct survey_row *row);
/* audit, which becomes a part of meta. */
bool survey_audit(struct survey *survey, struct survey_row *row);
/* Reads a row of any other type. */
void survey_question(struct survey *survey, struct survey_row *row);
/* Notes each group still open. */
void survey_check_closed(struct survey *survey);

#endif
