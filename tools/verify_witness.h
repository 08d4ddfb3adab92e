/* A witness: remembers the log it saw last, compares, and cosigns. Any
 * association can run it from cron. */
#ifndef VERIFY_WITNESS_H
#define VERIFY_WITNESS_H

#include "verify_log.h"
#include "verify_note.h"
#include "verify_say.h"

/* Compares the log with the one of the same name in the folder (and, in a new
 * epoch, with the former ones), and keeps it there when nothing is wrong. */
void verify_witness_see(const char *folder, struct log *log, struct say *say);
/* Prints the checkpoint with this witness's cosignature of now. */
void verify_witness_sign(const struct log *log, const char *key_path,
                         struct say *say);
/* Makes a key file of mode 0600 and prints its public half. */
void verify_witness_new_key(const char *name, const char *path);

#endif
