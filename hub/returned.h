/* What a Coordinator sends back to the station that an answer came from: a
 * review that says "has issues" or "rejected", with its comment. */
#ifndef HUB_RETURNED_H
#define HUB_RETURNED_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

struct archive;
struct buf;
struct visit;

/* Appends such reviews of a station's answers behind a number, as below. */
MUST_USE enum err returned_print(struct archive *archive, int64_t station,
                                 int64_t after, struct buf *out);

/* GET returned?after=NUMBER: the reviews of that kind behind that number, of
 * the answers of the station that asks, as JSON
 * {"reviews":[{"number":7,"key":"HEX","state":"hasIssues","comment":"..."}]},
 * a hundred at most. */
void returned_show(struct visit *visit);

#endif
