/* People and roles: who is here, invitations, and one person's roles. */
#ifndef HUB_PEOPLE_PAGE_H
#define HUB_PEOPLE_PAGE_H

#include "base/attr.h"
#include "base/err.h"
#include "permission.h"

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct visit;

/* GET people: everybody, with their roles; for who may, an invitation. */
void people_page_show(struct visit *visit);
/* POST people: invites somebody and shows the link, this once. */
void people_page_invite(struct visit *visit);
/* GET people/NUMBER: one person. */
void person_page_show(struct visit *visit);
/* POST people/NUMBER: what the field "do" says (person_page.c). */
void person_page_change(struct visit *visit);

/* Makes an invitation's address for somebody, good for a week. */
MUST_USE enum err people_page_link(struct visit *visit, int64_t person,
                                   const char **out);
/* Appends what to do with it. */
void people_page_add_link(struct visit *visit, struct buf *out,
                          const char *link);
/* Appends the fields that choose a role and its reach. */
void people_page_add_role_fields(struct visit *visit, struct buf *out);
/* The duty that those fields chose; false when it is none. */
MUST_USE bool people_page_read_role(struct visit *visit, struct duty *out);

#endif
