#include "store/returned.h"

#include "store/db.h"

static const char KEEP[] =
    "INSERT INTO returned (key, comment, at_ms) VALUES (?, ?, ?) "
    "ON CONFLICT DO UPDATE SET comment = excluded.comment, "
    "at_ms = excluded.at_ms";
static const char MAY_COME[] =
    "SELECT EXISTS (SELECT 1 FROM draft WHERE finished_ms > 0)";

enum err returned_keep(struct db *db,
                       const unsigned char key[RESPONSE_KEY_SIZE],
                       const char *comment, int64_t now_ms)
{
    return db_run(db, KEEP, db_blob(key, RESPONSE_KEY_SIZE), db_text(comment),
                  db_int(now_ms));
}

enum err returned_may_come(struct db *db, bool *out)
{
    int64_t may = 0;
    enum err err = db_number(db, 0, &may, MAY_COME);

    *out = may != 0;
    return err;
}
