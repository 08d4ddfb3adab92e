/* The plan of an export: the columns of one table over all versions of a
 * form, the current version's first, and where each version's cells go. */
#ifndef HUB_PLAN_H
#define HUB_PLAN_H

#include "base/attr.h"
#include "base/err.h"
#include "cells.h"
#include "form/datatype.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;
struct models;
struct plan;

/* A choice over all versions. labels has one member for each version of the
 * plan, NULL where the version does not offer it. */
struct option {
    const char *value;
    const char *label;
    const char **labels;
};

/* What a column is in one version. */
struct occurrence {
    bool is_there;
    enum datatype type;
    bool is_select;
    const char *label;
};

struct plan_column {
    const char *path;
    const char *name;
    const char *label;  /* "" when the form gives none */
    enum datatype type; /* in the newest version that has it */
    bool is_question;
    bool is_select;
    bool is_multiple; /* several choices in one cell */
    bool is_number;   /* in all versions: otherwise its cells are texts */
    struct occurrence *occurrences; /* one for each version of the plan */
    struct option *options;         /* of all versions */
    size_t options_count, options_capacity;
};

struct plan_version {
    const char *name;
    int64_t published_ms;
    bool is_current;
};

/* Plans a table (by name or path; NULL: the main one) of a form, labels in a
 * language (NULL: the form's default); the caller frees it. ERR_MISSING when
 * the form or the table is unknown (logged). */
MUST_USE enum err plan_new(struct plan **out, struct archive *archive,
                           struct models *models, const char *form_id,
                           const char *table, const char *language);
/* NULL is accepted. */
void plan_free(struct plan *plan);

/* The number of the form in the formbook, the same for all its
 * versions. */
int64_t plan_family(const struct plan *plan);
/* The table's path, and whether it is the main one. */
const char *plan_path(const struct plan *plan);
/* Whether it is the main table, not a repeat's. */
bool plan_is_main(const struct plan *plan);
/* How many columns it has over all versions. */
size_t plan_columns_count(const struct plan *plan);
/* A column from 0; valid as long as the plan. */
const struct plan_column *plan_column(const struct plan *plan, size_t i);
/* The versions of the form, in the order that labels and occurrences have:
 * the current one first, then the newest first. */
size_t plan_versions_count(const struct plan *plan);
/* One of them, valid as long as the plan. */
const struct plan_version *plan_version_at(const struct plan *plan, size_t i);
/* The languages of the current version, as BCP 47 tags where it has them. */
size_t plan_languages_count(const struct plan *plan);
/* One of them, valid as long as the plan. */
const char *plan_language(const struct plan *plan, size_t i);
/* The table's name: "data", "data-people". */
const char *plan_name(const struct plan *plan);
/* The form's title in the plan's language. */
const char *plan_title(const struct plan *plan);
/* The version's text of a published form, "" when unknown. */
const char *plan_version(const struct plan *plan, int64_t form);
/* The name of a station, "" when unknown. */
const char *plan_station(const struct plan *plan, int64_t station);

/* Puts the packed cells of a row of a version into out, one for each column;
 * returns the row's instanceID. */
struct cell plan_place(const struct plan *plan, int64_t form, const void *cells,
                       size_t size, struct cell *out);
/* Takes the free texts out of placed cells: they are closed until somebody
 * has approved the answer. */
void plan_close_texts(const struct plan *plan, struct cell *cells);
/* Whether a column holds what people wrote in their own words. */
bool plan_is_text(const struct plan_column *column);
/* The option of a column with that value, NULL when none has it. */
const struct option *plan_option(const struct plan_column *column,
                                 const char *value, size_t size);

#endif
