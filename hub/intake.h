/* Intake: submissions of one turn of the loop, made durable together by one
 * transaction (group commit), then answered. */
#ifndef HUB_INTAKE_H
#define HUB_INTAKE_H

#include <stdbool.h>
#include <stddef.h>

struct hub;
struct intake;
struct visit;

/* An empty intake; the caller frees it when nothing waits in it. */
struct intake *intake_new(void);
/* NULL is accepted. */
void intake_free(struct intake *intake);

/* POST submission: judges it and puts it in line; it is answered by the next
 * intake_commit. */
void intake_submit(struct visit *visit);
/* HEAD submission: 204 with what the hub accepts. */
void intake_probe(struct visit *visit);

/* Keeps everything in line in one durable transaction and answers each;
 * returns how many. */
size_t intake_commit(struct hub *hub);
/* Counts answers that were kept another way. */
void intake_count(struct intake *intake, size_t kept);
/* All that were kept since the start. */
size_t intake_total(const struct intake *intake);

#endif
