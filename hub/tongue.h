/* The languages that Barrio speaks, by the codes of BCP 47. A language more is
 * a line here and a folder of messages. */
#ifndef HUB_TONGUE_H
#define HUB_TONGUE_H

#include <stdbool.h>
#include <stddef.h>

struct tongue {
    const char *code, *name; /* its name in itself */
    bool has_pages; /* the hub's pages are complete in it; stations speak all */
};

extern const struct tongue TONGUES[];
extern const size_t TONGUES_COUNT;

/* The first language of the hub's pages in a list such as "fr-CA,es;q=0.8";
 * NULL where there is none. What others send is never echoed. */
const char *tongue_of_pages(const char *text);

#endif
