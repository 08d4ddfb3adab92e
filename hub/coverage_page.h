/* Whom a survey reaches: for those who plan it, and in public. */
#ifndef HUB_COVERAGE_PAGE_H
#define HUB_COVERAGE_PAGE_H

struct visit;

/* GET forms/FORM/coverage: planned and reached, who is missing, where to go. */
void coverage_page_show(struct visit *visit);
/* POST forms/FORM/coverage: whom the survey means to hear. */
void coverage_page_plan(struct visit *visit);
/* GET missing/FORM: the same in public, as the last release tells it. */
void coverage_page_public(struct visit *visit);

#endif
