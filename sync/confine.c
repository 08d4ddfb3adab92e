#include "confine.h"

#include "config.h"

#include "base/mem.h"
#include "base/sandbox.h"

#include <stdlib.h>

static const struct sandbox_path ALWAYS[] = {
    {"/media", SANDBOX_WRITE},
    {"/run/media", SANDBOX_WRITE},
    {"/mnt", SANDBOX_WRITE},
};

enum err confine(const struct config *config)
{
    if (!config->sandbox)
        return ERR_NONE;
    size_t count = 0, targets = config_targets_count(config);
    struct sandbox_path *paths =
        xcalloc(COUNT_OF(ALWAYS) + 4 + 2 * targets, sizeof *paths);
    for (size_t i = 0; i < COUNT_OF(ALWAYS); i++)
        paths[count++] = ALWAYS[i];
    paths[count++] = (struct sandbox_path){config->data, SANDBOX_WRITE};
    paths[count++] = (struct sandbox_path){config->forms_folder, SANDBOX_WRITE};
    paths[count++] = (struct sandbox_path){config->machine, SANDBOX_READ};
    paths[count++] = (struct sandbox_path){config->sticks, SANDBOX_WRITE};
    for (size_t i = 0; i < targets; i++) {
        const struct target *target = config_target(config, i);
        paths[count++] = (struct sandbox_path){target->ca_file, SANDBOX_READ};
        paths[count++] =
            (struct sandbox_path){target->token_file, SANDBOX_READ};
    }
    enum err err = sandbox_enter(&(struct sandbox){
        .paths = paths,
        .paths_count = count,
        .sockets = SANDBOX_LOCAL | SANDBOX_INTERNET | SANDBOX_LINKS,
    });
    free(paths);
    return err;
}
