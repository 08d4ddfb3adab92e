/* Tokens for programs: each holds some actions, for one form or all. */
#ifndef HUB_TOKENS_PAGE_H
#define HUB_TOKENS_PAGE_H

struct visit;

/* GET tokens. */
void tokens_page_show(struct visit *visit);
/* POST tokens: makes one and shows it, this once. */
void tokens_page_add(struct visit *visit);
/* POST tokens/revoke. */
void tokens_page_revoke(struct visit *visit);

#endif
