/* What stands between the station and its hub, as the agent's notes say, in
 * one sentence for the operator. */
#ifndef KIOSK_SCREEN_DELIVERY_H
#define KIOSK_SCREEN_DELIVERY_H

struct stage;

/* The sentence, with its remedy, in the screen's language; "" when all is
 * well. name is the agent's word for the trouble. */
const char *delivery_sentence(const struct stage *stage, const char *name);

#endif
