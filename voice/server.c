#include "server.h"

#include "base/log.h"
#include "wire/ssip.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { PATIENCE_MS = 3000 };

static enum err send_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        struct pollfd ready = {.fd = fd, .events = POLLOUT};
        if (poll(&ready, 1, PATIENCE_MS) <= 0)
            return ERR_NETWORK;
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return ERR_NETWORK;
        if (sent < 0)
            continue;
        bytes += sent;
        size -= (size_t)sent;
    }
    return ERR_NONE;
}

static enum err receive(struct server *server)
{
    struct pollfd ready = {.fd = server->fd, .events = POLLIN};
    char bytes[512];

    if (poll(&ready, 1, PATIENCE_MS) <= 0)
        return ERR_NETWORK;
    ssize_t got = recv(server->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return ERR_NONE;
    if (got <= 0)
        return ERR_NETWORK;
    buf_add(&server->unread, bytes, (size_t)got);
    return server->unread.overflow ? ERR_NETWORK : ERR_NONE;
}

static void forget(struct buf *unread, size_t used)
{
    if (used < unread->size)
        memmove(unread->data, unread->data + used, unread->size - used);
    buf_truncate(unread, unread->size - used);
}

/* Waits for the reply to what was sent. */
static enum err hear(struct server *server, const char *what)
{
    enum ssip_reply reply;
    size_t used;

    for (;;) {
        reply = ssip_read_reply(buf_text(&server->unread), server->unread.size,
                                &used);
        if (reply != SSIP_WAITS)
            break;
        if (receive(server)) {
            log_warn("%s: the speech server does not answer", what);
            return ERR_NETWORK;
        }
    }
    forget(&server->unread, used);
    if (reply == SSIP_REFUSED)
        log_info("%s: the speech server refuses", what);
    return reply == SSIP_BROKEN ? ERR_NETWORK : ERR_NONE;
}

enum err server_command(struct server *server, const char *command,
                        const char *argument)
{
    struct buf line;

    buf_init(&line, 0);
    ssip_put_command(&line, command, argument);
    enum err err = send_all(server->fd, buf_text(&line), line.size);
    buf_clear(&line);
    return err ? err : hear(server, command);
}

enum err server_speak(struct server *server, const char *text)
{
    struct buf bytes;
    enum err err = server_command(server, "SPEAK", "");

    if (err)
        return err;
    buf_init(&bytes, 0);
    ssip_put_text(&bytes, text);
    err = send_all(server->fd, buf_text(&bytes), bytes.size);
    buf_clear(&bytes);
    return err ? err : hear(server, "text");
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (strlen(path) >= sizeof address.sun_path)
        return -1;
    memcpy(address.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 &&
        connect(fd, (const struct sockaddr *)&address, sizeof address)) {
        close(fd);
        return -1;
    }
    return fd;
}

enum err server_open(struct server *server, const char *path)
{
    enum { MOST_UNREAD = 16384 };

    *server = (struct server){.fd = connect_to(path)};
    buf_init(&server->unread, MOST_UNREAD);
    if (server->fd < 0) {
        log_error("%s: no speech server: %s", path, strerror(errno));
        return ERR_NETWORK;
    }
    return server_command(server, "SET SELF CLIENT_NAME",
                          "station:barrio:voice");
}

void server_close(struct server *server)
{
    if (server->fd >= 0) {
        if (server_command(server, "CANCEL SELF", "") == ERR_NONE &&
            server_command(server, "QUIT", ""))
            log_debug("the speech server left first");
        close(server->fd);
    }
    server->fd = -1;
    buf_clear(&server->unread);
}
