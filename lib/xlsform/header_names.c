/* The columns that the specification knows, and their other names. */
#include "header.h"

#include "base/attr.h"

static const struct header_alias SURVEY_ALIASES[] = {
    {"appearance", "control::appearance"},
    {"audio", "media::audio"},
    {"autoplay", "control::autoplay"},
    {"big-image", "media::big-image"},
    {"body", "control"},
    {"calculate", "bind::calculate"},
    {"calculation", "bind::calculate"},
    {"caption", "label"},
    {"command", "type"},
    {"compact_tag", "instance::odk:tag"},
    {"constraining_message", "bind::jr:constraintMsg"},
    {"constraint", "bind::constraint"},
    {"constraint_message", "bind::jr:constraintMsg"},
    {"count", "control::jr:count"},
    {"image", "media::image"},
    {"jr:count", "control::jr:count"},
    {"no_app_error_string", "bind::jr:noAppErrorString"},
    {"noapperrorstring", "bind::jr:noAppErrorString"},
    {"read_only", "bind::readonly"},
    {"readonly", "bind::readonly"},
    {"relevance", "bind::relevant"},
    {"relevant", "bind::relevant"},
    {"repeat_count", "control::jr:count"},
    {"required", "bind::required"},
    {"required_message", "bind::jr:requiredMsg"},
    {"requiredmsg", "bind::jr:requiredMsg"},
    {"rows", "control::rows"},
    {"save_to", "bind::entities:saveto"},
    {"tag", "name"},
    {"value", "name"},
    {"video", "media::video"},
};
static const char *const SURVEY_COLUMNS[] = {"name",
                                             "label",
                                             "hint",
                                             "guidance_hint",
                                             "type",
                                             "bind",
                                             "control",
                                             "media",
                                             "default",
                                             "parameters",
                                             "intent",
                                             "instance",
                                             "itemset",
                                             "choice_filter",
                                             "query",
                                             "flat",
                                             "action",
                                             "actions",
                                             "list_name",
                                             "trigger",
                                             "sms_field",
                                             "sms_option",
                                             "sms_separator",
                                             "sms_allow_media",
                                             "sms_response",
                                             "disabled",
                                             "sms_date_format",
                                             "sms_datetime_format",
                                             "choices",
                                             "children",
                                             "extra_data",
                                             NULL};

static const struct header_alias LIST_ALIASES[] = {
    {"audio", "media::audio"}, {"big-image", "media::big-image"},
    {"caption", "label"},      {"image", "media::image"},
    {"value", "name"},         {"video", "media::video"},
};
static const char *const LIST_COLUMNS[] = {"list_name",  "name",  "label",
                                           "sms_option", "media", NULL};

static const struct header_alias SETTINGS_ALIASES[] = {
    {"form_title", "title"},
    {"set_form_title", "title"},
    {"form_id", "id_string"},
    {"set_form_id", "id_string"},
};
static const char *const SETTINGS_COLUMNS[] = {"title",
                                               "id_string",
                                               "version",
                                               "style",
                                               "name",
                                               "default_language",
                                               "instance_name",
                                               "instance_id",
                                               "instance_xmlns",
                                               "namespaces",
                                               "omit_instanceID",
                                               "public_key",
                                               "submission_url",
                                               "auto_send",
                                               "auto_delete",
                                               "client_editable",
                                               "add_none_option",
                                               "clean_text_values",
                                               "attribute",
                                               "prefix",
                                               "delimiter",
                                               "flat",
                                               "sms_keyword",
                                               "sms_separator",
                                               "sms_allow_media",
                                               "sms_date_format",
                                               "sms_datetime_format",
                                               "sms_response",
                                               "allow_choice_duplicates",
                                               NULL};

static const struct header_alias ENTITIES_ALIASES[] = {
    {"list_name", "dataset"}};
static const char *const ENTITIES_COLUMNS[] = {
    "dataset", "entity_id", "create_if", "update_if", "label", NULL};

const struct header_rules HEADER_SURVEY = {
    "survey",       SURVEY_ALIASES, COUNT_OF(SURVEY_ALIASES),
    SURVEY_COLUMNS, "type",         true};
const struct header_rules HEADER_CHOICES = {
    "choices",    LIST_ALIASES, COUNT_OF(LIST_ALIASES),
    LIST_COLUMNS, "name",       false};
const struct header_rules HEADER_EXTERNAL_CHOICES = {
    "external_choices", LIST_ALIASES, COUNT_OF(LIST_ALIASES),
    LIST_COLUMNS,       NULL,         false};
const struct header_rules HEADER_SETTINGS = {"settings",
                                             SETTINGS_ALIASES,
                                             COUNT_OF(SETTINGS_ALIASES),
                                             SETTINGS_COLUMNS,
                                             NULL,
                                             false};
const struct header_rules HEADER_ENTITIES = {"entities",
                                             ENTITIES_ALIASES,
                                             COUNT_OF(ENTITIES_ALIASES),
                                             ENTITIES_COLUMNS,
                                             NULL,
                                             false};
const struct header_rules HEADER_OSM = {
    "osm", LIST_ALIASES, COUNT_OF(LIST_ALIASES), LIST_COLUMNS, NULL, false};
