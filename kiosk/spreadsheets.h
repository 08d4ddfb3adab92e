/* Surveys written in a spreadsheet and laid into the folder of forms. They
 * are compiled by barrio-form, in a process of its own: what came on a stick
 * is never read by the kiosk itself. */
#ifndef KIOSK_SPREADSHEETS_H
#define KIOSK_SPREADSHEETS_H

/* Has every .xlsx and .md of the folder compiled that is newer than what was
 * made of it. What is wrong stands in NAME.errors.txt beside it. Costs one
 * look at the folder when there is nothing to do. */
void spreadsheets_compile(const char *folder);

#endif
