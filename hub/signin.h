/* Signing in and out: with a name and a password, or by a one-time link. */
#ifndef HUB_SIGNIN_H
#define HUB_SIGNIN_H

struct person;
struct visit;

/* GET signin: the page that asks. */
void signin_ask(struct visit *visit);
/* POST signin: checks the password in a child process. */
void signin_check(struct visit *visit);
/* GET and POST enter/SECRET: uses up a one-time link; asks first where the
 * link was followed from another site, or only looked at. */
void signin_enter(struct visit *visit);
/* Begins a session for whoever has shown who they are, and leads to the
 * overview. */
void signin_let_in(struct visit *visit, const struct person *person);
/* POST signout. */
void signin_leave(struct visit *visit);

#endif
