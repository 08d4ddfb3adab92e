/* Texts as they are searched: without case, accents and signs, each word
 * behind one blank. Two texts that a person would take for the same are. */
#ifndef UI_FOLD_H
#define UI_FOLD_H

#include <stdbool.h>

struct buf;

enum { FOLD_FIRST = 0x80, FOLD_LAST = 0x24f, FOLD_SIZE = 12 };

/* For many texts: what each letter of the Latin scripts is folded to. */
struct folder {
    char letters[FOLD_LAST - FOLD_FIRST + 1][FOLD_SIZE];
};

/* Looks the letters up, once. */
void folder_init(struct folder *folder);
/* Appends the folded text and its NUL. */
void folder_add(const struct folder *folder, const char *text, struct buf *out);

/* One text folded; the caller frees it. */
char *fold_text(const char *text);
/* Whether a folded text has every one of the words that were typed (as
 * text_fold gives them) at the beginning of one of its own. */
bool fold_match(const char *folded, const char *typed);

#endif
