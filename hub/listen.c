#include "listen.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

static enum err refuse(const char *address, long port, int why)
{
    if (why == EADDRINUSE) {
        log_error("port %ld of %s is taken: another hub runs, or choose "
                  "another with port = N",
                  port, address);
        return ERR_BUSY;
    }
    if (why == EACCES) {
        log_error("port %ld is reserved: choose one above 1023, or give the "
                  "service CAP_NET_BIND_SERVICE",
                  port);
        return ERR_DENIED;
    }
    log_error("cannot listen on %s port %ld: %s", address, port, strerror(why));
    return ERR_IO;
}

static long port_of(int fd)
{
    struct sockaddr_storage name;
    socklen_t size = sizeof name;

    if (getsockname(fd, (struct sockaddr *)&name, &size))
        return 0;
    return ntohs(name.ss_family == AF_INET6
                     ? ((struct sockaddr_in6 *)&name)->sin6_port
                     : ((struct sockaddr_in *)&name)->sin_port);
}

static int open_socket(const struct addrinfo *a)
{
    int on = 1;
    int fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);

    if (fd < 0)
        return -1;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

enum err listen_open(int *fd, const char *address, long port, long *port_taken)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE};
    struct addrinfo *found;
    char service[24];

    snprintf(service, sizeof service, "%ld", port);
    if (getaddrinfo(address, service, &hints, &found)) {
        log_error("listen = %s is no address of this machine", address);
        return ERR_FORMAT;
    }
    *fd = open_socket(found);
    int why = errno;
    freeaddrinfo(found);
    if (*fd < 0)
        return refuse(address, port, why);
    *port_taken = port_of(*fd);
    return ERR_NONE;
}
