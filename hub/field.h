/* The pieces of a page's forms: labelled fields, choices, buttons. Every
 * field has its label before it and its hint tied to it. */
#ifndef HUB_FIELD_H
#define HUB_FIELD_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct visit;

struct field {
    const char *name;  /* also its id, unless id says another */
    const char *label; /* English */
    const char *type;  /* NULL: text */
    const char *value; /* NULL: none; escaped here */
    const char *hint;  /* English, NULL: none */
    const char *id;    /* NULL: as name */
    const char *more;  /* constant attributes, NULL: none */
};

/* Appends label, hint and input. */
void field_add(struct visit *visit, struct buf *out, const struct field *field);
/* The same for a text of several lines; type is not read. */
void field_area(struct visit *visit, struct buf *out, const struct field *field,
                int rows);
/* Appends a hidden input. */
void field_hidden(struct buf *out, const char *name, const char *value);
/* Appends a box to tick, with its label after it (already translated). */
void field_box(struct buf *out, const char *name, const char *value,
               const char *label, bool is_ticked);

/* Appends label and the head of a select; options follow, then
 * field_end_choice. */
void field_choice(struct visit *visit, struct buf *out, const char *name,
                  const char *label);
/* Appends an option; its text is escaped here. */
void field_option(struct buf *out, const char *value, const char *text,
                  bool is_chosen);
/* Ends the select. */
void field_end_choice(struct buf *out);

/* Appends the button and ends the form. */
void field_button(struct visit *visit, struct buf *out, const char *english);
/* Appends a button that looks like a link, with a name and value that it
 * sends (NULL: none), and ends the form. */
void field_link(struct visit *visit, struct buf *out, const char *name,
                const char *value, const char *english);

#endif
