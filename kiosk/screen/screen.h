/* What all screens share. A screen is a row of the table in screen.c: draw
 * shows it, act says which place comes next. Screens ask the kiosk and the
 * session; they never see the database. */
#ifndef SCREEN_SCREEN_H
#define SCREEN_SCREEN_H

#include "device.h"
#include "gps.h"
#include "kiosk.h"
#include "pictures.h"
#include "proof/tag.h"
#include "speaker.h"
#include "inquiry.h"
#include "screen/ask.h"
#include "ui/burst.h"
#include "ui/canvas.h"
#include "ui/cap.h"
#include "ui/grid.h"
#include "ui/large.h"
#include "ui/page.h"
#include "ui/qr.h"
#include "ui/rack.h"
#include "ui/theme.h"
#include "ui/touch_map.h"

#include "base/attr.h"
#include "form/session.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct arena;
struct desk;

enum place {
    PLACE_STAY, /* only as an answer: where we are */
    PLACE_BACK, /* only as an answer: to what lies beneath */
    PLACE_ATTRACT,
    PLACE_LANGUAGE,
    PLACE_SWITCH, /* the language, in the middle of a visit */
    PLACE_FORMS,
    PLACE_CITY,
    PLACE_ENTRY,
    PLACE_RATE,
    PLACE_FIND,
    PLACE_FOUND,
    PLACE_TAKE_BACK,
    PLACE_CHARTER,
    PLACE_QUESTION,
    PLACE_REPEAT,
    PLACE_REVIEW,
    PLACE_SYMBOL,
    PLACE_OPENED,
    PLACE_THANKS,
    PLACE_HELP,
    PLACE_VOICE,
    PLACE_LEAVE,
    PLACE_IDLE,
    PLACE_TROUBLE,
    PLACE_PIN,
    PLACE_OPERATOR,
    PLACE_SELFTEST,
    PLACE_CALIBRATE,
    PLACE_SIGN_IN, /* field workers from here on */
    PLACE_DESK,
    PLACE_RECORD,
    PLACE_SHEET,
    PLACE_TALLY,
    PLACE_TABLE,
    PLACE_OUTLINE,
    PLACE_REMARK,
    PLACE_CLOSING,
    PLACE_REASON,
    PLACE_KEYS,
    PLACE_QUIT,
    PLACE_COUNT,
};

/* What happens when nobody touches anything. */
enum idle {
    IDLE_NEVER,
    IDLE_LEAVES, /* nothing to lose: back to the first screen */
    IDLE_ASKS,   /* the warning first */
    IDLE_TICKS,  /* the screen's own tick decides */
};

/* What the mark of a scanning goes along. */
enum scan_level {
    SCAN_ROWS,
    SCAN_ITEMS, /* of the row that was stopped at */
    SCAN_OUT,   /* behind its last thing: back to the rows */
};

/* What one person needs to read and hear; the next one begins anew. */
struct ease {
    int print;  /* PRINT_USUAL to PRINT_LARGEST */
    bool voice; /* what is shown is spoken */
    bool blank; /* and the glass shows nothing, so that nobody reads along */
    int rate, volume; /* of the voice, -100 to 100 */
    bool scan;        /* the focus moves by itself, one switch chooses */
    enum scan_level level;
    int rounds;      /* through the present row without a press */
    int pace;        /* which of the paces */
    int64_t scan_ms; /* of its last move */
};

/* What was spoken last, so that only what is new is. */
struct speech {
    struct speaker speaker;
    bool again;       /* all of it once more */
    int64_t begun_ms; /* when the program was */
    enum place place;
    int64_t entered_ms;
    int focus;
    char *heading, *message, *written, *row, *marked;
    struct buf head, targets; /* a line a thing */
};

/* What is different on the page since it was drawn. */
enum change {
    CHANGE_PAGE,   /* anything */
    CHANGE_FOCUS,  /* the focus alone */
    CHANGE_WIDGET, /* what the question's widget can touch up */
};

enum { CROSSES = 4, STAGE_DEPTH = 4, RETRY_MS = 10000, CLOSED_MS = 30000 };

