/* Alerts as an Atom feed (RFC 4287), for feed readers and chat programs. */
#ifndef HUB_ALERT_FEED_H
#define HUB_ALERT_FEED_H

struct visit;

/* GET alerts.atom */
void alert_feed_show(struct visit *visit);

#endif
