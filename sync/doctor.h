/* The command doctor: what can be wrong, each with its remedy. */
#ifndef SYNC_DOCTOR_H
#define SYNC_DOCTOR_H

struct config;

/* Looks at everything, settings file included, and prints it on standard
 * output; the exit status: 0 fine, 1 somebody should look, 2 something is
 * broken. */
int doctor(const struct config *config, const char *settings);

#endif
