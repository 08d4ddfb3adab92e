#include "trouble.h"

#define TROUBLE_AS_NAME(id, name, sentence) [id] = name,
static const char *const NAMES[] = {TROUBLE_LIST(TROUBLE_AS_NAME)};
#undef TROUBLE_AS_NAME

#define TROUBLE_AS_SENTENCE(id, name, sentence) [id] = sentence,
static const char *const SENTENCES[] = {TROUBLE_LIST(TROUBLE_AS_SENTENCE)};
#undef TROUBLE_AS_SENTENCE

const char *trouble_name(enum trouble trouble)
{
    return NAMES[trouble];
}

const char *trouble_sentence(enum trouble trouble)
{
    return SENTENCES[trouble];
}
