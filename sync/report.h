/* The station's heartbeat (wire/heartbeat.h), sent to hubs of ours. */
#ifndef SYNC_REPORT_H
#define SYNC_REPORT_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct db;
struct lane;

/* Sends it when it is time, or when other faults than the last time are to
 * be told. lanes are those of the whole station. Errors are the
 * database's. */
MUST_USE enum err report_lane(struct lane *lane, const struct lane *lanes,
                              size_t lanes_count, struct db *db);

#endif
