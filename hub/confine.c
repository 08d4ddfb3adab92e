#include "confine.h"

#include "config.h"
#include "spreadsheet.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/sandbox.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

/* Where libpq looks for the password of the database. */
static char *password_file(void)
{
    const char *named = getenv("PGPASSFILE"), *home = getenv("HOME");

    if (named)
        return xstrdup(named);
    return home ? file_join(home, ".pgpass") : xstrdup("");
}

enum err confine(const struct config *config)
{
    char own[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", own, sizeof own - 1);

    if (!config->sandbox)
        return ERR_NONE;
    own[size > 0 ? size : 0] = '\0';
    char *password = password_file();
    char *messages = spreadsheet_messages();
    char *kiosk = file_of_program("barrio-kiosk");
    char *picture = file_of_program("barrio-picture");
    char *themes = file_of_program("themes");
    char *words = file_of_program("locale/kiosk");
    const struct sandbox_path paths[] = {
        {config->data, SANDBOX_WRITE},
        {config->locale, SANDBOX_READ},
        {messages, SANDBOX_READ},
        {config->tls_certificate, SANDBOX_READ},
        {config->tls_key, SANDBOX_READ},
        {password, SANDBOX_READ},
        {own, SANDBOX_RUN},
        /* They draw the questions of a form that is to be published. */
        {kiosk, SANDBOX_RUN},
        {"/usr/bin/barrio-kiosk", SANDBOX_RUN},
        {picture, SANDBOX_RUN},
        {"/usr/bin/barrio-picture", SANDBOX_RUN},
        {themes, SANDBOX_READ},
        {words, SANDBOX_READ},
    };
    enum err err = sandbox_enter(&(struct sandbox){
        .paths = paths,
        .paths_count = COUNT_OF(paths),
        .sockets = SANDBOX_LOCAL | SANDBOX_INTERNET,
    });
    free(password);
    free(messages);
    free(kiosk);
    free(picture);
    free(themes);
    free(words);
    return err;
}
