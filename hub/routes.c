/* The hub's addresses. */
#include "route.h"

#include "batches.h"
#include "handout.h"
#include "intake.h"
#include "openrosa.h"
#include "overview.h"
#include "page.h"
#include "publish.h"
#include "quarantine_page.h"
#include "results.h"
#include "signin.h"
#include "station_page.h"

#define GET METHOD_GET
#define POST METHOD_POST

const struct route ROUTES[] = {
    {GET, "~/formList", DOOR_STATION, BODY_NONE, openrosa_list},
    {METHOD_HEAD, "~/submission", DOOR_STATION, BODY_NONE, intake_probe},
    {POST, "~/submission", DOOR_STATION, BODY_PARTS, intake_submit},
    {POST, "~/batches", DOOR_STATION, BODY_BATCH, batches_answer},
    {GET, "~/forms/*.xml", DOOR_STATION, BODY_NONE, openrosa_form},
    {GET, "~/forms/*/manifest", DOOR_STATION, BODY_NONE, openrosa_manifest},
    {GET, "~/forms/*/attachments/*", DOOR_STATION, BODY_NONE, openrosa_media},
    {GET, "~/forms/*/responses.csv", DOOR_READER, BODY_NONE, handout_csv},
    {GET, "~/forms/*/responses.jsonl", DOOR_READER, BODY_NONE, handout_jsonl},
    {GET, "/style.css", DOOR_OPEN, BODY_NONE, page_style},
    {GET, "/signin", DOOR_OPEN, BODY_NONE, signin_ask},
    {POST, "/signin", DOOR_OPEN, BODY_FIELDS, signin_check},
    {GET, "/enter/*", DOOR_OPEN, BODY_NONE, signin_enter},
    {POST, "/signout", DOOR_PERSON, BODY_FIELDS, signin_leave},
    {GET, "/", DOOR_PERSON, BODY_NONE, overview_show},
    {GET, "/log", DOOR_PERSON, BODY_NONE, overview_log},
    {GET, "/forms/new", DOOR_PERSON, BODY_NONE, publish_ask},
    {POST, "/forms/new", DOOR_PERSON, BODY_PARTS, publish_take},
    {GET, "/forms/*", DOOR_PERSON, BODY_NONE, results_show},
    {GET, "/stations", DOOR_PERSON, BODY_NONE, station_page_show},
    {POST, "/stations", DOOR_PERSON, BODY_FIELDS, station_page_add},
    {POST, "/stations/revoke", DOOR_PERSON, BODY_FIELDS, station_page_revoke},
    {GET, "/quarantine", DOOR_PERSON, BODY_NONE, quarantine_page_show},
    {POST, "/quarantine", DOOR_PERSON, BODY_FIELDS, quarantine_page_settle},
};
const size_t ROUTES_COUNT = COUNT_OF(ROUTES);
