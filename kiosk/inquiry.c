#include "inquiry.h"

#include "kiosk.h"

#include "base/log.h"
#include "store/outbox.h"

enum err inquiry_look(struct kiosk *kiosk, const char *typed, struct found *out)
{
    return finding_look(kiosk->db, typed, out);
}

enum err inquiry_withdraw(struct kiosk *kiosk, struct found *found,
                          const char *typed)
{
    enum err err = finding_withdraw(kiosk->db, found, typed);

    if (err)
        return err;
    log_info("somebody takes an answer back");
    outbox_ring(kiosk->config.data);
    return ERR_NONE;
}

void inquiry_tag(const char *typed, char out[TAG_SIZE])
{
    unsigned char hash[OPENING_TOKEN_SIZE];
    char token[TOKEN_DIGITS + 1];

    out[0] = '\0';
    if (!claim_read(typed, token))
        return;
    claim_hash(token, hash);
    tag_of(hash, out);
}

bool inquiry_can_withdraw(const struct found *found)
{
    bool may_be_asked = found->withdrawal == WITHDRAWAL_NONE ||
                        found->withdrawal == WITHDRAWAL_DENIED;

    return *found->code && found->what != FINDING_OPENED && may_be_asked;
}
