/* The agent: rests, pulls forms, pushes responses, and rests again. */
#ifndef SYNC_AGENT_H
#define SYNC_AGENT_H

#include "base/attr.h"
#include "base/err.h"
#include "allowance.h"
#include "lane.h"
#include "plug.h"

#include <stdbool.h>
#include <stddef.h>

struct config;
struct db;

enum phase { PHASE_REST, PHASE_PULL, PHASE_PUSH, PHASE_END };

struct agent {
    const struct config *config;
    struct db *db;
    struct lane *lanes;
    size_t lanes_count;
    int bell;         /* rings when an answer was saved */
    int stop;         /* readable when SIGTERM or SIGINT came */
    int links;        /* readable when a network link changed; -1: not told */
    struct plug plug; /* sticks */
    bool once;
    struct allowance allowance;
    int64_t tidy_ms;  /* when to tidy up next; boot clock */
    int64_t alive_ms; /* of the last sign to systemd */
    enum err err;     /* of the database; ends the run */
};

/* Opens the station's database and everything the phases need. Signals are
 * blocked from here on. Errors are logged. */
MUST_USE enum err agent_open(struct agent *agent, const struct config *config,
                             bool once);
/* Closes what was opened, as far as it was. */
void agent_close(struct agent *agent);

/* Runs the phases until told to end; with once: one pull and one push. */
MUST_USE enum err agent_run(struct agent *agent);
/* Whether anything still waits or was in trouble, for the exit status of
 * --once. */
bool agent_has_worries(struct agent *agent);

#endif
