#include "figures.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define DIMENSION_AS_NAME(name, text) [name] = text,
static const char *const DIMENSION_NAMES[] = {
    DIMENSION_LIST(DIMENSION_AS_NAME)};
static const char *const MISSING_NAMES[] = {
    [DONT_KNOW] = "dont_know",
    [NOT_SAY] = "not_say",
    [SKIPPED] = "skipped",
    [NOT_SHOWN] = "not_shown",
};

enum { MOST_CHOICES = 62 };

struct names {
    char **names;
    size_t count, capacity;
    int64_t *planned; /* of each name, NULL: nothing is */
    size_t planned_count;
};

/* Answers lie person by person: of one choice its number; of several a bit
 * each; of other questions 0; a missing one is -1 and below. */
struct figures {
    struct figure_question *questions;
    size_t questions_count, questions_capacity;
    struct names columns[DIMENSIONS];
    int64_t *answers;
    size_t *of; /* DIMENSIONS numbers a person */
    size_t people, capacity;
};

const char *dimension_name(enum dimension dimension)
{
    return DIMENSION_NAMES[dimension];
}

const char *missing_name(enum missing kind)
{
    return MISSING_NAMES[kind];
}

struct figures *figures_new(void)
{
    return xcalloc(1, sizeof(struct figures));
}

