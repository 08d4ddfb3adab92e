/* A command of the station that makes a file, such as a camera's: started with
 * the path to write, watched by the kiosk's loop, ended when it takes too long
 * or the disk runs low. Nothing here waits, and nothing half made stays. */
#ifndef KIOSK_DEVICE_H
#define KIOSK_DEVICE_H

#include "base/attr.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum device_state {
    DEVICE_RESTS,
    DEVICE_RUNS,
    DEVICE_DONE, /* the file is there, and has something in it */
    DEVICE_FAILED,
};

/* Why it failed. */
enum device_fault {
    DEVICE_NO_FAULT,
    DEVICE_NOT_STARTED, /* there is no such program */
    DEVICE_BROKE,       /* it says so itself, see words */
    DEVICE_TOO_SLOW,
    DEVICE_TOO_LARGE,
    DEVICE_EMPTY, /* it ended well and wrote nothing */
    DEVICE_FULL,  /* the disk has no room but for answers */
};

/* What it may take. */
struct device_limits {
    const char *folder; /* on the disk that must keep room for answers */
    uint64_t room;      /* so much */
    uint64_t bytes;     /* of the file */
    int64_t ms;
};

/* Zeroed, it rests. */
struct device {
    enum device_state state;
    enum device_fault fault;
    pid_t child;  /* 0: none; also one that was told to end */
    bool is_ours; /* the child is not told to end */
    int errors;   /* its standard error; when it runs */
    bool is_deaf; /* and that is closed */
    char *path;   /* the file */
    char *folder;
    uint64_t room, bytes;
    int64_t began_ms, ms;
    char words[120]; /* the last line that it wrote to its standard error */
    size_t words_size;
    bool begins_line;
};

/* Runs a command line, parted by blanks, in which the word FILE stands for the
 * path; without it the path is the last word. The state then says what came of
 * it, at once when it cannot begin. */
void device_start(struct device *device, const char *command, const char *path,
                  const struct device_limits *limits, int64_t now_ms);
/* Ends it, if it runs, and takes away what it made; then it rests. */
void device_stop(struct device *device);
/* It rests again; the file it made stays. */
void device_forget(struct device *device);
/* What the loop is to watch; fd -1: nothing. */
struct pollfd device_watch(const struct device *device);
/* Looks how it goes. True when the state changed. */
bool device_hear(struct device *device, int64_t now_ms);
/* Milliseconds until device_hear wants to be called; -1: never. */
int device_wait_ms(const struct device *device);

#endif
