/* The frame of every page, and the pieces pages are made of. All text that is
 * not a constant of ours goes through page_text. */
#ifndef HUB_PAGE_H
#define HUB_PAGE_H

#include "permission.h"

#include <stddef.h>
#include <stdint.h>

struct buf;
struct visit;

/* Appends the head, the skip link and, for who is signed in, the menu. title
 * is escaped. */
void page_begin(struct visit *visit, struct buf *out, const char *title);
/* Appends the foot and replies; the page is never stored by caches nor framed
 * by other sites. */
void page_end(struct visit *visit, struct buf *out, unsigned status);
/* The same for a page that runs a script of this hub. */
void page_end_with_script(struct visit *visit, struct buf *out,
                          unsigned status);

/* Appends text, escaped for HTML text and quoted attributes. */
void page_text(struct buf *out, const char *text);
/* Appends links to the page in the other languages than this one. */
void page_add_languages(struct buf *out, const char *here);
/* Appends one path segment of an address, escaped. */
void page_segment(struct buf *out, const char *text);
/* Appends a translated text, escaped. */
void page_say(struct visit *visit, struct buf *out, const char *english);
/* Appends `<form method=post action=...>` with its CSRF field; action is
 * escaped here. multipart is for files. */
void page_form(struct visit *visit, struct buf *out, const char *action,
               int multipart);
/* Appends the page's one heading. */
void page_head(struct visit *visit, struct buf *out, const char *english);
/* Appends a heading of a part. */
void page_part(struct visit *visit, struct buf *out, const char *english);
/* Appends a paragraph of a class ("muted", "good", "bad" or ""); "good" and
 * "bad" are told to screen readers at once. */
void page_note(struct visit *visit, struct buf *out, const char *tone,
               const char *english);
/* Appends the head of a table in its own scrolling box; heads are English,
 * "#" before one marks a column of figures. page_end_table ends it. */
void page_table(struct visit *visit, struct buf *out, const char *caption,
                const char *const *heads, size_t count);
/* The same for a list that a telephone shows entry by entry: each row becomes
 * a card, so that nothing of it lies beyond the edge. Its cells begin with
 * page_cell, which says the head again. */
void page_list(struct visit *visit, struct buf *out, const char *caption,
               const char *const *heads, size_t count);
/* Begins a cell of a list under that head; `</td>` ends it. */
void page_cell(struct visit *visit, struct buf *out, const char *head);
/* The same for a cell of figures. */
void page_figure(struct visit *visit, struct buf *out, const char *head);
/* Appends the head of a box in which a wide table scrolls by itself, reached
 * by the keyboard; name is escaped. `</div>` ends it. */
void page_scroll(struct buf *out, const char *name);
/* Ends the table's body, the table and its box. */
void page_end_table(struct buf *out);
/* Appends to which neighbourhoods a page about the visit's form keeps, where
 * the visitor's permission for an action does not reach further. */
void page_areas(struct visit *visit, struct buf *out, enum action action);
/* Appends a QR code as a picture with a description; nothing when the text
 * is too long for one. */
void page_qr(struct visit *visit, struct buf *out, const char *text,
             const char *english);
/* Appends a translated text of n things, with n where its %lu stands. */
void page_count(struct visit *visit, struct buf *out, const char *one,
                const char *many, int64_t n);
/* Appends a moment as "12 minutes ago" with the exact time in its title. */
void page_ago(struct visit *visit, struct buf *out, int64_t ms);
/* Appends a bar of so many percent, hidden from screen readers: the figures
 * stand beside it. */
void page_bar(struct buf *out, int64_t part, int64_t whole);

/* GET icon.svg: the mark in a browser's tab. */
void page_icon(struct visit *visit);
/* GET style.css */
void page_style(struct visit *visit);

#endif
