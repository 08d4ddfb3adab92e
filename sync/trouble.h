/* What can stand between a station and its server, each told in one plain
 * sentence with its remedy. */
#ifndef SYNC_TROUBLE_H
#define SYNC_TROUBLE_H

#define TROUBLE_LIST(X)                                                        \
    X(TROUBLE_NONE, "none", "All is well.")                                    \
    X(TROUBLE_NAME, "name",                                                    \
      "The server's name is not known here: check the network, then the "      \
      "address in the settings (url).")                                        \
    X(TROUBLE_CONNECT, "connect",                                              \
      "Nothing answers at the server's address: check the network; the "       \
      "server may be down, or the address (url) wrong.")                       \
    X(TROUBLE_SLOW, "slow",                                                    \
      "The connection hangs or is too slow: nothing is lost, the station "     \
      "tries again by itself.")                                                \
    X(TROUBLE_CUT, "cut",                                                      \
      "The connection broke off: nothing is lost, the station tries again by " \
      "itself.")                                                               \
    X(TROUBLE_CERTIFICATE, "certificate",                                      \
      "The server cannot prove that it is the right one (certificate): sign "  \
      "in to the network if it asks for that, otherwise tell the hub's "       \
      "administrator.")                                                        \
    X(TROUBLE_EXPIRED, "expired",                                              \
      "The server's certificate has expired, or this machine's clock is "      \
      "ahead: check the date here, then tell the hub's administrator.")        \
    X(TROUBLE_CLOCK, "clock",                                                  \
      "This machine's clock is behind, so the server's certificate is not "    \
      "valid yet: set date and time.")                                         \
    X(TROUBLE_CLOCK_OFF, "clock-off",                                          \
      "This machine's clock differs from the server's by more than an hour: "  \
      "set date and time; answers are delivered all the same.")                \
    X(TROUBLE_PORTAL, "portal",                                                \
      "The network asks for a sign-in page (captive portal): sign in once "    \
      "with a browser, or ask whoever runs this network to let the station "   \
      "through.")                                                              \
    X(TROUBLE_MOVED, "moved",                                                  \
      "The server sends us to another address: correct the address in the "    \
      "settings (url).")                                                       \
    X(TROUBLE_PROXY, "proxy",                                                  \
      "A proxy stands in between and refuses: check the variable https_proxy " \
      "and ask whoever runs the network.")                                     \
    X(TROUBLE_PLAIN, "plain",                                                  \
      "The token would travel unencrypted: write https in the settings "       \
      "(url), or plain_http = yes if the network is your own.")                \
    X(TROUBLE_UNKNOWN_STATION, "unknown-station",                              \
      "The server does not know this station (401): put a valid token into "   \
      "the settings, then start the agent again.")                             \
    X(TROUBLE_FORBIDDEN, "forbidden",                                          \
      "The server forbids this station to deliver (403): its token may be "    \
      "revoked; ask the hub's administrator for a new one.")                   \
    X(TROUBLE_UNKNOWN_FORM, "unknown-form",                                    \
      "The server does not know a form, version or address (404): publish "    \
      "the form there or check the address (url); its answers wait here.")     \
    X(TROUBLE_REFUSED, "refused",                                              \
      "The server refused an answer for good: it is kept here, parked; see "   \
      "barrio-sync parked.")                                                   \
    X(TROUBLE_CONFLICT, "conflict",                                            \
      "The server has other content under the same number, or takes no more "  \
      "answers to this form (409): the answer is kept here, parked; see "      \
      "barrio-sync parked for the server's own words.")                        \
    X(TROUBLE_LARGE, "large",                                                  \
      "An answer is larger than the server takes (413): it is kept here, "     \
      "parked; ask the administrator to raise the limit.")                     \
    X(TROUBLE_BUSY, "busy",                                                    \
      "The server is busy and asks us to wait: nothing to do, the station "    \
      "tries again by itself.")                                                \
    X(TROUBLE_SERVER, "server",                                                \
      "The server has a fault of its own: nothing is lost, the station tries " \
      "again by itself; if it lasts, tell the hub's administrator.")           \
    X(TROUBLE_NO_SERVER, "no-server",                                          \
      "What answers at this address is no OpenRosa server: check the address " \
      "in the settings (url).")                                                \
    X(TROUBLE_DAMAGED, "damaged",                                              \
      "A form did not arrive as it was published: the old one stays, the "     \
      "station fetches it again by itself.")                                   \
    X(TROUBLE_DAMAGED_EDITION, "damaged-edition",                              \
      "The hub's list of what it publishes did not arrive whole: what is "     \
      "here stays, the station asks again by itself.")                         \
    X(TROUBLE_FOREIGN_KEY, "foreign-key",                                      \
      "What the hub publishes is not signed with the key that this station "   \
      "trusts: nothing was taken; ask the hub's administrator, then enrol "    \
      "again or correct hub_key in the settings.")                             \
    X(TROUBLE_ROLLBACK, "rollback",                                            \
      "The hub offers something older than this station has seen: nothing "    \
      "was taken; tell the hub's administrator.")                              \
    X(TROUBLE_CODE, "code",                                                    \
      "The hub does not know this code, or it was used or is too old: ask "    \
      "for a new one (barrio-hub station enrol NAME).")                        \
    X(TROUBLE_IDENTITY, "identity",                                            \
      "The hub knows this station by another key: let this board be enrolled " \
      "again (barrio-hub station enrol NAME, barrio-sync enrol URL CODE).")    \
    X(TROUBLE_NO_HUB, "no-hub",                                                \
      "What answers at this address is no hub of ours, or an older one: "      \
      "check the address, then put a token into the settings by hand.")        \
    X(TROUBLE_BAD_FORM, "bad-form",                                            \
      "The server publishes a form that cannot be used: the old one stays; "   \
      "correct the form and publish it again.")                                \
    X(TROUBLE_LARGE_FORM, "large-form",                                        \
      "The server publishes a form or file larger than a station takes (16 "   \
      "MiB, 32 MiB): the old one stays; publish a smaller one.")               \
    X(TROUBLE_LOG_FALSE, "log-false",                                          \
      "THE HUB'S PUBLIC LOG DOES NOT EXTEND THE ONE SEEN BEFORE, or is not "   \
      "signed by the hub: answers may have been changed or dropped. Nothing "  \
      "is deleted here; tell the witnesses and ask who runs the hub.")         \
    X(TROUBLE_LOG_SHRUNK, "log-shrunk",                                        \
      "THE HUB SHOWS AN OLDER PUBLIC LOG THAN BEFORE: answers were dropped, "  \
      "or it was restored from a copy and must run barrio-hub log begin. "     \
      "Nothing is deleted here; tell the witnesses and ask who runs the hub.") \
    X(TROUBLE_LOG_DENIED, "log-denied",                                        \
      "THE HUB DENIES WHAT IT PROMISED: it signed that answers will stand in " \
      "its public log, and they do not. Nothing is deleted here; show what "   \
      "barrio-sync promise CODE prints to the witnesses.")                     \
    X(TROUBLE_LOG_OTHER, "log-other",                                          \
      "ANOTHER PUBLIC LOG ANSWERS AT THE HUB'S ADDRESS: nothing is deleted "   \
      "here; ask who runs the hub whether it was replaced.")                   \
    X(TROUBLE_LOG_FORKED, "log-forked",                                        \
      "The hub holds other leaves of this station's log: the station was "     \
      "restored from a copy, or somebody changed it. A new log begins, and "   \
      "says so; tell the witnesses if nobody restored it.")                    \
    X(TROUBLE_LOG_REFUSED, "log-refused",                                      \
      "The hub does not take this station's log: its answers are delivered, "  \
      "but nobody can look them up. Ask the hub's administrator.")             \
    X(TROUBLE_FULL, "full",                                                    \
      "The server's disk is full (507): nothing is lost, the station tries "   \
      "again by itself; tell the hub's administrator to free some space.")     \
    X(TROUBLE_DISK, "disk",                                                    \
      "This machine's disk is full or cannot be written: free some space.")    \
    X(TROUBLE_ATTACHMENT, "attachment",                                        \
      "A file that belongs to an answer is missing here: the answer is kept, " \
      "parked; see barrio-sync parked.")

#define TROUBLE_AS_ENUM(id, name, sentence) id,
enum trouble { TROUBLE_LIST(TROUBLE_AS_ENUM) };
#undef TROUBLE_AS_ENUM

/* A word for programs. */
const char *trouble_name(enum trouble trouble);
/* A sentence with a remedy, for people. */
const char *trouble_sentence(enum trouble trouble);

#endif
