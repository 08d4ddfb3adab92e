/* A receipt: what a receiver said of one response. */
#ifndef RECORD_RECEIPT_H
#define RECORD_RECEIPT_H

#include "record/response.h"

#define VERDICT_LIST(X)                                                        \
    X(VERDICT_WAITING, "waiting")     /* nothing was said yet: send again */   \
    X(VERDICT_STORED, "stored")       /* durable there */                      \
    X(VERDICT_DUPLICATE, "duplicate") /* was durable there already */          \
    X(VERDICT_CONFLICT, "conflict")   /* other bytes under the same id */      \
    X(VERDICT_REFUSED, "refused")     /* kept here, parked, never unchanged */

#define VERDICT_AS_ENUM(name, text) name,
enum verdict { VERDICT_LIST(VERDICT_AS_ENUM) };
#undef VERDICT_AS_ENUM

struct receipt {
    unsigned char key[RESPONSE_KEY_SIZE];
    enum verdict verdict;
    char *reason; /* the receiver's words, "" when it gave none */
};

/* The verdict's name, as stored and as printed. */
const char *verdict_name(enum verdict verdict);
/* Whether the response is durable at the receiver. */
int verdict_is_kept(enum verdict verdict);

#endif
