#include "address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

enum { HALF = 8 };

static void print_v6(const struct in6_addr *address, char out[ADDRESS_SIZE])
{
    struct in6_addr half = *address;

    if (IN6_IS_ADDR_V4MAPPED(address)) {
        inet_ntop(AF_INET, address->s6_addr + 12, out, ADDRESS_SIZE);
        return;
    }
    memset(half.s6_addr + HALF, 0, sizeof half.s6_addr - HALF);
    inet_ntop(AF_INET6, &half, out, ADDRESS_SIZE);
}

void address_print(const struct sockaddr *address, char out[ADDRESS_SIZE])
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    snprintf(out, ADDRESS_SIZE, "?");
    if (address && address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof v4);
        inet_ntop(AF_INET, &v4.sin_addr, out, ADDRESS_SIZE);
    } else if (address && address->sa_family == AF_INET6) {
        memcpy(&v6, address, sizeof v6);
        print_v6(&v6.sin6_addr, out);
    }
}

void address_of_proxy(const char *header, char out[ADDRESS_SIZE])
{
    const char *comma = strrchr(header, ',');
    const char *at = comma ? comma + 1 : header;
    char text[ADDRESS_SIZE];
    struct in6_addr v6;
    struct in_addr v4;

    at += strspn(at, " \t");
    snprintf(text, sizeof text, "%.*s", (int)strcspn(at, " \t"), at);
    snprintf(out, ADDRESS_SIZE, "?");
    if (inet_pton(AF_INET, text, &v4) == 1)
        inet_ntop(AF_INET, &v4, out, ADDRESS_SIZE);
    else if (inet_pton(AF_INET6, text, &v6) == 1)
        print_v6(&v6, out);
}
