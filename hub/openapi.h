/* The description of every address of the hub for programs (OpenAPI 3.1),
 * made from the table of routes: what stands there is served, and what is
 * served stands there. */
#ifndef HUB_OPENAPI_H
#define HUB_OPENAPI_H

struct buf;
struct visit;

/* GET openapi.json */
void openapi_show(struct visit *visit);
/* Appends the document; address is the hub's public one. */
void openapi_write(struct buf *out, const char *address);

#endif
