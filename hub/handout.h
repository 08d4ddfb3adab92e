/* Exports over HTTP: made by a child process and streamed as they come. */
#ifndef HUB_HANDOUT_H
#define HUB_HANDOUT_H

struct visit;

/* GET forms/ID/responses.csv; the query says table, lang, labels,
 * split, all, spreadsheet, after. */
void handout_csv(struct visit *visit);
/* The same as JSON lines. */
void handout_jsonl(struct visit *visit);

#endif
