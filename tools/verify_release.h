/* A release: a folder of published files that must agree with each other and
 * with the log. */
#ifndef VERIFY_RELEASE_H
#define VERIFY_RELEASE_H

#include "verify_log.h"
#include "verify_say.h"

/* Whether the files of FOLDER are those that datapackage.json names, every
 * question sums to the people counted, and nothing under ten is told; with a
 * log (or NULL), whether that says the same of a release with this package. */
void verify_release_check(const char *folder, const struct log *log,
                          struct say *say);

#endif
