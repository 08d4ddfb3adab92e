/* What became of an idea, on the page "Find your answer": the script looks in
 * the public feed for the entry with the tag of the receipt's token. Which it
 * was, the hub is not told, and nobody without the token can tell. */
#ifndef HUB_FIND_IDEA_H
#define HUB_FIND_IDEA_H

struct buf;
struct visit;

/* Appends what the page may say. */
void find_idea_add(struct visit *visit, struct buf *out);

#endif
