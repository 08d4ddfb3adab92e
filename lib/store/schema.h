/* The tables of a station's database, for the files of this room. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include <stddef.h>

/* Append-only: entry i leads from user_version i to i + 1. */
extern const char *const STATION_MIGRATIONS[];
extern const size_t STATION_MIGRATIONS_COUNT;

#endif
