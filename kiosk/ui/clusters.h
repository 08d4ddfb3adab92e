/* Graphemes that are too long for a cell: a few emoji, letters under many
 * marks. They are kept beside a page's cells, which then hold a sign of theirs.
 * A text's sign is the same on every page, so that cells compare as they are.
 * Two texts share one by a chance of 2 to the -39; nothing but a picture would
 * be wrong then. */
#ifndef UI_CLUSTERS_H
#define UI_CLUSTERS_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of text in a cell: a short grapheme and its NUL, or a sign. */
enum { CLUSTERS_SIGN_SIZE = 6 };

struct cluster;

/* Zeroed, it holds none. */
struct clusters {
    struct cluster *slots; /* open addressing */
    size_t slots_count, count;
};

/* Frees what it holds; it holds none then. */
void clusters_clear(struct clusters *clusters);
/* The sign of a text of that size, below TEXT_CLUSTER_SIZE, that is kept from
 * now on. */
void clusters_sign(struct clusters *clusters, const char *text, size_t size,
                   char sign[CLUSTERS_SIGN_SIZE]);
/* Whether a cell's text is a sign. */
bool clusters_is_sign(const char *text);
/* The text behind a sign that was given by these clusters. */
const char *clusters_text(const struct clusters *clusters,
                          const char sign[CLUSTERS_SIGN_SIZE]);

#endif
