/* The doors: who comes, and whether they may do what the address is for. */
#ifndef HUB_DOOR_H
#define HUB_DOOR_H

struct visit;

/* A token of the path (may be NULL), of the Authorization header or of the
 * query; NULL when none was shown. */
const char *door_token(struct visit *visit, const char *of_path);
/* Finds out who is signed in, and with which duties. */
void door_find_person(struct visit *visit);
/* Lets the visit pass, or refuses it (it is then answered). */
void door_open(struct visit *visit);

#endif
