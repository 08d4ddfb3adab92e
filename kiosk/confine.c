#include "confine.h"

#include "config.h"
#include "gps.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/sandbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The plan, while it is made; texts is what its paths point into. */
struct plan {
    struct sandbox_path *paths;
    size_t count, capacity;
    struct arena *texts;
};

static void allow(struct plan *plan, const char *path, enum sandbox_reach reach)
{
    plan->paths = mem_grow(plan->paths, plan->count, &plan->capacity,
                           sizeof *plan->paths);
    plan->paths[plan->count++] = (struct sandbox_path){path, reach};
}

/* A script is run by the program that its first line names. */
static void allow_interpreter(struct plan *plan, const char *script)
{
    char line[256] = "";
    FILE *file = fopen(script, "re");

    if (!file)
        return;
    if (fgets(line, sizeof line, file) && strncmp(line, "#!", 2) == 0) {
        const char *program = line + 2 + strspn(line + 2, " ");
        allow(plan,
              arena_strndup(plan->texts, program, strcspn(program, " \n")),
              SANDBOX_RUN);
    }
    fclose(file);
}

/* Programs and devices among the words of a setting; of a command the first
 * word alone is a program. */
static void allow_words(struct plan *plan, const char *words, bool is_command)
{
    for (const char *at = words + strspn(words, " "); *at;
         at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        const char *path = arena_strndup(plan->texts, at, size);
        bool is_device = strncmp(path, "/dev/", strlen("/dev/")) == 0;
        allow(plan, path, is_device ? SANDBOX_DEVICE : SANDBOX_RUN);
        if (!is_device)
            allow_interpreter(plan, path);
        if (is_command)
            return;
        at += size;
    }
}

/* Our own, beside the kiosk as in a build folder, or where packages put
 * them. */
static void allow_programs(struct plan *plan)
{
    static const char *const NAMES[] = {"barrio-form", "barrio-voice",
                                        "barrio-picture"};

    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        char *beside = file_of_program(NAMES[i]);
        allow(plan, arena_strdup(plan->texts, beside), SANDBOX_RUN);
        allow(plan, arena_printf(plan->texts, "/usr/bin/%s", NAMES[i]),
              SANDBOX_RUN);
        free(beside);
    }
}

enum err confine(const struct config *config)
{
    if (!config->sandbox)
        return ERR_NONE;
    const struct sandbox_path usual[] = {
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
        {config->headphones, SANDBOX_READ},
        /* A stick that somebody plugs in. */
        {"/media", SANDBOX_WRITE},
        {"/run/media", SANDBOX_WRITE},
        {"/mnt", SANDBOX_WRITE},
        {config->stick, SANDBOX_WRITE},
        {config->touch, SANDBOX_DEVICE},
        {"/dev/input", SANDBOX_DEVICE},
    };
    struct plan plan = {.texts = arena_new()};
    for (size_t i = 0; i < COUNT_OF(usual); i++)
        allow(&plan, usual[i].path, usual[i].reach);
    allow_programs(&plan);
    allow_words(&plan, config->camera, true);
    allow_words(&plan, config->recorder, true);
    allow_words(&plan, config->device_uses, false);
    int port = 0;
    bool has_gps = gps_address(config->gpsd, NULL, &port);
    enum err err = sandbox_enter(&(struct sandbox){
        .paths = plan.paths,
        .paths_count = plan.count,
        .sockets = SANDBOX_LOCAL | (has_gps ? SANDBOX_PORT : 0),
        .port = port,
    });
    arena_free(plan.texts);
    free(plan.paths);
    return err;
}
