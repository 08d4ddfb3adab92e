/* Signing in and out: with a name and a password, or by a one-time link. */
#ifndef HUB_SIGNIN_H
#define HUB_SIGNIN_H

struct visit;

/* GET signin: the page that asks. */
void signin_ask(struct visit *visit);
/* POST signin: checks the password in a child process. */
void signin_check(struct visit *visit);
/* GET enter/SECRET: uses up a one-time link. */
void signin_enter(struct visit *visit);
/* POST signout. */
void signin_leave(struct visit *visit);

#endif
