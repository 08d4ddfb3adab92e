/* The figures of a release: what people chose, counted by question and by
 * question within places, parts of the day and languages. Filled person by
 * person, then asked. Nothing is hidden here; suppress.h does that. */
#ifndef HUB_FIGURES_H
#define HUB_FIGURES_H

#include "base/attr.h"
#include "fieldclass.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIMENSION_LIST(X)                                                      \
    X(DIMENSION_PLACE, "place")                                                \
    X(DIMENSION_DAYPART, "daypart")                                            \
    X(DIMENSION_LANGUAGE, "language")

#define DIMENSION_AS_ENUM(name, text) name,
enum dimension { DIMENSION_LIST(DIMENSION_AS_ENUM) DIMENSIONS };
#undef DIMENSION_AS_ENUM

/* "place", "daypart" or "language". */
const char *dimension_name(enum dimension dimension);

/* Why an answer is missing; each is a category like any other. */
enum missing { DONT_KNOW, NOT_SAY, SKIPPED, NOT_SHOWN, MISSING_KINDS };
/* "dont_know", "not_say", "skipped" or "not_shown". */
const char *missing_name(enum missing kind);

struct figure_question {
    char *name, *path, *label;
    enum field_class class;
    bool is_choice, is_multiple;
    char **values;
    size_t values_count, values_capacity;
    int64_t *planned; /* of each value, NULL: nothing is */
};

struct figures;

/* Empty figures; the caller frees them. */
struct figures *figures_new(void);
/* NULL is accepted. */
void figures_free(struct figures *figures);

/* Adds a question, before the first person (texts are copied, values come one
 * by one), and returns its number. */
size_t figures_add(struct figures *figures, const char *path, const char *name,
                   const char *label, enum field_class class, bool is_choice,
                   bool is_multiple);
/* Adds a choice that may be given; one that is there already is passed over.
 */
void figures_add_value(struct figures *figures, size_t question,
                       const char *value, size_t size);
/* How many questions, and each. */
size_t figures_questions(const struct figures *figures);
/* A question; borrowed until the next is added. */
const struct figure_question *figures_question(const struct figures *figures,
                                               size_t question);

/* Begins the next person, by the name of where, when and in which language;
 * every question is not_shown until told otherwise. */
void figures_person(struct figures *figures, const char *const of[DIMENSIONS]);
/* What the person answered: a value, or several parted by blanks. */
void figures_answer(struct figures *figures, size_t question, const char *text,
                    size_t size);
/* Why the person did not. */
void figures_miss(struct figures *figures, size_t question, enum missing kind);

/* How many people of a dimension's name, or of a question's value, ought to be
 * heard; whoever is planned is a category, also while nobody came. */
void figures_plan(struct figures *figures, enum dimension dimension,
                  const char *name, int64_t n);
/* The same for a value of a question; one that has no such value is left. */
void figures_plan_value(struct figures *figures, size_t question,
                        const char *value, int64_t n);
/* What was planned, 0: nothing. */
int64_t figures_planned(const struct figures *figures, enum dimension dimension,
                        size_t column);
/* What was planned for a category of a question, 0: nothing. */
int64_t figures_planned_cell(const struct figures *figures, size_t question,
                             size_t cell);

/* How many people. */
int64_t figures_people(const struct figures *figures);
/* How many names of a dimension occurred, in the order of their first
 * mention. */
size_t figures_columns(const struct figures *figures, enum dimension dimension);
/* A name of a dimension. */
const char *figures_column(const struct figures *figures,
                           enum dimension dimension, size_t i);

/* The categories into which the people fall, each into one: the values of a
 * question with one choice, else "answered"; then the kinds of no answer. */
size_t figures_cells(const struct figures *figures, size_t question);
/* A category's name. */
const char *figures_cell(const struct figures *figures, size_t question,
                         size_t cell);
/* Counts the people by category. */
void figures_line(const struct figures *figures, size_t question, int64_t *n);
/* Counts how often each value of a question with several choices was given. */
void figures_choices(const struct figures *figures, size_t question,
                     int64_t *n);
/* Counts the people of a dimension by its columns. */
void figures_margin(const struct figures *figures, enum dimension dimension,
                    int64_t *n);
/* Counts by category and column, category by category. */
void figures_table(const struct figures *figures, size_t question,
                   enum dimension dimension, int64_t *n);

#endif
