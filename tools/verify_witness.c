#include "verify_witness.h"

#include "verify_rules.h"
#include "verify_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, EPOCHS_MOST = 64 };

static const char KEY_HEAD[] = "barrio-key ed25519 ";

/* FOLDER/NAME_EPOCH.log: a log's name has a slash. */
static void path_of(char out[PATH_ROOM], const char *folder, const char *origin,
                    size_t length)
{
    int n = snprintf(out, PATH_ROOM, "%s/", folder);

    if (n < 0 || (size_t)n + length + 5 > PATH_ROOM)
        verify_say_unable("%s: the name is too long", folder);
    for (size_t i = 0; i < length; i++) {
        char c = origin[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                     c == '.' || c == '-';
        out[(size_t)n + i] = plain ? c : '_';
    }
    memcpy(out + n + length, ".log", 5);
}

/* What was seen last under that name, or NULL; the caller frees it. */
static struct log *remember(const char *folder, const char *origin,
                            size_t length, struct say *say)
{
    struct log *log = verify_text_room(1, sizeof *log);
    char path[PATH_ROOM];

    path_of(path, folder, origin, length);
    if (access(path, F_OK) == 0 && verify_log_load(log, path, say) &&
        verify_log_fits_head(log, say)) {
        log->path = "what this witness saw";
        return log;
    }
    verify_log_clear(log);
    free(log);
    return NULL;
}

/* The former epochs, as the first leaves name them. A former epoch is an
 * older one, so this ends: a log in the folder names what was there first. */
static void remember_former(struct log *log, const char *folder,
                            struct say *say)
{
    size_t length = 0;
    const char *name = NULL;

    for (int i = 0; log && i < EPOCHS_MOST; i++, log = log->former) {
        name = verify_log_follows(log, &length);
        log->former = name ? remember(folder, name, length, say) : NULL;
    }
}

static void compare(const struct log *log, const struct log *old,
                    struct say *say)
{
    if (verify_log_agrees(old, log, say) &&
        verify_log_had_head(log, &old->head, say))
        verify_say_fine(say,
                        "%s extends what this witness saw: %zu leaves, %zu of "
                        "them new.",
                        log->head.origin, log->count, log->count - old->count);
}

/* A copy of the log as it came: its text was cut while it was read. */
static void keep(const struct log *log, const char *path)
{
    char *copy = verify_text_room(log->text_size + 1, 1);

    memcpy(copy, log->text, log->text_size);
    for (char *p = copy; p < copy + log->text_size; p++) {
        if (*p == '\0')
            *p = '\n';
    }
    verify_text_save(path, copy, log->text_size, 0644);
    free(copy);
}

void verify_witness_see(const char *folder, struct log *log, struct say *say)
{
    char path[PATH_ROOM];
    struct rules rules;
    unsigned long before = say->wrong;
    size_t length = strlen(log->head.origin);
    struct log *old = remember(folder, log->head.origin, length, say);

    if (old)
        compare(log, old, say);
    else if (before == say->wrong)
        verify_say_fine(say, "%s is seen for the first time, with %zu leaves.",
                        log->head.origin, log->count);
    remember_former(log, folder, say);
    verify_rules_read(&rules, log, say);
    path_of(path, folder, log->head.origin, length);
    if (say->wrong == before)
        keep(log, path);
    verify_rules_clear(&rules);
    if (old)
        verify_log_clear(old);
    free(old);
}

static void load_key(struct signer *out, const char *path,
                     unsigned char secret[KEY_SIZE])
{
    struct stat about;
    size_t size, head = strlen(KEY_HEAD);

    if (stat(path, &about) == 0 && about.st_mode & (S_IRWXG | S_IRWXO))
        verify_say_unable("%s: others may read this secret key; chmod 600 it",
                          path);
    char *text = verify_text_load(path, &size);
    char *blank = size > head ? strchr(text + head, ' ') : NULL;
    bool good = blank && strncmp(text, KEY_HEAD, head) == 0 &&
                verify_text_base64(blank + 1, strcspn(blank + 1, "\n"), secret,
                                   KEY_SIZE);
    if (good)
        *blank = '\0';
    if (!good || !verify_signer_of(out, text + head, NOTE_WITNESS, secret))
        verify_say_unable("%s: not a key (%sNAME BASE64)", path, KEY_HEAD);
    free(text);
}

void verify_witness_sign(const struct log *log, const char *key_path,
                         struct say *say)
{
    unsigned char secret[KEY_SIZE];
    struct signer signer;
    char line[256];

    load_key(&signer, key_path, secret);
    if (!verify_head_cosign(&log->head, &signer, secret, (uint64_t)time(NULL),
                            line))
        verify_say_unable("%s: cannot sign with this key", key_path);
    verify_say_fine(say, "cosigned by %s; publish what follows.", signer.name);
    printf("%s%s", log->head.note, line);
}

void verify_witness_new_key(const char *name, const char *path)
{
    unsigned char secret[KEY_SIZE];
    struct signer signer;
    char base64[64], text[256], open[192];

    if (access(path, F_OK) == 0)
        verify_say_unable("%s: is there already; a key is never overwritten",
                          path);
    verify_hash_random(secret, sizeof secret);
    if (!verify_signer_of(&signer, name, NOTE_WITNESS, secret))
        verify_say_unable(
            "\"%s\": a name has at most 63 letters, no blank and no +", name);
    verify_text_print_base64(secret, sizeof secret, base64);
    int n = snprintf(text, sizeof text, "%s%s %s\n", KEY_HEAD, name, base64);
    verify_text_save(path, text, (size_t)n, 0600);
    verify_signer_print(&signer, open);
    puts(open);
}