/* Everything that is on, and under, the screen. */
struct stage {
    struct kiosk *kiosk;
    struct canvas *canvas;
    struct canvas *ahead; /* of the place foreseen, see stage_foresee */
    enum place foreseen;  /* PLACE_STAY: none */
    struct rack rack;
    struct grid grid;
    struct ease ease;
    struct speech speech;
    struct prints *prints; /* NULL: no large print here */
    struct canvas *sheet;  /* where a page in large print is found first */
    struct large large;
    const char *where; /* of the frame: "Question 2 of 5" */
    bool has_header;   /* of the frame: it shows the key of the print */
    struct theme theme;
    bool theme_is_new;        /* the terminal has not been told yet */
    const char *const *signs; /* of the frame: of the footer's five keys;
                                 NULL: back, help and onward */
    bool wants_bell;
    enum place place;
    struct {
        enum place place;
        int focus;
    } under[STAGE_DEPTH];
    size_t depth;
    struct arena *frame; /* texts of the frame that is drawn */
    struct buf printed;  /* the last of them that has a format */
    struct buf told;     /* what is written between prompt and targets */
    struct qr *qr;       /* the last one, see stage_qr */
    bool shows_qr;       /* of the frame: it is on the page */
    bool is_colourless;  /* nobody knows whether it would be black on white */
    int code_width, code_height; /* cells for it in large print, 0: none */
    char *logo;                  /* text art of the first screen, "": none */
    struct prompt prompt;
    char *message;      /* what is wrong, until the next input */
    const char *note;   /* of the frame: how to go on, in its place */
    const char *margin; /* of the frame: the same for eyes only; or NULL */
    int news;           /* inputs since the page was drawn */
    enum change change; /* of the page, by the last of them */
    int walked_from;    /* what had the focus before */
    enum message_kind message_kind;
    int64_t now_ms;     /* boot clock of the input that is handled */
    int64_t awake_ms;   /* of the last input */
    int64_t entered_ms; /* of the present place */
    struct ask ask;     /* the question's widget and its draft */
    struct gps gps;
    struct pictures pictures; /* of the question that is asked */
    struct device device;     /* the camera, or what else makes a file */
    struct burst burst;       /* of keys that may be a code */
    struct list list;         /* of every other screen */
    int text_first;           /* line shown first of a long text */
    int text_lines;           /* how many it has, and how many fit */
    int text_rows;
    bool from_review; /* a question reached from there goes back there */
    bool sure;        /* asked once more, and this is the second time */
    bool store_works; /* as the self-test found it */
    char tested[16];  /* the key or the place that was touched there last */
    bool has_work;    /* the screen's work is not done */
    enum board_list board_list; /* of the bulletin's screens */
    size_t board_entry;         /* that is read, by its place in the list */
    size_t board_first;         /* of the page of the list it was on */
    uint32_t board_seed;        /* of this visit's order of ideas */
    char told_ids[32][40];      /* entries that this visit backed or rated */
    size_t told_count;
    struct found found;       /* what is known of the receipt that was typed */
    char found_tag[TAG_SIZE]; /* of the idea that its number leads to */
    bool has_touch;           /* a panel of its own, which can be calibrated */
    bool touch_is_new;
    struct touch_map touch;
    struct touch_pair crosses[CROSSES]; /* touched so far */
    size_t crosses_count;
    int knocks; /* at the operator's hidden door */
    int64_t knock_ms;
    bool for_field;    /* the program was begun for field workers */
    bool is_touched;   /* somebody used a finger since the sign-in */
    struct desk *desk; /* of the worker who is signed in, or NULL */
};

struct screen {
    const char *name;
    enum idle idle;
    bool is_overlay; /* goes back to what lies beneath, as it was */
    bool any_key;    /* whatever is touched counts, as ACT_TEXT */
    void (*enter)(struct stage *stage);
    void (*draw)(struct stage *stage);
    enum place (*act)(struct stage *stage, const struct act *act);
    enum place (*tick)(struct stage *stage); /* NULL: none */
    /* One short step of work while nobody touches anything; true while there
     * is more. NULL: none. */
    bool (*work)(struct stage *stage);
    /* A code from the scanner. NULL: none is asked for. */
    enum place (*code)(struct stage *stage, const char *text);
    /* A finger lifted from a panel, before targets are asked. NULL: none. */
    enum place (*touch)(struct stage *stage, const struct input *input);
};

