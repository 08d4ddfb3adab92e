/* Instances that were begun or sent before. */
#ifndef FORM_RESUME_H
#define FORM_RESUME_H

#include "base/attr.h"
#include "base/err.h"

struct session;

/* Puts the answers of start.instance into the session's fresh instance.
 * ERR_FORMAT when it is not well-formed or another form's. */
MUST_USE enum err resume_instance(struct session *session);
/* Questions that the saved instance's older form did not have are asked,
 * although nothing of them was saved. */
void resume_show_new(struct session *session);
/* Reads start.last_saved for jr://instance/last-saved. */
MUST_USE enum err resume_last_saved(struct session *session);

#endif
