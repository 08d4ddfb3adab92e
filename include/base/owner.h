/* In whose name files are made. */
#ifndef BASE_OWNER_H
#define BASE_OWNER_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

/* Started by root, makes files from now on as the user and group whom the
 * folder belongs to: what an administrator's command makes in a service's
 * folder must belong to that service, which could not even read it otherwise;
 * where the folder is a group's, the group may write it. Root's right to read
 * what the command names stays. Nothing happens for other users, or when the
 * folder is root's or not there. ERR_DENIED (logged) when it fails. */
MUST_USE enum err owner_follow(const char *folder);

/* Whether an open file or folder belongs to root, or to the user in whose name
 * files are made. In a folder that a group shares, whoever else can write there
 * may have put another in the place of ours, and what that one says must
 * decide nothing. Root who follows nobody may read what he likes. Says no in
 * the log, with the path. */
MUST_USE bool owner_is_trusted(int fd, const char *path);

#endif
