#include "command_station.h"

#include "archive.h"
#include "audit.h"
#include "base/log.h"
#include "base/stamp.h"
#include "enrol.h"
#include "options.h"
#include "station.h"

#include <stdio.h>

static const char OPERATOR[] = "command line";

enum err command_add_station(struct options *o, struct archive *archive)
{
    char token[TOKEN_TEXT_SIZE];
    const char *name = o->words[2];

    enum err err = station_add(archive, name, stamp_now().wall_ms, token);
    if (!err)
        err = audit_note(archive, OPERATOR, "add station", name, "");
    if (!err)
        puts(token);
    return err;
}

/* In three parts, since somebody types it at the board. */
enum err command_invite_station(struct options *o, struct archive *archive)
{
    char code[IDENTITY_CODE_SIZE];
    const char *name = o->words[2];

    enum err err = enrol_invite(archive, name, stamp_now().wall_ms, code);
    if (!err)
        err = audit_note(archive, OPERATOR, "invite station", name, "");
    if (!err)
        printf("%.4s-%.4s-%.4s\n", code, code + 4, code + 8);
    return err;
}

enum err command_revoke_station(struct options *o, struct archive *archive)
{
    enum err err = station_revoke(archive, o->words[2]);

    if (err == ERR_MISSING)
        log_error("no station is called \"%s\"", o->words[2]);
    return err ? err
               : audit_note(archive, OPERATOR, "revoke station", o->words[2],
                            "");
}
