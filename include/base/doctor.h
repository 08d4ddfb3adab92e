/* What `barrio-kiosk doctor` and its sisters share: each thing that can be
 * wrong in the field, in one line, with its remedy in a sentence. The exit
 * status is for monitoring (0, 1, 2 as its plug-ins use them). */
#ifndef BASE_DOCTOR_H
#define BASE_DOCTOR_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum health {
    HEALTH_FINE,  /* nothing to do */
    HEALTH_WORRY, /* works, and somebody should look at it */
    HEALTH_WRONG, /* does not work until somebody mends it */
};

struct doctor {
    FILE *to;
    enum health worst; /* the exit status */
};

/* Prints a line: the mark of its health, what was looked at and what was
 * found; below it, unless all is fine, the remedy. */
void doctor_say(struct doctor *doctor, enum health health, const char *what,
                const char *remedy, const char *format, ...) PRINTF_LIKE(5, 6);

/* The data folder: there, writable, with no way in for others. False when the
 * rest need not be looked at. */
bool doctor_folder(struct doctor *doctor, const char *path);
/* Space on the folder's disk: a worry below worry_mb, wrong below an eighth of
 * it. */
void doctor_disk(struct doctor *doctor, const char *path, uint64_t worry_mb);
/* Whether the clock can be trusted. */
void doctor_clock(struct doctor *doctor);
/* Whether the kernel can confine the program (base/sandbox.h). */
void doctor_sandbox(struct doctor *doctor, bool is_wanted);
/* A settings file that may hold secrets: nobody else can read it. */
void doctor_secret(struct doctor *doctor, const char *path);

#endif
