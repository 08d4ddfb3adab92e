/* Plural rules of gettext catalogues: a C expression over n, such as
 * `n%10==1 && n%100!=11 ? 0 : 1` (GNU gettext manual, "Plural forms"). */
#ifndef BASE_PLURAL_H
#define BASE_PLURAL_H

struct plural;

/* Reads a rule up to ';' or the end of the line; NULL when it is none.
 * The caller frees it with plural_free. */
struct plural *plural_parse(const char *rule);
/* NULL is accepted. */
void plural_free(struct plural *plural);
/* The number of the form for n, from 0. */
unsigned long plural_form(const struct plural *plural, unsigned long n);

#endif
