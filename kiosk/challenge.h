/* "Check this machine": the answers that a resident has just read are opened
 * instead of sent. Their seal was on the screen before the machine could know
 * which of both would be asked, so that a machine that seals other answers
 * than it shows is found out by whoever looks (Benaloh's challenge, after
 * J. Benaloh, "Simple verifiable elections", EVT 2006). */
#ifndef KIOSK_CHALLENGE_H
#define KIOSK_CHALLENGE_H

#include "base/attr.h"
#include "base/err.h"

struct kiosk;

/* Logs the sealed answers as opened, never to be counted, and shows all that
 * is in the seal: visit->opened, lines as of proof/opening.h, an empty line,
 * the bytes; their code stays in visit->opened_code. The answers themselves
 * stand, under a new id and for a new seal. ERR_MISSING: nothing is sealed. */
MUST_USE enum err challenge_open(struct kiosk *kiosk);

#endif
