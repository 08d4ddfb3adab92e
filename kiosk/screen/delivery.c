#include "screen/delivery.h"

#include "screen/screen.h"

#include <string.h>

static const char NO_NAME[] =
    WORD("The server's name is not known: check the network.");
static const char NOTHING[] =
    WORD("Nothing answers at the server: check the network and the address.");
static const char HANGS[] =
    WORD("The connection hangs: nothing is lost, it is tried again.");
static const char CUT[] =
    WORD("The connection broke off: nothing is lost, it is tried again.");
static const char CERTIFICATE[] = WORD(
    "The server cannot prove who it is: sign in to the network, or tell the "
    "hub.");
static const char EXPIRED[] = WORD(
    "The server's certificate is out of date: check the date here, tell the "
    "hub.");
static const char CLOCK[] =
    WORD("The clock of this machine is wrong: set date and time.");
static const char PORTAL[] =
    WORD("The network wants a sign-in page: sign in once with a browser.");
static const char PROXY[] =
    WORD("A proxy refuses the way: ask whoever runs the network.");
static const char ADDRESS[] =
    WORD("The server's address is wrong: correct it in the settings.");
static const char PLAIN[] =
    WORD("The token would travel in the clear: write https into the settings.");
static const char UNKNOWN[] =
    WORD("The server does not know this station: have it enrolled again.");
static const char FORM[] =
    WORD("The server does not know a form: publish it there, its answers wait "
         "here.");
static const char REFUSED[] =
    WORD("The server refused an answer: it is kept here; tell the hub.");
static const char BUSY[] = WORD(
    "The server is busy or has a fault: nothing is lost, it is tried again.");
static const char TRUST[] = WORD(
    "What the hub offers cannot be trusted: nothing was taken; tell the hub.");
static const char OLD_FORM[] =
    WORD("A new form cannot be used: the old one stays; tell the hub.");
static const char DISK[] =
    WORD("The disk of this machine is full: free some space.");
static const char OTHER[] =
    WORD("Something is wrong on the way: barrio-sync status says more.");

static const struct {
    const char *name, *sentence;
} TROUBLES[] = {
    {"name", NO_NAME},
    {"connect", NOTHING},
    {"slow", HANGS},
    {"cut", CUT},
    {"certificate", CERTIFICATE},
    {"expired", EXPIRED},
    {"clock", CLOCK},
    {"clock-off", CLOCK},
    {"portal", PORTAL},
    {"proxy", PROXY},
    {"moved", ADDRESS},
    {"no-server", ADDRESS},
    {"plain", PLAIN},
    {"unknown-station", UNKNOWN},
    {"forbidden", UNKNOWN},
    {"identity", UNKNOWN},
    {"unknown-form", FORM},
    {"refused", REFUSED},
    {"conflict", REFUSED},
    {"large", REFUSED},
    {"attachment", REFUSED},
    {"busy", BUSY},
    {"server", BUSY},
    {"full", BUSY},
    {"foreign-key", TRUST},
    {"rollback", TRUST},
    {"damaged-edition", TRUST},
    {"damaged", OLD_FORM},
    {"bad-form", OLD_FORM},
    {"large-form", OLD_FORM},
    {"disk", DISK},
};

const char *delivery_sentence(const struct stage *stage, const char *name)
{
    if (!*name || strcmp(name, "none") == 0)
        return "";
    for (size_t i = 0; i < COUNT_OF(TROUBLES); i++) {
        if (strcmp(TROUBLES[i].name, name) == 0)
            return kiosk_text(stage->kiosk, TROUBLES[i].sentence);
    }
    return kiosk_text(stage->kiosk, OTHER);
}
