/* What a running program may still do, given up by itself once it has opened
 * what it needs: files by Landlock (Linux, security/landlock; the kernel's ABI
 * is asked at run time), system calls by a seccomp filter, core dumps and the
 * gaining of privileges for good. Children inherit all of it. */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum sandbox_reach {
    SANDBOX_READ,   /* files and folders below it may be read */
    SANDBOX_RUN,    /* and programs started */
    SANDBOX_WRITE,  /* and files made, changed and removed, none started */
    SANDBOX_DEVICE, /* a device: read, written and set */
};

struct sandbox_path {
    const char *path; /* one that is not there, or "", is passed over */
    enum sandbox_reach reach;
};

/* Kinds of sockets that may still be made. */
enum sandbox_socket {
    SANDBOX_LOCAL = 1,    /* between programs of this machine */
    SANDBOX_INTERNET = 2, /* IPv4 and IPv6; TCP to connect, never to listen */
    SANDBOX_LINKS = 4,    /* the kernel's news about network links */
    SANDBOX_PORT = 8,     /* IPv4, TCP to connect to the plan's port alone */
};

struct sandbox {
    const struct sandbox_path *paths; /* beside what every program needs */
    size_t paths_count;
    unsigned sockets; /* of enum sandbox_socket, added up */
    /* With SANDBOX_PORT. Which machine's port it is no kernel confines, and
     * one with a Landlock older than 4 not even the port. */
    int port;
};

/* Gives up all else. What the kernel cannot do is said in the log and left
 * out; ERR_DENIED (logged) when it can but would not. Descriptors that are
 * open stay as they are. A build with sanitizers or for coverage is not
 * confined, since those write where no program should. */
MUST_USE enum err sandbox_enter(const struct sandbox *plan);

/* Whether this build confines anything at all. */
bool sandbox_is_built(void);

/* Version of Landlock that this kernel offers; 0 when it offers none. */
int sandbox_landlock(void);

#endif
