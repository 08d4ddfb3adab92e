#include "confine.h"

#include "config.h"
#include "gps.h"

#include "base/file.h"
#include "base/sandbox.h"

#include <stdlib.h>

enum err confine(const struct config *config)
{
    if (!config->sandbox)
        return ERR_NONE;
    char *compiler = file_of_program("barrio-form");
    char *voice = file_of_program("barrio-voice");
    const struct sandbox_path paths[] = {
        {config->data, SANDBOX_WRITE},
        {"/etc/machine-id", SANDBOX_READ}, /* is this the log's machine? */
        {config->forms, SANDBOX_WRITE},
        {config->themes, SANDBOX_READ},
        {config->locale, SANDBOX_READ},
        {config->fonts, SANDBOX_READ},
        {config->uploads, SANDBOX_READ},
        {config->places, SANDBOX_READ},
        {config->logo, SANDBOX_READ},
        {config->log, SANDBOX_WRITE},
        {compiler, SANDBOX_RUN},
        {"/usr/bin/barrio-form", SANDBOX_RUN},
        {voice, SANDBOX_RUN},
        {"/usr/bin/barrio-voice", SANDBOX_RUN},
        {config->headphones, SANDBOX_READ},
        /* A stick that somebody plugs in. */
        {"/media", SANDBOX_WRITE},
        {"/run/media", SANDBOX_WRITE},
        {"/mnt", SANDBOX_WRITE},
        {config->stick, SANDBOX_WRITE},
        {config->touch, SANDBOX_DEVICE},
        {"/dev/input", SANDBOX_DEVICE},
    };
    int port = 0;
    bool has_gps = gps_address(config->gpsd, NULL, &port);
    enum err err = sandbox_enter(&(struct sandbox){
        .paths = paths,
        .paths_count = COUNT_OF(paths),
        .sockets = SANDBOX_LOCAL | (has_gps ? SANDBOX_PORT : 0),
        .port = port,
    });
    free(compiler);
    free(voice);
    return err;
}
