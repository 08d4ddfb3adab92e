#include "colours.h"

#include "config.h"

#include "ui/theme.h"

#include "base/file.h"
#include "base/mem.h"
#include "record/publication.h"
#include "store/published.h"

#include <stdlib.h>
#include <string.h>

/* What the hub sent was signed, not looked at: a theme that nobody could read
 * must not leave the station dark. */
static enum err load_published(struct theme *out, const struct config *config,
                               const char *name)
{
    char *file = xasprintf("%s.theme", name);
    char *path = published_path(config->data, PUBLICATION_THEME, file);
    enum err err = ERR_MISSING;

    if (file_exists(path)) {
        *strrchr(path, '/') = '\0';
        err = theme_load(out, path, name);
    }
    free(path);
    free(file);
    return err;
}

enum err colours_load(struct theme *out, const struct config *config,
                      const char *name)
{
    if (file_name_is_safe(name) &&
        load_published(out, config, name) == ERR_NONE)
        return ERR_NONE;
    return theme_load(out, config->themes, name);
}
