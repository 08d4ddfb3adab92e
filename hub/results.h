/* The results of a form, for administrators: each question with its counts,
 * the chart beside the table. Free texts are counted, not shown. */
#ifndef HUB_RESULTS_H
#define HUB_RESULTS_H

struct visit;

/* GET forms/ID */
void results_show(struct visit *visit);

#endif
