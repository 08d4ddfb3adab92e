/* The frame of every page, and the pieces pages are made of. All text that is
 * not a constant of ours goes through page_text. */
#ifndef HUB_PAGE_H
#define HUB_PAGE_H

#include <stdint.h>

struct buf;
struct visit;

/* Appends the head, the skip link and, for who is signed in, the menu. title
 * is escaped. */
void page_begin(struct visit *visit, struct buf *out, const char *title);
/* Appends the foot and replies; the page is never stored by caches nor framed
 * by other sites. */
void page_end(struct visit *visit, struct buf *out, unsigned status);

/* Appends text, escaped for HTML text and quoted attributes. */
void page_text(struct buf *out, const char *text);
/* Appends one path segment of an address, escaped. */
void page_segment(struct buf *out, const char *text);
/* Appends a translated text, escaped. */
void page_say(struct visit *visit, struct buf *out, const char *english);
/* Appends `<form method=post action=...>` with its CSRF field; action is a
 * constant or was escaped. multipart is for files. */
void page_form(struct visit *visit, struct buf *out, const char *action,
               int multipart);
/* Appends a moment as "12 minutes ago" with the exact time in its title. */
void page_ago(struct visit *visit, struct buf *out, int64_t ms);
/* Appends a bar of so many percent, hidden from screen readers: the figures
 * stand beside it. */
void page_bar(struct buf *out, int64_t part, int64_t whole);

/* GET style.css */
void page_style(struct visit *visit);

#endif
