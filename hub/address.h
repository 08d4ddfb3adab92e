/* Network addresses as far as they tell clients apart: IPv4 whole, of IPv6
 * the first half, since one client has all of the second. */
#ifndef HUB_ADDRESS_H
#define HUB_ADDRESS_H

struct sockaddr;

/* Longest text, with its NUL. */
enum { ADDRESS_SIZE = 64 };

/* Writes a socket's address; "?" for NULL and other families. */
void address_print(const struct sockaddr *address, char out[ADDRESS_SIZE]);
/* The last address of an X-Forwarded-For header, which the own proxy wrote,
 * in the same form; "?" when it is none. */
void address_of_proxy(const char *header, char out[ADDRESS_SIZE]);

#endif
