/* Files: read whole with a limit, written so that a crash or a power cut
 * leaves either the old content or the new one. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends the file's content to out. ERR_MISSING without a log line when it
 * is not there, ERR_LIMIT beyond out's ceiling, otherwise ERR_IO. */
MUST_USE enum err file_read(const char *path, struct buf *out);
/* The same, but ERR_DENIED when another user made the file (base/owner.h). */
MUST_USE enum err file_read_own(const char *path, struct buf *out);

/* Replaces the file: temporary name, fsync, rename, fsync of the folder.
 * ERR_FULL when the disk is full, ERR_DENIED when the folder cannot be
 * written; the old content then stands. What is no regular file (a device, a
 * pipe) is written to and never replaced. */
MUST_USE enum err file_write(const char *path, const void *data, size_t size);

/* Makes the folder and its parents (mode 0770 less the umask, so that
 * kiosk and agent may share a folder by their group), durably; one that exists
 * is fine. */
MUST_USE enum err file_make_folder(const char *path);

/* Removes a file, or a folder with all that is in it; links are not followed.
 * What cannot be removed stays. */
void file_remove_tree(const char *path);

/* Whether a file or folder of that name is there. */
bool file_exists(const char *path);

/* Bytes that an ordinary user may still write on the path's file system. */
MUST_USE enum err file_free_bytes(const char *path, uint64_t *out);

/* Whether a name from outside may serve as a file name, and stand in an answer
 * and on a screen: not empty, UTF-8, no '/', no control character of either
 * kind (C0, C1), no leading dot, at most 200 bytes. */
bool file_name_is_safe(const char *name);

/* Where the program's own data of that name are (locale, themes, forms):
 * beside the program while it runs from its build folder, else in
 * ../share/barrio from it, else where they were to be installed. The caller
 * frees it. */
char *file_of_program(const char *name);

/* folder + "/" + name; the caller frees it. */
char *file_join(const char *folder, const char *name);

#endif
