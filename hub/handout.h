/* Exports over HTTP: made by a child process and streamed as they come. */
#ifndef HUB_HANDOUT_H
#define HUB_HANDOUT_H

struct visit;

/* GET forms/ID/responses.csv; the query says table, lang, labels, split,
 * spreadsheet, after, and what filter.h says: from, until, station, state,
 * review, version, where. The header Barrio-Cursor is the next after. */
void handout_csv(struct visit *visit);
/* The same as JSON lines. */
void handout_jsonl(struct visit *visit);
/* As an Excel workbook, a sheet for each table. */
void handout_xlsx(struct visit *visit);
/* As GeoJSON. */
void handout_geojson(struct visit *visit);
/* The attachments (raw: and documents) as a zip file. */
void handout_files(struct visit *visit);
/* All tables with their codebook as a Data Package. */
void handout_package(struct visit *visit);

#endif
