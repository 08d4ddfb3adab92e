/* The beginnings of a station's log, for the files of this room. */
#ifndef STATION_EPOCHS_H
#define STATION_EPOCHS_H

#include "station/ledger.h"

/* Takes up the newest epoch; ERR_MISSING when there is none that may go on. */
MUST_USE enum err epochs_resume(struct ledger *out, struct db *db,
                                const char *folder, const char *station);
/* Begins the next epoch with a new key. Answers that a hub does not hold in
 * the former one, because that was broken, become leaves of this one. */
MUST_USE enum err epochs_begin(struct ledger *out, struct db *db,
                               const char *folder, const char *station);

#endif
