/* Forms that an earlier hub kept as folders until they were looked through,
 * ID/about, ID/warnings, ID/form/form.xml and ID/form/form-media: an upgrade
 * does not lose them. */
#ifndef HUB_STAGED_FOLDER_H
#define HUB_STAGED_FOLDER_H

#include "base/attr.h"
#include "base/err.h"

struct archive;

/* Takes those in a folder into the archive, each at a new address, and removes
 * it there. What is not whole is left alone, and so is what an error (logged)
 * comes before. */
MUST_USE enum err staged_folder_adopt(struct archive *archive,
                                      const char *folder);

#endif
