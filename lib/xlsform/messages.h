/* The catalogue of what can be wrong with a spreadsheet, each with what to do
 * about it. {1}, {2}... are filled in. Private to lib/xlsform. */
#ifndef XLSFORM_MESSAGES_H
#define XLSFORM_MESSAGES_H

#define MESSAGE_LIST(E, W)                                                       \
    E(MSG_TOO_LARGE,                                                             \
      "The file is larger than a form may be. Split it, or leave "               \
      "out what the form does not use.")                                         \
    E(MSG_FILE_UNREADABLE,                                                       \
      "The file {1} cannot be read. Check its name and that you may"             \
      " open it.")                                                               \
    E(MSG_NOT_A_WORKBOOK,                                                        \
      "This is no Excel workbook, whatever its name says. Save it "              \
      "again as .xlsx.")                                                         \
    E(MSG_OLD_EXCEL, "This is a workbook of the old .xls kind, or one with a "   \
                     "password. Save it as .xlsx, without a password.")          \
    E(MSG_NOT_UTF8, "Line {1} holds bytes that are no UTF-8. Save the file "     \
                    "as UTF-8 (in Excel: CSV UTF-8).")                           \
    E(MSG_PREFIX_UNDECLARED,                                                     \
      "The prefix of “{1}” is not declared. Add it to namespaces in the "    \
      "settings: prefix=\"https://...\".")                                       \
    E(MSG_WORKBOOK_DAMAGED,                                                      \
      "The workbook is damaged: {1}. Save it again as .xlsx.")                   \
    W(MSG_SHEET_MISSPELT,                                                        \
      "There is no sheet “{1}”, but one whose name is nearly that: "         \
      "{2}. Correct the name; or begin it with “_” if it is meant "          \
      "to be left out.")                                                         \
    E(MSG_SURVEY_MISSING,                                                        \
      "There is no sheet “survey” with the questions. Add it, or "           \
      "rename the one that holds them.")                                         \
    E(MSG_SHEET_NEEDED,                                                          \
      "A question takes its choices from the sheet “{1}”, which "            \
      "is missing or empty. Add it, with the columns list_name, "                \
      "name and label.")                                                         \
    E(MSG_COLUMN_MISSING,                                                        \
      "There is no column “{1}”. Check the header row, which must "          \
      "be the first row of the sheet.")                                          \
    E(MSG_COLUMN_TWICE,                                                          \
      "The columns “{1}” and “{2}” mean the same. Rename or remove "     \
      "one of them.")                                                            \
    W(MSG_ID_TWICE, "form_id and id_string are the same setting. form_id is "    \
                    "used; remove the other one.")                               \
    E(MSG_CELL_WITHOUT_COLUMN,                                                   \
      "The cell “{1}” stands in a column without a header. Write a "         \
      "header in the first row, or empty the cell.")                             \
    E(MSG_REFERENCE_BROKEN,                                                      \
      "“{1}” begins a reference that is not complete. Write "                \
      "${name}, without blanks, with the name of a question.")                   \
    E(MSG_REFERENCE_UNKNOWN,                                                     \
      "There is no question, group or repeat called “{1}”. Use a "           \
      "name from the sheet survey.")                                             \
    E(MSG_REFERENCE_UNKNOWN_LIKE,                                                \
      "There is no question, group or repeat called “{1}”. Did you "         \
      "mean “{2}”?")                                                             \
    E(MSG_REFERENCE_AMBIGUOUS,                                                   \
      "Several questions, groups or repeats are called “{1}”: give "         \
      "those that are referred to names of their own.")                          \
    E(MSG_REFERENCE_GEOMETRY,                                                    \
      "The parameter reference-geometry is “{1}”, which is no list "         \
      "of choices, no attached file and no repeat. Use a list_name,"             \
      " a file's name without its ending, or ${repeat}.")                        \
    E(MSG_NAME_MISSING,                                                          \
      "A row of type “{1}” has no name. Write one in the column "            \
      "name.")                                                                   \
    E(MSG_NAME_INVALID,                                                          \
      "“{1}” cannot be a name. Names begin with a letter or “_” and"     \
      " go on with letters, digits, “_”, “-” or “.”, without "       \
      "blanks.")                                                                 \
    E(MSG_NAME_RESERVED, "The name “{1}” is reserved. Choose another one.")      \
    E(MSG_NAME_UNDERSCORES,                                                      \
      "The name “{1}” begins with “__”, which is reserved. Choose "      \
      "another one.")                                                            \
    E(MSG_NAME_PERIOD,                                                           \
      "The name “{1}” holds a full stop, which is not allowed here."         \
      " Use “_”.")                                                               \
    E(MSG_NAME_TWICE,                                                            \
      "The name “{1}” is there twice in the same group. Give one of"         \
      " them another name.")                                                     \
    W(MSG_NAME_CASE,                                                             \
      "The names “{1}” and “{2}” differ only in capital letters. "       \
      "Some tools take them for the same: choose names that differ "             \
      "more.")                                                                   \
    E(MSG_REPEAT_TWICE,                                                          \
      "Two repeats are called “{1}”. Give each repeat a name of its"         \
      " own in the whole form.")                                                 \
    E(MSG_REPEAT_IS_ROOT,                                                        \
      "The repeat “{1}” has the same name as the form itself. "              \
      "Rename the repeat.")                                                      \
    W(MSG_FLAT_UNUSED,                                                           \
      "The group “{1}” is flat: it has no node that could be "               \
      "“{2}”. Empty the cell, or take “flat” away.")                             \
    W(MSG_REPEAT_WITHOUT_LABEL,                                                  \
      "The repeat “{1}” has no label. Write one, so that people "            \
      "know what is repeated.")                                                  \
    E(MSG_TYPE_UNKNOWN,                                                          \
      "There is no question type “{1}”. Did you mean “{2}”?")                    \
    E(MSG_TYPE_WITHOUT_LIST, "The type “{1}” needs the name of a list from " \
                             "the sheet choices: write select_one LIST, "        \
                             "select_multiple LIST or rank LIST.")               \
    E(MSG_TYPE_MISSING,                                                          \
      "A row with a name or a label has no type. Write one, such as"             \
      " text, integer or select_one LIST.")                                      \
    W(MSG_ROW_SKIPPED, "A row without type, name and label was skipped.")        \
    W(MSG_DISABLED_COLUMN,                                                       \
      "The column “disabled” is not part of XLSForm. Use relevant "          \
      "instead.")                                                                \
    E(MSG_END_WITHOUT_BEGIN,                                                     \
      "“end {1}” {2} closes nothing: the row that is open is a "             \
      "“begin {3}”. Add the missing begin, or remove this row.")                 \
    E(MSG_BEGIN_WITHOUT_END,                                                     \
      "“begin {1}” {2} is never closed. Add a row “end {1}”.")                   \
    E(MSG_TOO_DEEP,                                                              \
      "Groups are nested deeper than readers of forms allow. Use "               \
      "fewer levels.")                                                           \
    E(MSG_LIST_UNKNOWN,                                                          \
      "There is no list “{1}” in the sheet {2}. Check the list_name"         \
      " there and in the type.")                                                 \
    E(MSG_FILE_EXTENSION,                                                        \
      "“{1}” is no file of choices: its name must end in .csv, .xml"         \
      " or .geojson.")                                                           \
    W(MSG_EXTERNAL_UNFILTERED,                                                   \
      "select_one_external is meant for filtered lists. Add a "                  \
      "choice_filter, or use select_one.")                                       \
    E(MSG_CHOICE_WITHOUT_NAME,                                                   \
      "A choice of the list “{1}” has no name. Write one: it is "            \
      "what is stored.")                                                         \
    W(MSG_CHOICE_WITHOUT_LABEL,                                                  \
      "A choice of the list “{1}” has no label. Write one: it is "           \
      "what people read.")                                                       \
    E(MSG_CHOICE_TWICE,                                                          \
      "The name “{1}” is there twice in the list “{2}”. Rename one;"     \
      " or, if it is meant, set allow_choice_duplicates to yes in "              \
      "the settings.")                                                           \
    E(MSG_CHOICE_WITH_BLANK,                                                     \
      "The name “{1}” in the list “{2}” holds a blank, which a "         \
      "select_multiple uses to separate answers. Use “_”.")                      \
    W(MSG_CHOICES_COLUMN_NAME, "This column's name cannot be a name in the "     \
                               "form (blanks, signs), so it is left out.")       \
    E(MSG_OTHER_FILTERED,                                                        \
      "or_other does not work with a choice_filter. Add a choice "               \
      "“other” and a text question instead.")                                    \
    E(MSG_OTHER_WITHOUT_CHOICES,                                                 \
      "or_other needs a list from the sheet choices.")                           \
    W(MSG_OTHER_UNTRANSLATED,                                                    \
      "or_other adds texts in English only. In a form of several "               \
      "languages add a choice “other” and a text question instead.")             \
    E(MSG_TABLE_FILTERED, "A table-list does not work with a choice_filter.")    \
    E(MSG_TABLE_LISTS,                                                           \
      "All selects of a table-list must share one list: “{1}” and "          \
      "“{2}” differ.")                                                           \
    E(MSG_SEARCH_FILE,                                                           \
      "The question “{1}” takes its choices from a file and also "           \
      "uses search(). Remove one of the two.")                                   \
    E(MSG_SEARCH_MIXED,                                                          \
      "The list “{1}” is used by search() and also, without it, by "         \
      "“{2}”. Use two lists.")                                                   \
    E(MSG_PARAMETERS_FORM,                                                       \
      "“{1}” is no parameter. Write key=value, several of them "             \
      "separated by blanks.")                                                    \
    E(MSG_PARAMETER_UNKNOWN,                                                     \
      "There is no parameter “{1}” for this type. It takes: {2}.")               \
    E(MSG_PARAMETER_VALUE,                                                       \
      "The parameter “{1}” must be one of: {2}. It is “{3}”.")                   \
    E(MSG_PARAMETER_NUMBER,                                                      \
      "The parameter “{1}” must be a number. It is “{2}”.")                      \
    E(MSG_PARAMETER_WHOLE,                                                       \
      "The parameter “{1}” must be a whole number. It is “{2}”.")                \
    E(MSG_SEED, "The parameter seed must be a number or a reference such as "    \
                "${name}. It is “{1}”.")                                         \
    E(MSG_SEED_ALONE, "The parameter seed needs randomize=true beside it.")      \
    E(MSG_RANGE_ZERO, "The parameter “{1}” must not be zero.")                   \
    E(MSG_RANGE_STEP_LARGE,                                                      \
      "The parameter “{1}” is larger than the distance from start "          \
      "to end.")                                                                 \
    E(MSG_RANGE_OUTSIDE,                                                         \
      "The parameter “{1}” lies outside the range: {2}. Choose a "           \
      "value from start to end.")                                                \
    E(MSG_RANGE_NOT_ON_STEP,                                                     \
      "The values of “{1}” must lie on the range's marks: start "            \
      "plus a multiple of {2}.")                                                 \
    E(MSG_RANGE_LABEL_NUMBER,                                                    \
      "The choices of “{1}” must have numbers as names. One is "             \
      "“{2}”.")                                                                  \
    E(MSG_RANGE_LABELS_LIST,                                                     \
      "The parameter “{1}” names no list of the sheet choices: "             \
      "“{2}”.")                                                                  \
    E(MSG_RANGE_LABELS_TWO,                                                      \
      "With the appearance no-ticks the list “{2}” of {1} may have "         \
      "two choices only, for the ends.")                                         \
    E(MSG_RANGE_LABELS_ENDS,                                                     \
      "With the appearance no-ticks the choices of {1} must be the "             \
      "range's ends. One is “{2}”.")                                             \
    W(MSG_MAX_PIXELS,                                                            \
      "Pictures are sent at full size. The parameter max-"                       \
      "pixels=1024 would make them quicker to send and cheaper to "              \
      "keep.")                                                                   \
    E(MSG_ANDROID_PACKAGE,                                                       \
      "“{1}” is no name of an Android package. Write one such as "           \
      "org.example.app.")                                                        \
    E(MSG_CALCULATION_MISSING,                                                   \
      "The calculate “{1}” has no calculation. Write one, or remove"         \
      " the row.")                                                               \
    E(MSG_CALCULATION_UNWANTED,                                                  \
      "A background-geopoint takes no calculation. Empty the cell.")             \
    E(MSG_TRIGGER_NEEDED,                                                        \
      "A background-geopoint needs a trigger: write ${name} of the "             \
      "question at whose answer the place is taken.")                            \
    E(MSG_TRIGGER_LIST,                                                          \
      "The trigger is “{1}”. Write references only, such as ${a}, "          \
      "or several with commas between them.")                                    \
    E(MSG_TRIGGER_HIDDEN,                                                        \
      "“{1}” is not shown to anybody, so its change cannot trigger "         \
      "anything. Use a question that people answer.")                            \
    E(MSG_LABEL_MISSING,                                                         \
      "The question “{1}” has neither a label nor a hint. Write one"         \
      " of them.")                                                               \
    E(MSG_BIG_IMAGE_ALONE,                                                       \
      "The question “{1}” has a big-image but no image. Add the "            \
      "image.")                                                                  \
    E(MSG_MEDIA_KIND,                                                            \
      "“{1}” is no kind of media. Use image, big-image, audio or "           \
      "video.")                                                                  \
    W(MSG_OLD_METADATA,                                                          \
      "“{1}” is no longer known to most devices and will stay "              \
      "empty.")                                                                  \
    E(MSG_AUDIT_NAME,                                                            \
      "An audit is always called “audit”. Leave the name empty.")                \
    E(MSG_AUDIT_LOCATION,                                                        \
      "To record places an audit needs all three: location-"                     \
      "priority, location-min-interval and location-max-age.")                   \
    E(MSG_AUDIT_AGE, "location-max-age must not be smaller than location-min-"   \
                     "interval, and neither may be negative.")                   \
    E(MSG_OMIT_AND_ENCRYPT, "An encrypted form needs its instanceID: remove "    \
                            "omit_instanceID or public_key.")                    \
    E(MSG_INSTANCE_TWICE,                                                        \
      "Two external instances are called “{1}”. Give each a name of"         \
      " its own.")                                                               \
    E(MSG_INSTANCE_CONFLICT,                                                     \
      "The name “{1}” stands for two different sources: “{2}” and "      \
      "“{3}” (an empty one is a list of choices). Rename one of "            \
      "them.")                                                                   \
    W(MSG_TRANSLATION_MISSING,                                                   \
      "The language “{1}” has no column for: {2}. People who read "          \
      "it will see “-” there.")                                                  \
    W(MSG_LANGUAGE_CODE,                                                         \
      "The language “{1}” has no code. Write it like “Español "           \
      "(es)”, so that programs know it too.")                                    \
    E(MSG_ENTITY_COLUMN,                                                         \
      "The column “{1}” is not known in the sheet entities. Check "          \
      "its spelling, or remove it.")                                             \
    E(MSG_ENTITY_LIST_MISSING, "This entity has no list_name. Write one.")       \
    E(MSG_ENTITY_TWICE,                                                          \
      "The entity list “{1}” is declared twice. Keep one row for "           \
      "each list.")                                                              \
    E(MSG_ENTITY_LABEL,                                                          \
      "Entities of “{1}” are created without a label. Write one, "           \
      "such as ${name}.")                                                        \
    E(MSG_ENTITY_UPDATE_ID,                                                      \
      "Entities of “{1}” are updated, but which one is not said. "           \
      "Write an entity_id.")                                                     \
    E(MSG_ENTITY_CREATE_ID,                                                      \
      "“{1}” has an entity_id and a create_if but no update_if, so "         \
      "nobody can tell when to create and when to update. Add "                  \
      "update_if, or remove one of the two.")                                    \
    E(MSG_ENTITY_SCOPE,                                                          \
      "The entity “{1}” uses “{2}”, which cannot be seen from "          \
      "“{3}”, where its other references are. Copy the value into "          \
      "one repeat with a calculate.")                                            \
    E(MSG_ENTITY_NO_PLACE,                                                       \
      "There is no place left for the entity “{1}”: the group, "             \
      "repeat or form that it needs already has “{2}”. Put the "             \
      "questions of each into a group of its own.")                              \
    E(MSG_SAVETO_WITHOUT_ENTITIES,                                               \
      "save_to needs a sheet entities that says what is saved. Add "             \
      "it.")                                                                     \
    E(MSG_SAVETO_GROUP,                                                          \
      "A group or a repeat cannot be saved as a property. Use "                  \
      "save_to on questions.")                                                   \
    E(MSG_SAVETO_HASHES,                                                         \
      "“{1}” has more than one “#”. Write list_name#property.")                  \
    E(MSG_SAVETO_PREFIX,                                                         \
      "There are several entities, so save_to must say which: write"             \
      " list_name#{1}.")                                                         \
    E(MSG_SAVETO_LIST,                                                           \
      "“{1}” names a list that the sheet entities does not declare."         \
      " Check its spelling there and here.")                                     \
    E(MSG_SAVETO_TWICE,                                                          \
      "The property “{1}” is already saved in row {2}. Remove one "          \
      "of them.")                                                                \
    E(MSG_SAVETO_SCOPE,                                                          \
      "The entity “{1}” cannot be saved to from here, because its "          \
      "other references are in “{2}”. Move the questions into the "          \
      "same repeat.")

#define MESSAGE_AS_ENUM(name, text) name,
enum message { MSG_NONE, MESSAGE_LIST(MESSAGE_AS_ENUM, MESSAGE_AS_ENUM) };
#undef MESSAGE_AS_ENUM

#endif
