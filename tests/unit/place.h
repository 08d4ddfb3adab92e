/* A station's database in a folder of its own, for each test anew; included
 * behind cmocka.h. */
#ifndef TESTS_UNIT_PLACE_H
#define TESTS_UNIT_PLACE_H

#include "base/mem.h"
#include "store/db.h"
#include "store/outbox.h"

#include <stdlib.h>
#include <string.h>

struct place {
    char folder[32];
    struct db *db;
};

static int setup(void **state)
{
    struct place *p = xcalloc(1, sizeof *p);

    strcpy(p->folder, "/tmp/barrio-pl.XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    assert_int_equal(outbox_open(&p->db, p->folder), ERR_NONE);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;
    char *command = xasprintf("rm -rf %s", p->folder);

    db_close(p->db);
    assert_int_equal(system(command), 0);
    free(command);
    free(p);
    return 0;
}

#endif
