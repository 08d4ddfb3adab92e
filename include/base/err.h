/* What can go wrong, in the few kinds that callers tell apart.
 * Whoever finds the cause logs it once; everybody else passes the kind on. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define ERR_LIST(X)                                                            \
    X(ERR_NONE, "no error")                                                    \
    X(ERR_IO, "reading or writing failed")                                     \
    X(ERR_FORMAT, "not in the expected format")                                \
    X(ERR_LIMIT, "larger than allowed")                                        \
    X(ERR_MISSING, "not found")                                                \
    X(ERR_DENIED, "not permitted")                                             \
    X(ERR_BUSY, "in use, try again later")                                     \
    X(ERR_NETWORK, "the network or the other side failed")                     \
    X(ERR_FULL, "no space left")                                               \
    X(ERR_NEWER, "made by a newer version")                                    \
    X(ERR_CONFLICT, "contradicts what is stored")

#define ERR_AS_ENUM(name, text) name,
enum err { ERR_LIST(ERR_AS_ENUM) };
#undef ERR_AS_ENUM

/* One short English phrase for the log; never NULL. */
const char *err_text(enum err err);

#endif
