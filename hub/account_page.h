/* The own account: roles, password, second factor, sessions. */
#ifndef HUB_ACCOUNT_PAGE_H
#define HUB_ACCOUNT_PAGE_H

struct visit;

/* GET account. */
void account_page_show(struct visit *visit);
/* POST account/password: the old one, and the new one twice over. */
void account_page_password(struct visit *visit);
/* POST account/code: sets up the second factor, or ends it. */
void account_page_code(struct visit *visit);
/* POST account/sessions: ends all sessions but this one. */
void account_page_sessions(struct visit *visit);

#endif
