/* The words a person reads, by language: compiled message catalogues (.mo,
 * made by msgfmt from po/) looked up per call, never by the process's locale,
 * since a hub speaks several languages at once. The English text is the key
 * and the answer when nothing else is known. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct words;

/* Opens folder/LANG.mo for each language of the blank-separated list; the
 * caller frees it. A missing or damaged catalogue is logged and left out. */
struct words *words_open(const char *folder, const char *languages);
/* NULL is accepted. */
void words_free(struct words *words);

/* The text in a language ("es", "pt-BR" falls back to "pt"), else english.
 * The result lives as long as words. */
const char *words_get(const struct words *words, const char *language,
                      const char *english);
/* The plural form for n by the catalogue's own rule. */
const char *words_plural(const struct words *words, const char *language,
                         const char *one, const char *many, unsigned long n);

/* Whether the language is written from right to left. */
bool words_is_rtl(const char *language);

#endif
