/* The settings sheet. */
#ifndef XLSFORM_SETTINGS_H
#define XLSFORM_SETTINGS_H

#include "form.h"

/* Reads the settings into form->settings, with what the options give for
 * those that are missing. */
void settings_read(struct form *form);
/* The text of a setting, NULL when it has none. */
const char *settings_text(const struct form *form, const char *name);
/* Whether a setting says yes. */
bool settings_says_yes(const struct form *form, const char *name);

#endif