/* The table's row of a place that is shown. */
const struct screen *screen_of(enum place place);

/* A stage on the first screen; theme is copied. The kiosk must outlive it. */
void stage_init(struct stage *stage, struct kiosk *kiosk,
                const struct theme *theme, int width, int height);
/* Goes to the workers' sign-in, and comes back there. */
void stage_begin_field(struct stage *stage);
/* Frees what the stage holds; the kiosk stays. */
void stage_clear(struct stage *stage);
/* Draws the present place on the canvas: all of it, or what is different. */
void stage_draw(struct stage *stage);
/* Draws the place that will most likely come next on a canvas of its own, so
 * that it is there at once; all else of the stage stays as it is. */
void stage_foresee(struct stage *stage, enum place place);
/* Handles one input; place is then where the resident is. */
void stage_take(struct stage *stage, const struct input *input);
/* Goes to a place: over the present one where it is an overlay, back from
 * there with PLACE_BACK. */
void stage_go(struct stage *stage, enum place place);
/* Nothing happened for as long as stage_wait_ms asked. */
void stage_take_time(struct stage *stage);
/* Milliseconds until the stage wants to be given INPUT_TIMEOUT, -1: never. */
int stage_wait_ms(const struct stage *stage);
enum { STAGE_WATCHES = 3 };
/* What the loop is to watch for the stage besides: fills STAGE_WATCHES of
 * them, fd -1 for none. Any that is ready is given as INPUT_OTHER. */
void stage_watch(const struct stage *stage, struct pollfd *out);
/* What the screen says aloud: its texts, then every target. */
void stage_say(struct stage *stage, struct buf *out);

/* All that the drawn screen says, in the order in which it is read: what
 * speech speaks and large print shows. Fills at most max, texts of the frame;
 * returns how many. */
size_t stage_items(struct stage *stage, struct item *out, size_t max);
/* How often a wait is that long for whoever reads or listens slowly. */
int stage_slowness(const struct stage *stage);
/* Print, voice, colours and pace as the next person finds them: as the
 * station's screen and its settings ask for. */
void ease_reset(struct stage *stage);
/* The next larger print, after the largest the usual one. */
void ease_next_print(struct stage *stage);
/* The parts of a cell that this terminal can fill. */
enum blocks ease_blocks(const struct stage *stage);
/* Whether pages are drawn line below line: large print, or for Braille. */
bool ease_is_lines(const struct stage *stage);
/* Whether a key that came to that act did no more than move what is in sight:
 * where pages are lines, a walk from a target that is out of sight turns a
 * page towards it first, and nothing is chosen unseen. from is what had the
 * focus before. */
bool ease_walks(struct stage *stage, const struct input *input, int from,
                const struct act *act);
/* Finds out how much of the glass a drawing may take in large print. */
void ease_measure(struct stage *stage);
/* Moves the focus onward; where pages are lines, the page turns towards it
 * first rather than pass over lines that nobody has seen. */
void ease_focus(struct stage *stage, int id);
/* Turns one page towards the focus while it is out of sight; false when there
 * is nothing to turn. */
bool ease_turns_to_focus(struct stage *stage);
/* Draws the page in large print, on the canvas; false when it cannot be. */
MUST_USE bool ease_draw_large(struct stage *stage);
/* Hangs the header's key for the size of the print, and shows its focus. */
void ease_hang_key(struct stage *stage);

/* Starts speech, or ends it; complains where there is none. */
void ease_toggle_voice(struct stage *stage);
/* Whether this station has a voice at all. */
bool ease_has_voice(const struct stage *stage);
/* Faster or slower, to the ends of the scale. */
void ease_change_rate(struct stage *stage, int by);
/* The same for loudness. */
void ease_change_volume(struct stage *stage, int by);
/* Whether this person sees or hears anything otherwise than everybody first
 * does; the language is not counted. */
bool ease_is_changed(struct stage *stage);
/* Sets all of that back, in the middle of a visit; answers and language
 * stay. */