static void free_names(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

void figures_free(struct figures *figures)
{
    if (!figures)
        return;
    for (size_t i = 0; i < figures->questions_count; i++) {
        struct figure_question *q = &figures->questions[i];
        free(q->name);
        free(q->path);
        free(q->label);
        free(q->planned);
        free_names(q->values, q->values_count);
    }
    for (size_t d = 0; d < DIMENSIONS; d++) {
        free(figures->columns[d].planned);
        free_names(figures->columns[d].names, figures->columns[d].count);
    }
    free(figures->questions);
    free(figures->answers);
    free(figures->of);
    free(figures);
}

size_t figures_add(struct figures *figures, const char *path, const char *name,
                   const char *label, enum field_class class, bool is_choice,
                   bool is_multiple)
{
    figures->questions =
        mem_grow(figures->questions, figures->questions_count,
                 &figures->questions_capacity, sizeof *figures->questions);
    figures->questions[figures->questions_count] =
        (struct figure_question){.name = xstrdup(name),
                                 .path = xstrdup(path),
                                 .label = xstrdup(label),
                                 .class = class,
                                 .is_choice = is_choice,
                                 .is_multiple = is_multiple};
    return figures->questions_count++;
}

/* The number of a name in a list, count when it is not there. */
static size_t find(char *const *names, size_t count, const char *text,
                   size_t size)
{
    size_t i = 0;

    while (i < count &&
           (strncmp(names[i], text, size) != 0 || names[i][size] != '\0'))
        i++;
    return i;
}

void figures_add_value(struct figures *figures, size_t question,
                       const char *value, size_t size)
{
    struct figure_question *q = &figures->questions[question];

    if (find(q->values, q->values_count, value, size) < q->values_count ||
        (q->is_multiple && q->values_count == MOST_CHOICES))
        return;
    q->values = mem_grow(q->values, q->values_count, &q->values_capacity,
                         sizeof *q->values);
    q->values[q->values_count++] = xstrndup(value, size);
}

size_t figures_questions(const struct figures *figures)
{
    return figures->questions_count;
}

const struct figure_question *figures_question(const struct figures *figures,
                                               size_t question)
{
    return &figures->questions[question];
}

static size_t column_of(struct names *names, const char *name)
{
    size_t i = find(names->names, names->count, name, strlen(name));

    if (i < names->count)
        return i;
    names->names = mem_grow(names->names, names->count, &names->capacity,
                            sizeof *names->names);
    names->names[names->count] = xstrdup(name);
    return names->count++;
}

static int64_t *answer_of(const struct figures *figures, size_t person,
                          size_t question)
{
    return &figures->answers[person * figures->questions_count + question];
}

void figures_person(struct figures *figures, const char *const of[DIMENSIONS])
{
    size_t questions = figures->questions_count;

    if (figures->people == figures->capacity) {
        figures->capacity = figures->capacity ? figures->capacity * 2 : 256;
        figures->answers =
            xreallocarray(figures->answers, figures->capacity * (questions + 1),
                          sizeof *figures->answers);
        figures->of = xreallocarray(figures->of, figures->capacity * DIMENSIONS,
                                    sizeof *figures->of);
    }
    for (size_t d = 0; d < DIMENSIONS; d++)
        figures->of[figures->people * DIMENSIONS + d] =
            column_of(&figures->columns[d], of[d]);
    figures->people++;
    for (size_t q = 0; q < questions; q++)
        figures_miss(figures, q, NOT_SHOWN);
}

void figures_miss(struct figures *figures, size_t question, enum missing kind)
{
    *answer_of(figures, figures->people - 1, question) = -1 - (int64_t)kind;
}

static int64_t read_choices(const struct figure_question *q, const char *text,
                            size_t size)
{
    const char *end = text + size;
    int64_t chosen = 0;

    while (text < end) {
        const char *blank = memchr(text, ' ', (size_t)(end - text));
        const char *stop = blank ? blank : end;
        size_t i =
            find(q->values, q->values_count, text, (size_t)(stop - text));
        if (i < q->values_count)
            chosen |= (int64_t)1 << i;
        text = stop + 1;
    }
    return chosen;
}

void figures_answer(struct figures *figures, size_t question, const char *text,
                    size_t size)
{
    struct figure_question *q = &figures->questions[question];
    int64_t *answer = answer_of(figures, figures->people - 1, question);

    *answer = 0;
    if (!q->is_choice)
        return;
    if (q->is_multiple) {
        *answer = read_choices(q, text, size);
        return;
    }
    figures_add_value(figures, question, text, size);
    *answer = (int64_t)find(q->values, q->values_count, text, size);
}

void figures_plan(struct figures *figures, enum dimension dimension,
                  const char *name, int64_t n)
{
    struct names *names = &figures->columns[dimension];
    size_t column = column_of(names, name);

    names->planned =
        xreallocarray(names->planned, names->count, sizeof *names->planned);
    while (names->planned_count < names->count)
        names->planned[names->planned_count++] = 0;
    names->planned[column] = n;
}

void figures_plan_value(struct figures *figures, size_t question,
                        const char *value, int64_t n)
{
    struct figure_question *q = &figures->questions[question];
    size_t i = find(q->values, q->values_count, value, strlen(value));

    if (i == q->values_count)
        return;
    if (!q->planned)
        q->planned = xcalloc(q->values_count, sizeof *q->planned);
    q->planned[i] = n;
}

int64_t figures_planned(const struct figures *figures, enum dimension dimension,
                        size_t column)
{
    const struct names *names = &figures->columns[dimension];

    return column < names->planned_count ? names->planned[column] : 0;
}

int64_t figures_planned_cell(const struct figures *figures, size_t question,
                             size_t cell)
{
    const struct figure_question *q = &figures->questions[question];

    return q->planned && cell < q->values_count ? q->planned[cell] : 0;
}

int64_t figures_people(const struct figures *figures)
{
    return (int64_t)figures->people;
}

size_t figures_columns(const struct figures *figures, enum dimension dimension)
{
    return figures->columns[dimension].count;
}

const char *figures_column(const struct figures *figures,
                           enum dimension dimension, size_t i)
{
    return figures->columns[dimension].names[i];
}

static bool is_by_value(const struct figure_question *q)
{
    return q->is_choice && !q->is_multiple && q->class != FIELD_CLOSED;
}

size_t figures_cells(const struct figures *figures, size_t question)
{
    const struct figure_question *q = &figures->questions[question];

    return (is_by_value(q) ? q->values_count : 1) + MISSING_KINDS;
}

const char *figures_cell(const struct figures *figures, size_t question,
                         size_t cell)
{
    const struct figure_question *q = &figures->questions[question];
    size_t values = is_by_value(q) ? q->values_count : 1;

    if (cell >= values)
        return MISSING_NAMES[cell - values];
    return is_by_value(q) ? q->values[cell] : "answered";
}

static size_t cell_of(const struct figure_question *q, int64_t answer)
{
    size_t values = is_by_value(q) ? q->values_count : 1;

    if (answer < 0)
        return values + (size_t)(-1 - answer);
    return is_by_value(q) ? (size_t)answer : 0;
}

void figures_line(const struct figures *figures, size_t question, int64_t *n)
{
    const struct figure_question *q = &figures->questions[question];

    memset(n, 0, figures_cells(figures, question) * sizeof *n);
    for (size_t i = 0; i < figures->people; i++)
        n[cell_of(q, *answer_of(figures, i, question))]++;
}

void figures_choices(const struct figures *figures, size_t question, int64_t *n)
{
    const struct figure_question *q = &figures->questions[question];

    memset(n, 0, q->values_count * sizeof *n);
    for (size_t i = 0; i < figures->people; i++) {
        int64_t answer = *answer_of(figures, i, question);
        for (size_t v = 0; answer > 0 && v < q->values_count; v++)
            n[v] += answer >> v & 1;
    }
}

void figures_margin(const struct figures *figures, enum dimension dimension,
                    int64_t *n)
{
    memset(n, 0, figures->columns[dimension].count * sizeof *n);
    for (size_t i = 0; i < figures->people; i++)
        n[figures->of[i * DIMENSIONS + dimension]]++;
}

void figures_table(const struct figures *figures, size_t question,
                   enum dimension dimension, int64_t *n)
{
    const struct figure_question *q = &figures->questions[question];
    size_t columns = figures->columns[dimension].count;

    memset(n, 0, figures_cells(figures, question) * columns * sizeof *n);
    for (size_t i = 0; i < figures->people; i++) {
        size_t row = cell_of(q, *answer_of(figures, i, question));
        n[row * columns + figures->of[i * DIMENSIONS + dimension]]++;
    }
}
