/* The OpenRosa side that stations and phones read: form list, forms,
 * manifests and media. */
#ifndef HUB_OPENROSA_H
#define HUB_OPENROSA_H

struct visit;

/* GET formList: the open forms. */
void openrosa_list(struct visit *visit);
/* GET forms/ID.xml: the current version, verbatim. */
void openrosa_form(struct visit *visit);
/* GET forms/ID/manifest: its media. */
void openrosa_manifest(struct visit *visit);
/* GET forms/ID/attachments/NAME: one of them. */
void openrosa_media(struct visit *visit);

#endif
