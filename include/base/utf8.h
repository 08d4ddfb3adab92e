/* UTF-8 as RFC 3629 has it. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Whether the bytes are UTF-8: no overlong form, no surrogate, nothing beyond
 * U+10FFFF, no character cut off. */
bool utf8_is_valid(const char *text, size_t size);

/* How much of a text of that size fits into so many bytes: all of it, or what
 * stands before the character that does not fit any more. */
size_t utf8_cut(const char *text, size_t size, size_t most);

/* The bytes as a text of XML 1.0 (2.2 Characters), which a page can show and a
 * database keep: whatever is no character of it becomes U+FFFD. Lives in
 * arena. */
const char *utf8_mend(struct arena *arena, const char *text, size_t size);

#endif
