#include "record/response.h"

#include "base/attr.h"
#include "base/digest.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void response_key(const char *id, unsigned char out[RESPONSE_KEY_SIZE])
{
    unsigned char hash[SHA256_SIZE];

    digest_sha256(id, strlen(id), hash);
    memcpy(out, hash, RESPONSE_KEY_SIZE);
}

bool response_is_logged(const struct response *response)
{
    return response->evidence.log && *response->evidence.log;
}

enum { TEXTS = 13 };

static void list_texts(struct response *r, char **texts[TEXTS])
{
    char **const all[TEXTS] = {&r->id,
                               &r->deprecated_id,
                               &r->form_id,
                               &r->form_version,
                               &r->envelope.origin,
                               &r->envelope.entry_mode,
                               &r->envelope.language,
                               &r->envelope.zone,
                               &r->envelope.boot_id,
                               &r->envelope.flags,
                               &r->envelope.extra,
                               &r->evidence.log,
                               &r->evidence.symbol};

    memcpy(texts, all, sizeof all);
}

void response_clear(struct response *response)
{
    char **texts[TEXTS];

    list_texts(response, texts);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        free(*texts[i]);
    free(response->body);
    for (size_t i = 0; i < response->attachments_count; i++) {
        free(response->attachments[i].name);
        free(response->attachments[i].type);
    }
    free(response->attachments);
    *response = (struct response){0};
}

void response_complete(struct response *response)
{
    char **texts[TEXTS];

    if (!response->envelope.extra)
        response->envelope.extra = xstrdup("{}");
    list_texts(response, texts);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (!*texts[i])
            *texts[i] = xstrdup("");
    }
}
