/* What the agent and the station are doing, for people and for programs. */
#ifndef SYNC_STATUS_H
#define SYNC_STATUS_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdio.h>

struct config;
struct doctor;

/* Prints one line a target, or one JSON object for all. is_running: an agent
 * holds the data folder now. */
MUST_USE enum err status_print(const struct config *config, bool is_running,
                               bool as_json, FILE *to);
/* Prints the parked responses: target, verdict, id, form, reason. */
MUST_USE enum err status_print_parked(const struct config *config, FILE *to);
/* Writes each parked response's bytes as FOLDER/TARGET-KEY.xml. */
MUST_USE enum err status_export_parked(const struct config *config,
                                       const char *folder);
/* Tells the doctor what waits for each target and what is in its way. */
void status_judge(const struct config *config, struct doctor *doctor);

#endif