void ease_undo_all(struct stage *stage);

/* Scanning, for whoever has one switch: whether this input is the switch, or
 * the first press of it, with which scanning begins; it is then turned into
 * what it means. */
bool scan_takes(struct stage *stage, struct input *input);
/* Moves the focus on when its time is over. */
void scan_move(struct stage *stage);
/* Milliseconds until it is; -1 when nothing moves. */
int scan_wait_ms(const struct stage *stage);
/* Shows on the drawn page that all of a row is meant, or the way out of it. */
void scan_mark(struct stage *stage);
/* How to go on within a row, for the page's message; NULL: as ever. */
const char *scan_note(const struct stage *stage);
/* Whether the row that is offered as a whole has that target, by its place in
 * the rack. */
bool scan_holds(const struct stage *stage, size_t target);
/* The next pace, after the slowest the fastest. */
void scan_change_pace(struct stage *stage);
/* How long the mark rests on what is seen only. */
long scan_pace_ms(const struct stage *stage);

/* Starts the program that speaks; false when there is none. */
bool speech_begin(struct stage *stage);
/* Tells it how fast and how loud. */
void speech_set(struct stage *stage);
/* Speaks what is new on the page that was drawn; nothing without a voice. */
void speech_follow(struct stage *stage);
/* Silence: somebody does something. */
void speech_hush(struct stage *stage);
/* Ends the voice and forgets what was said. */
void speech_end(struct stage *stage);

enum { TARGET_PRINT = TARGET_FIRST + 5000, ITEMS_MOST = 256 };

/* Takes in what came from elsewhere than a hand, such as a position. */
void watch_hear(struct stage *stage);
/* Begins to watch what the page needs, and ends what none does. */
void watch_want(struct stage *stage);
/* Milliseconds until what is watched wants to be heard; -1: never. */
int watch_wait_ms(const struct stage *stage);
/* The sooner of two waits; -1 is never. */
int watch_sooner(int one, int other);

/* Between the keys and the screen: what may be a code waits until it is. */
void sift(struct stage *stage, const struct input *input);
/* One input that is what it seems. */
void stage_give(struct stage *stage, const struct input *input);
/* A whole code, which is in stage.burst. */
void stage_code(struct stage *stage);

/* For screens: */

/* The station's words in the visitor's language, or another's. */
const char *stage_text(const struct stage *stage, const char *english)
    __attribute__((format_arg(2)));
/* Formats for the frame that is drawn; dead at the next one. */
const char *stage_print(struct stage *stage, const char *format, ...)
    PRINTF_LIKE(2, 3);
/* Says a text that is written otherwise, between prompt and targets. */
void stage_tell(struct stage *stage, const char *text);
/* Writes a text into the area, to be spoken as well; returns its lines. */
int stage_write(struct stage *stage, struct rect area, int style,
                const char *text);
/* The text's QR code for a room of so many cells, made once and kept for the
 * next frames; NULL when none fits or the terminal cannot show any. */
const struct qr *stage_qr(struct stage *stage, const char *text, int width,
                          int height);
/* "2026-11-09" as people say it: "9 Nov 2026"; what is no day stays as it is.
 */
const char *stage_day(struct stage *stage, const char *iso);
/* Sets the line that says what is wrong, until the next input. */
void stage_complain(struct stage *stage, const char *text);
/* Whether the window holds the small grid only. */
bool stage_is_small(const struct stage *stage);
/* Finds the grid, draws header (middle may be "") and prompt. */
void stage_page(struct stage *stage, const char *middle, const char *question,
                const char *hint);
/* The same with progress. */
void stage_page_step(struct stage *stage, const char *middle, size_t step,
                     size_t steps, const char *question, const char *hint);
/* The footer: labels in the order 0 * 8 9 #, NULL for a place left empty;
 * the page's message above it. */
void stage_footer(struct stage *stage, const char *const labels[5],
                  bool starred);
/* Key caps on the page's body, two a row; lower ones where they would not fit
 * otherwise. */
