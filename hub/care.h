/* The commands of whoever looks after the answers: reviewing, erasing,
 * keeping for a time. */
#ifndef HUB_CARE_H
#define HUB_CARE_H

#include "base/attr.h"
#include "base/err.h"

struct archive;
struct options;

/* `review ID STATE [COMMENT]` */
MUST_USE enum err care_review(struct options *options, struct archive *archive);
/* `reviews ID`: prints what was said. */
MUST_USE enum err care_reviews(struct options *options,
                               struct archive *archive);
/* `aside [NUMBER]`: lists what was set aside, or prints the bytes of one. */
MUST_USE enum err care_aside(struct options *options, struct archive *archive);
/* `repair NUMBER FILE REASON`: takes a corrected body in. */
MUST_USE enum err care_repair(struct options *options, struct archive *archive);
/* `erase ID REASON` */
MUST_USE enum err care_erase(struct options *options, struct archive *archive);
/* `retention set FORM DAYS` */
MUST_USE enum err care_keep_for(struct options *options,
                                struct archive *archive);
/* `retention run [--dry-run]` */
MUST_USE enum err care_retain(struct options *options, struct archive *archive);

/* `log begin` */
MUST_USE enum err care_begin_log(struct options *options,
                                 struct archive *archive);

#endif
