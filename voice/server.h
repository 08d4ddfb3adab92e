/* The door to the speech server's socket. Every wait has an end: a server that
 * hangs costs the voice, never the station. */
#ifndef VOICE_SERVER_H
#define VOICE_SERVER_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

struct server {
    int fd; /* -1: none */
    struct buf unread;
};

/* Connects to the socket of that path and gives our name; ERR_NETWORK
 * (logged) when nobody listens or it is no speech server. */
MUST_USE enum err server_open(struct server *server, const char *path);
/* Gives a command, "" for no argument; ERR_NETWORK (logged) when the server is
 * gone or silent. A refusal is logged and passes for done: a server without
 * the language or the punctuation still speaks. */
MUST_USE enum err server_command(struct server *server, const char *command,
                                 const char *argument);
/* Has a text spoken after those before it. */
MUST_USE enum err server_speak(struct server *server, const char *text);
/* Silence, and an end. */
void server_close(struct server *server);

#endif
