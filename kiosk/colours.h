/* The station's colours: a theme of the hub's, or one of its own. */
#ifndef KIOSK_COLOURS_H
#define KIOSK_COLOURS_H

#include "base/attr.h"
#include "base/err.h"

struct config;
struct theme;

/* Loads a theme of that name: the published one where the hub has sent one
 * that can be used, otherwise the one in the folder of the settings. Errors as
 * theme_load (ui/theme.h). */
MUST_USE enum err colours_load(struct theme *out, const struct config *config,
                               const char *name);

#endif
