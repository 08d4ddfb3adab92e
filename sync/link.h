/* Tells when a network link or an address of this machine changes. */
#ifndef SYNC_LINK_H
#define SYNC_LINK_H

/* A descriptor that becomes readable then, closed by the caller; -1 where the
 * kernel does not tell. */
int link_listen(void);
/* Empties the descriptor. */
void link_drain(int fd);

#endif
