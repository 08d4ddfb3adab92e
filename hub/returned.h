/* What a Coordinator sends back to the station that an answer came from: a
 * review that says "has issues" or "rejected", with its comment. */
#ifndef HUB_RETURNED_H
#define HUB_RETURNED_H

struct visit;

/* GET returned?after=NUMBER: the reviews of that kind behind that number, of
 * the answers of the station that asks, as JSON
 * {"reviews":[{"number":7,"key":"HEX","state":"hasIssues","comment":"..."}]},
 * a hundred at most. */
void returned_show(struct visit *visit);

#endif
