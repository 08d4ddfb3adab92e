/* The page of the hub's settings: what a Leader decides here, and what stands
 * in the settings file. */
#ifndef HUB_SETTINGS_PAGE_H
#define HUB_SETTINGS_PAGE_H

struct visit;

/* GET settings */
void settings_page_show(struct visit *visit);
/* POST settings: for how many days a form's answers are kept. */
void settings_page_keep(struct visit *visit);

#endif
