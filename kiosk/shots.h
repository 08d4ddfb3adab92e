/* Files that the station's own devices made for an answer, until the answer
 * takes them with it: in one folder of the data, named for the instance. */
#ifndef KIOSK_SHOTS_H
#define KIOSK_SHOTS_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct kiosk;

/* What must stay free on the data's disk, for answers. */
uint64_t shots_room(void);
/* The file's path; the caller frees it. */
char *shots_path(const char *data, const char *name);
/* Where a device is to write the next one; the caller frees it. NULL (logged)
 * when there is no folder for it. */
char *shots_part(const char *data);
/* Makes what was written there the file of an instance, durable, named by what
 * it is ("shot-0b1c2d3e4f50-1.jpg"); the caller frees *name. ERR_FORMAT when
 * it is none of the wanted kind ("image/..."), and the file is gone. */
MUST_USE enum err shots_keep(const char *data, const char *instance,
                             const char *media_type, char **name);
/* Takes away what belongs to no interview any more. */
void shots_sweep(struct kiosk *kiosk);

#endif
