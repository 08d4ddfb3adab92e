/* The hub's addresses. */
#include "route.h"

#include "account_page.h"
#include "alert_feed.h"
#include "answers_page.h"
#include "assignment_page.h"
#include "aside_page.h"
#include "batches.h"
#include "board_page.h"
#include "civic_page.h"
#include "coverage_page.h"
#include "cross_page.h"
#include "edition.h"
#include "enrol.h"
#include "entry_page.h"
#include "find_page.h"
#include "handout.h"
#include "idea_page.h"
#include "intake.h"
#include "invite_page.h"
#include "log_page.h"
#include "metrics.h"
#include "openapi.h"
#include "openrosa.h"
#include "overview.h"
#include "page.h"
#include "people_page.h"
#include "prepared_page.h"
#include "proof_door.h"
#include "publish.h"
#include "pulse.h"
#include "quarantine_page.h"
#include "release_desk.h"
#include "results.h"
#include "settings_page.h"
#include "returned.h"
#include "shelf.h"
#include "staged_page.h"
#include "schedule_page.h"
#include "signin.h"
#include "station_page.h"
#include "times_page.h"
#include "tokens_page.h"
#include "who_page.h"
#include "withdrawal.h"

#define GET METHOD_GET
#define POST METHOD_POST
/* Who may: everybody, a station, or whoever has the permission. */
#define OPEN DOOR_OPEN, ACTION_OPEN
#define STATION DOOR_STATION, ACTION_STATION
#define PERSON(action) DOOR_PERSON, ACTION_##action
#define READER(action) DOOR_READER, ACTION_##action

