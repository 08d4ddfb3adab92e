/* The answers of a form: a table with filters, and one answer with what was
 * said of it. Free text stays closed until the answer is approved, except to
 * whoever may read it. */
#ifndef HUB_ANSWERS_PAGE_H
#define HUB_ANSWERS_PAGE_H

#include <stdint.h>

struct buf;
struct visit;

/* GET forms/FORM/answers: newest first, what the filter takes. */
void answers_page_show(struct visit *visit);
/* GET forms/FORM/answers/NUMBER: one answer. */
void answer_page_show(struct visit *visit);
/* POST forms/FORM/answers/NUMBER: approves, rejects or comments it. */
void answer_page_review(struct visit *visit);

/* What people call a review (English). */
const char *answers_page_review_words(int64_t review);
/* Appends what makes an answer worth a second look (mark.h), if anything. */
void answers_page_marks(struct visit *visit, struct buf *out, int64_t number);

#endif
