/* What each kind of leaf must agree with. */
#ifndef VERIFY_KINDS_H
#define VERIFY_KINDS_H

#include "verify_rules.h"

/* Places of a leaf's words. */
enum {
    KIND,
    LOG,
    PLACE,
    FIRST, /* the first field behind these */
    HEX_SIZE = 2 * HASH_SIZE
};

/* A leaf on its way through the rules. */
struct leaf {
    struct words w;
    size_t at; /* its place in what is read */
};

/* Whether it was born in the log that is read, not copied into it. */
bool verify_leaf_is_own(const struct rules *r, const struct leaf *leaf);
/* The source of that name, added when it is new; moves the others. */
struct source *verify_leaf_source(struct rules *r, const char *name,
                                  size_t length);
/* The number in word i, or 2^64 - 1. */
uint64_t verify_leaf_number(const struct leaf *leaf, size_t i);

/* answer COMMITMENT FORM, spoiled COMMITMENT: never the same one twice. */
void verify_leaf_check_answer(struct rules *r, struct leaf *leaf);
/* excluded DAY COMMITMENT REASON, withdrawn DAY COMMITMENT */
void verify_leaf_check_removal(struct rules *r, struct leaf *leaf);
void verify_leaf_check_included(struct rules *r, struct leaf *leaf);
/* epoch OTHER SIZE ROOT: the first leaf, after what is known of OTHER. */
void verify_leaf_check_epoch(struct rules *r, struct leaf *leaf);
/* joined STATION KEY */
void verify_leaf_check_joined(struct rules *r, struct leaf *leaf);
/* heard STATION SIZE ROOT SIGNATURE: all leaves of the head that the station
 * signed are here. */
void verify_leaf_check_heard(struct rules *r, struct leaf *leaf);
/* released DAY FORM NUMBER LEAVES COUNTED SHA256: the sum must be right. */
void verify_leaf_check_released(struct rules *r, struct leaf *leaf);
/* deleted DAY FORM LEAVES */
void verify_leaf_check_deleted(struct rules *r, struct leaf *leaf);

#endif