const struct route ROUTES[] = {
    {GET, "~/formList", STATION, BODY_NONE, openrosa_list},
    {METHOD_HEAD, "~/submission", STATION, BODY_NONE, intake_probe},
    {POST, "~/submission", STATION, BODY_PARTS, intake_submit},
    {POST, "~/batches", STATION, BODY_BATCH, batches_answer},
    {POST, "~/enrol", OPEN, BODY_FIELDS, enrol_take},
    {POST, "~/key", STATION, BODY_FIELDS, enrol_take_key},
    {POST, "~/heartbeat", STATION, BODY_FIELDS, pulse_take},
    {GET, "~/edition", STATION, BODY_NONE, edition_show},
    {GET, "~/edition/*/*", STATION, BODY_NONE, edition_show_file},
    {GET, "~/ledger", STATION, BODY_NONE, proof_door_key},
    {POST, "~/ledger", STATION, BODY_TEXT, proof_door_hear},
    {GET, "~/returned", STATION, BODY_NONE, returned_show},
    {POST, "~/withdraw", STATION, BODY_FIELDS, withdrawal_at_station},
    {GET, "~/forms/*.xml", STATION, BODY_NONE, openrosa_form},
    {GET, "~/forms/*/manifest", STATION, BODY_NONE, openrosa_manifest},
    {GET, "~/forms/*/attachments/*", STATION, BODY_NONE, openrosa_media},
    {GET, "~/forms/*/responses.csv", READER(EXPORT), BODY_NONE, handout_csv},
    {GET, "~/forms/*/responses.jsonl", READER(EXPORT), BODY_NONE,
     handout_jsonl},
    {GET, "~/forms/*/responses.xlsx", READER(EXPORT), BODY_NONE, handout_xlsx},
    {GET, "~/forms/*/responses.geojson", READER(EXPORT), BODY_NONE,
     handout_geojson},
    {GET, "~/forms/*/attachments.zip", READER(EXPORT), BODY_NONE,
     handout_files},
    {GET, "~/forms/*/datapackage.zip", READER(EXPORT), BODY_NONE,
     handout_package},
    {GET, "/openapi.json", OPEN, BODY_NONE, openapi_show},
    {GET, "/metrics", READER(STATIONS), BODY_NONE, metrics_show},
    {GET, "/alerts.atom", READER(STATIONS), BODY_NONE, alert_feed_show},
    {GET, "/r", OPEN, BODY_NONE, find_page_show},
    {GET, "/R", OPEN, BODY_NONE, find_page_show},
    {GET, "/find.js", OPEN, BODY_NONE, find_page_script},
    {POST, "/proof/withdraw", OPEN, BODY_FIELDS, withdrawal_on_page},
    {GET, "/proof/log", OPEN, BODY_NONE, proof_door_log},
    {GET, "/proof/checkpoint", OPEN, BODY_NONE, proof_door_checkpoint},
    {GET, "/proof/key", OPEN, BODY_NONE, proof_door_key},
    {GET, "/style.css", OPEN, BODY_NONE, page_style},
    {GET, "/icon.svg", OPEN, BODY_NONE, page_icon},
    {GET, "/signin", OPEN, BODY_NONE, signin_ask},
    {POST, "/signin", OPEN, BODY_FIELDS, signin_check},
    {GET, "/enter/*", OPEN, BODY_NONE, signin_enter},
    {POST, "/enter/*", OPEN, BODY_FIELDS, signin_enter},
    {GET, "/invite/*", OPEN, BODY_NONE, invite_page_ask},
    {POST, "/invite/*", OPEN, BODY_FIELDS, invite_page_take},
    {POST, "/signout", PERSON(ACCOUNT), BODY_FIELDS, signin_leave},
    {GET, "/account", PERSON(ACCOUNT), BODY_NONE, account_page_show},
    {POST, "/account/password", PERSON(ACCOUNT), BODY_FIELDS,
     account_page_password},
    {POST, "/account/code", PERSON(ACCOUNT), BODY_FIELDS, account_page_code},
    {POST, "/account/sessions", PERSON(ACCOUNT), BODY_FIELDS,
     account_page_sessions},
    {GET, "/people", PERSON(PEOPLE), BODY_NONE, people_page_show},
    {POST, "/people", PERSON(PEOPLE_CHANGE), BODY_FIELDS, people_page_invite},
    {GET, "/people/*", PERSON(PEOPLE_CHANGE), BODY_NONE, person_page_show},
    {POST, "/people/*", PERSON(PEOPLE_CHANGE), BODY_FIELDS, person_page_change},
    {GET, "/", PERSON(OVERVIEW), BODY_NONE, overview_show},
    {GET, "/log", PERSON(LOG), BODY_NONE, log_page_show},
    {GET, "/forms/new", PERSON(PUBLISH), BODY_NONE, publish_ask},
    {POST, "/forms/new", PERSON(PUBLISH), BODY_PARTS, publish_take},
    {GET, "/exports", PERSON(EXPORT), BODY_NONE, prepared_page_list},
    {POST, "/exports", PERSON(EXPORT), BODY_FIELDS, prepared_page_start},
    {GET, "/exports/*", PERSON(EXPORT), BODY_NONE, prepared_page_show},
    {POST, "/exports/*", PERSON(EXPORT), BODY_FIELDS, prepared_page_remove},
    {GET, "/exports/*/file", PERSON(EXPORT), BODY_NONE, prepared_page_file},
    {GET, "/staged/*", PERSON(PUBLISH), BODY_NONE, staged_page_show},
    {POST, "/staged/*", PERSON(PUBLISH), BODY_FIELDS, staged_page_settle},
    {GET, "/forms/*", PERSON(RESULTS), BODY_NONE, results_show},
    {GET, "/r/*", OPEN, BODY_NONE, shelf_release_page},
    {GET, "/r/*/*", OPEN, BODY_NONE, shelf_release_page},
    {GET, "/r/*/*/*", OPEN, BODY_NONE, shelf_release},
    {GET, "/bulletin.atom", OPEN, BODY_NONE, shelf_bulletin},
    {GET, "/charter/*", OPEN, BODY_NONE, civic_page_charter},
    {GET, "/promises", OPEN, BODY_NONE, civic_page_promises},
    {GET, "/ideas", OPEN, BODY_NONE, civic_page_ideas},
    {GET, "/bulletin", PERSON(BULLETIN), BODY_NONE, board_page_show},
    {POST, "/bulletin", PERSON(BULLETIN), BODY_FIELDS, entry_page_save},
    {GET, "/bulletin/new", PERSON(BULLETIN), BODY_NONE, entry_page_show},
    {GET, "/bulletin/*", PERSON(BULLETIN), BODY_NONE, entry_page_show},
    {GET, "/ideas/review", PERSON(IDEAS), BODY_NONE, idea_page_show},
    {POST, "/ideas/review", PERSON(IDEAS), BODY_FIELDS, idea_page_decide},
    {GET, "/missing/*", OPEN, BODY_NONE, coverage_page_public},
    {GET, "/forms/*/release", PERSON(RELEASE), BODY_NONE, release_desk_show},
    {POST, "/forms/*/release", PERSON(RELEASE), BODY_FIELDS, release_desk_make},
    {GET, "/forms/*/coverage", PERSON(COVERAGE), BODY_NONE, coverage_page_show},
    {POST, "/forms/*/coverage", PERSON(COVERAGE), BODY_FIELDS,
     coverage_page_plan},
    {POST, "/forms/*/assignments", PERSON(COVERAGE), BODY_FIELDS,
     assignment_page_take},
    {GET, "/forms/*/answers", PERSON(ANSWERS), BODY_NONE, answers_page_show},
    {GET, "/forms/*/answers/*", PERSON(ANSWERS), BODY_NONE, answer_page_show},
    {POST, "/forms/*/answers/*", PERSON(REVIEW), BODY_FIELDS,
     answer_page_review},
    {GET, "/forms/*/cross", PERSON(RESULTS), BODY_NONE, cross_page_show},
    {GET, "/forms/*/times", PERSON(RESULTS), BODY_NONE, times_page_show},
    {GET, "/forms/*/map", PERSON(ANSWERS), BODY_NONE, map_page_show},
    {GET, "/forms/*/schedule", PERSON(FORM_STATE), BODY_NONE,
     schedule_page_show},
    {POST, "/forms/*/schedule", PERSON(FORM_STATE), BODY_FIELDS,
     schedule_page_change},
    {GET, "/tokens", PERSON(TOKENS), BODY_NONE, tokens_page_show},
    {POST, "/tokens", PERSON(TOKENS), BODY_FIELDS, tokens_page_add},
    {POST, "/tokens/revoke", PERSON(TOKENS), BODY_FIELDS, tokens_page_revoke},
    {GET, "/settings", PERSON(SETTINGS), BODY_NONE, settings_page_show},
    {POST, "/settings", PERSON(SETTINGS), BODY_FIELDS, settings_page_keep},
    {GET, "/who/*", OPEN, BODY_NONE, who_page_show},
    {GET, "/stations", PERSON(STATIONS), BODY_NONE, station_page_show},
    {POST, "/stations", PERSON(STATIONS_CHANGE), BODY_FIELDS, station_page_add},
    {POST, "/stations/area", PERSON(STATIONS_CHANGE), BODY_FIELDS,
     station_page_area},
    {POST, "/stations/revoke", PERSON(STATIONS_CHANGE), BODY_FIELDS,
     station_page_revoke},
    {GET, "/quarantine", PERSON(QUARANTINE), BODY_NONE, quarantine_page_show},
    {POST, "/quarantine", PERSON(QUARANTINE_SETTLE), BODY_FIELDS,
     quarantine_page_settle},
    {GET, "/quarantine/*", PERSON(QUARANTINE), BODY_NONE, aside_page_show},
    {POST, "/quarantine/*", PERSON(QUARANTINE_SETTLE), BODY_FIELDS,
     aside_page_settle},
};
const size_t ROUTES_COUNT = COUNT_OF(ROUTES);
