/* What the running program may still reach (base/sandbox.h), from its
 * settings. */
#ifndef KIOSK_CONFINE_H
#define KIOSK_CONFINE_H

#include "base/attr.h"
#include "base/err.h"

struct config;

/* Confines the kiosk to its data, forms, themes, words and a stick; it may
 * start barrio-form, nothing else, and speaks to no network. Nothing happens
 * with sandbox = no. */
MUST_USE enum err confine(const struct config *config);

#endif