void stage_caps(struct stage *stage, const struct cap *caps, size_t count);
/* The page's prompt and list start anew. */
void stage_fresh(struct stage *stage);
/* Changes the colours for this visit; ERR_MISSING when there are none such. */
MUST_USE enum err stage_set_theme(struct stage *stage, const char *name);

/* Whether there is a language to choose, or to change to. */
bool stage_has_languages(const struct stage *stage);
/* Where a visit goes from the first screen: to the choice of a language, or
 * past it where the station speaks one only. */
enum place language_begin(struct stage *stage);
/* Where it was before the language was known. */
enum place language_back(const struct stage *stage);
/* Where a visit goes once the language is known: to the choice of a form, or
 * past it when there is only one. */
enum place forms_choose(struct stage *stage);
/* Where the session stands now: a question, "add another?", the review. The
 * question's widget is loaded. */
enum place question_here(struct stage *stage);
/* Reads how the touch panel lies on the glass, as calibrated before. */
void calibrate_recall(struct stage *stage);
/* Opens the answers under review to check the machine, where they are sealed.
 */
enum place opened_begin(struct stage *stage);
/* What a sign of receipts is called (proof/symbol.h). */
const char *symbol_text(const struct stage *stage, size_t symbol);
/* Whether one may be picked: where answers get receipts. Workers answer for
 * others and take none. */
bool symbol_is_offered(const struct stage *stage);
/* The same of the one that was picked for this visit's, "" for none. */
const char *symbol_picked_text(const struct stage *stage);
/* A code as it is shown, with the sign behind it; "" for none. */
const char *symbol_beside(struct stage *stage, const char *code,
                          const char *sign);
/* Makes the receipt's QR code before it is needed. */
void thanks_prepare(struct stage *stage);
/* Leaves the notice for "Find your answer"; nothing was answered yet. */
enum place find_begin(struct stage *stage);
/* Leaves the question without an answer, for that reason. */
enum place question_refuse(struct stage *stage, enum no_answer why);
/* One question back; the notice before the first. */
enum place question_back(struct stage *stage);
/* Answers the question with what the widget holds; false when the form does
 * not take it, and the page says why. */
MUST_USE bool question_take(struct stage *stage);
/* Puts a scanned code into the question that asks for one; false when it does
 * not. */
MUST_USE bool question_scan(struct stage *stage, const char *text);
/* Keeps what the widget holds if the form takes it; nothing is said. */
void question_keep(struct stage *stage);
/* Shows the question at the place with the answer given before. */
enum place question_show(struct stage *stage);
/* What to say of a refused answer: the form's own words come first. */
const char *question_refusal(struct stage *stage, enum answer answer);

/* Prints the questions of the first form from a number on, at most twenty, as
 * they would look in a language: a form feed before each, then "NUMBER NAME
 * always|sometimes" with tabs between, a line each with label, hint and
 * choices, and the rows of the page; at the end a form feed and how many
 * questions there are. ERR_MISSING when there is no form. */
MUST_USE enum err pages_print(struct kiosk *kiosk, const struct theme *theme,
                              const char *language, size_t from, FILE *to);

/* The rows of the table. */
extern const struct screen SCREEN_ATTRACT, SCREEN_LANGUAGE, SCREEN_SWITCH,
    SCREEN_CITY, SCREEN_ENTRY, SCREEN_RATE, SCREEN_FIND, SCREEN_FOUND,
    SCREEN_TAKE_BACK, SCREEN_FORMS, SCREEN_CHARTER, SCREEN_QUESTION,
    SCREEN_REPEAT, SCREEN_REVIEW, SCREEN_SYMBOL, SCREEN_OPENED, SCREEN_THANKS,
    SCREEN_HELP, SCREEN_VOICE, SCREEN_LEAVE, SCREEN_IDLE, SCREEN_TROUBLE,
    SCREEN_PIN, SCREEN_OPERATOR, SCREEN_SELFTEST, SCREEN_CALIBRATE,
    SCREEN_SIGN_IN, SCREEN_DESK, SCREEN_RECORD, SCREEN_SHEET, SCREEN_TALLY,
    SCREEN_TABLE, SCREEN_OUTLINE, SCREEN_REMARK, SCREEN_CLOSING, SCREEN_REASON,
    SCREEN_KEYS;

#endif
