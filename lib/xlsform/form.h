/* The form while it is being compiled: what the sheets say, as a tree.
 * Private to lib/xlsform. */
#ifndef XLSFORM_FORM_H
#define XLSFORM_FORM_H

#include "base/arena.h"
#include "dict.h"
#include "messages.h"
#include "xlsform/compile.h"
#include "xlsform/problem.h"
#include "xlsform/workbook.h"

#include <stdbool.h>
#include <stddef.h>

/* One list of the choices sheet (or of any sheet with a list_name). */
struct list {
    const char *name;
    struct dict **items;
    int *rows; /* of the sheet, one an item */
    size_t count;
    size_t capacity;
    bool has_other;  /* or_other was added, or was there */
    bool has_none;   /* "none" was added for all */
    bool is_checked; /* for blanks in names */
    bool has_itext;  /* its labels are translated, refer or carry media */
    /* Who shows it by search(), so that no instance is made of it. */
    const struct element *searched_by;
    struct list *next;
    struct list *same; /* next in its bucket */
};

enum { LISTS_BUCKETS = 512 };

struct lists {
    struct list *first;
    struct list *last;
    struct list *buckets[LISTS_BUCKETS];
};

enum element_kind {
    ELEMENT_SURVEY,
    ELEMENT_GROUP,
    ELEMENT_REPEAT,
    ELEMENT_QUESTION,
    ELEMENT_EXTERNAL,  /* csv-external, xml-external: no node, an instance */
    ELEMENT_ATTRIBUTE, /* of an entity */
};

enum action_event {
    EVENT_FIRST_LOAD,
    EVENT_NEW_REPEAT,
    EVENT_INSTANCE_LOAD,
};

struct action {
    const char *name; /* setvalue, odk:setgeopoint, odk:recordaudio */
    enum action_event event;
    const char *value;   /* NULL: the element's default */
    const char *quality; /* of a recording, or NULL */
    struct action *next;
};

struct question_type;

struct element {
    enum element_kind kind;
    const char *name;
    const char *type; /* the row's own word for it */
    const struct question_type *def;
    struct dict *fields; /* the row, by canonical keys */
    struct element *parent, *first, *last, *next;
    struct action *actions;
    const char *xpath;
    const char *sheet; /* for messages */
    int row;
    bool flat;        /* has no node of its own */
    bool is_bodyless; /* has no control (meta) */
    const char *itemset;
    const char *query; /* list of a select_one_external */
    struct dict *parameters;
    struct list *tags; /* of an osm question */
    struct link *last_triggered;
    struct link *triggered; /* who is computed when this one changes */
    const char *value;      /* of an attribute */
    struct element *same;   /* next in its bucket of the name index */
    struct element *near;   /* next in its bucket of siblings */
    bool names_repeat;      /* a repeat has this name */
    bool is_ambiguous;      /* another element has the same name */
};

/* An element that is to be set when another changes. */
struct link {
    struct element *element;
    const char *value;
    struct link *next;
};

struct entity;
struct entity_mention;

struct form {
    struct arena *arena;
    struct problems *problems;
    const struct workbook *book;
    const struct compile_options *options;
    struct dict *settings;
    const char *root_name;
    const char *default_language;
    const char *entity_version; /* NULL: the form makes no entities */
    struct lists choices;
    struct lists external;
    struct lists osm;
    struct element *root;
    size_t elements_count;
    struct element **names;    /* index by name, a power of two of buckets */
    struct element **siblings; /* the same by parent and name */
    size_t names_size;
    struct entity *entities;
    struct entity_mention **mentions; /* of questions, by entities */
    bool keeps_blanks;                /* clean_text_values is no */
    bool has_other;                   /* some select says or_other */
    bool is_too_deep; /* groups nest deeper than can be written */
    const struct sheet *external_sheet;
};

/* More elements than this are refused: loops within loops multiply. */
enum { FORM_ELEMENTS_MAX = 200000 };

/* A number for a name, to find it again by. */
size_t form_hash(const char *name);
/* A new element at the end of its parent. */
struct element *form_add(struct form *form, struct element *parent,
                         enum element_kind kind, const char *name,
                         struct dict *fields);
/* The element after this one in document order, within top; NULL at the end. */
struct element *form_next(const struct element *element,
                          const struct element *top);
/* The list of that name, or NULL. */
struct list *lists_find(const struct lists *lists, const char *name);
/* The list of that name, made when there is none. */
struct list *lists_make(struct form *form, struct lists *lists,
                        const char *name);
/* Adds an item to a list. */
void list_add(struct form *form, struct list *list, struct dict *item, int row);
/* The place of an element's field: its row and the header of its column. */
struct place form_place(const struct element *element, const char *key);

#endif
