/* Invitations and recovery without mail: a Leader hands out a link, on paper
 * or by any messenger, with which somebody chooses a password once. */
#ifndef HUB_INVITE_PAGE_H
#define HUB_INVITE_PAGE_H

struct visit;

/* GET invite/SECRET: asks for a password. */
void invite_page_ask(struct visit *visit);
/* POST invite/SECRET: sets it, uses the link up and signs in. */
void invite_page_take(struct visit *visit);

#endif
