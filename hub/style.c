/* The pages' style sheet: the themes plaza (light) and noche (dark), with the
 * contrast of the kiosk's. */
#include "page.h"

#include "base/buf.h"
#include "base/digest.h"
#include "hub.h"

#include <string.h>

static const char COLOURS[] =
    ":root{--bg:#fff8ec;--surface:#f6e9d3;--text:#1f1710;--muted:#3c3227;"
    "--accent:#0a3a46;--good:#0c3d24;--warn:#4d2e00;--bad:#66101a;"
    "--focus:#2b1a5e}"
    "@media(prefers-color-scheme:dark){:root{--bg:#10151c;--surface:#1b2430;"
    "--text:#f5f1e8;--muted:#cbd2d8;--accent:#8fe0ee;--good:#9bebb5;"
    "--warn:#ffd27a;--bad:#ffc4be;--focus:#ffd75e}}";

static const char LAYOUT[] =
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--bg);color:var(--text);"
    "font:1.0625rem/1.5 system-ui,sans-serif}"
    "header,main{max-width:76rem;margin:0 auto;padding:0 1rem}"
    "header{display:flex;flex-wrap:wrap;align-items:center;gap:0 1.5rem;"
    "border-bottom:2px solid var(--accent)}"
    "nav{flex:1}@media(max-width:48rem){nav{flex-basis:100%;order:3}"
    ".brand{flex:1}}nav ul{display:flex;flex-wrap:wrap;gap:0 1rem;margin:0;"
    "padding:0;list-style:none}"
    "nav a,nav button,.brand a,.languages a{display:inline-flex;"
    "align-items:center;min-height:44px}"
    ".brand{font-weight:700;font-size:1.25rem;margin:0}"
    ".brand a{text-decoration:none}.languages{margin:0}"
    "a{color:var(--accent)}a[aria-current]{font-weight:700;"
    "text-decoration:none}"
    ":focus-visible{outline:3px solid var(--focus);outline-offset:2px}"
    ".skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;"
    "background:var(--bg);padding:.5rem}"
    "main "
    "section{max-width:52rem}h1{font-size:1.6rem;line-height:1.2;margin:1."
    "25rem 0 .5rem}"
    "h2{font-size:1.2rem;margin:2rem 0 .25rem}"
    "p,ul{max-width:60rem}.muted{color:var(--muted)}"
    ".grid{display:grid;gap:0 2.5rem}"
    "@media(min-width:60rem){.grid{grid-template-columns:1fr 1fr}}"
    ".scroll{overflow-x:auto}"
    /* Names and labels are the form's and the people's: however long, without
     * a blank, in whichever direction. */
    "h1,h2,h3,p,li,dd,dt,legend,label,summary,button,.button,th[scope=row],"
    "blockquote{overflow-wrap:anywhere;min-width:0}"
    "th[scope=row]{min-width:7rem}"
    "h1,h2,h3,dd,th,td,legend,label,option,blockquote p{unicode-bidi:"
    "plaintext}"
    /* A name within a sentence of ours does not turn the sentence. */
    "b,strong,main a{unicode-bidi:isolate}"
    "blockquote{margin:1rem 0;padding-left:1rem;border-left:4px solid "
    "var(--surface)}"
    "@media print{nav,.languages,.skip,form{display:none}}";

static const char PIECES[] =
    "table{border-collapse:collapse;width:100%}"
    "caption{text-align:left;color:var(--muted);padding:.25rem 0}"
    "th,td{text-align:left;padding:.4rem .75rem .4rem 0;"
    "border-bottom:1px solid var(--surface);vertical-align:middle}"
    "th[scope=row]{font-weight:400}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;"
    "white-space:nowrap}"
    "th.n,td.n{width:1%;padding-left:.75rem}"
    /* Figures leave a telephone's width to the words beside them. */
    "@media(max-width:30rem){th.n,td.n{padding:.4rem 0 .4rem .4rem}"
    "thead th{font-size:.85rem}"
    /* A list is told entry by entry: nothing of it lies beyond the edge. */
    ".list,.list tbody,.list tr,.list th[scope=row],.list td{display:block;"
    "width:auto;text-align:left;white-space:normal;padding:0;border:0}"
    ".list thead{position:absolute;clip-path:inset(50%);width:1px;"
    "height:1px;overflow:hidden}"
    ".list tr{padding:.6rem 0;border-bottom:2px solid var(--surface)}"
    ".list th[scope=row]{font-weight:700}"
    ".list td:empty{display:none}"
    ".list td[data-head]:before{content:attr(data-head) \": \";"
    "color:var(--muted)}}"
    "table:not(.list) .n+:not(.n){padding-left:.75rem}"
    ".bar{display:block;width:100%;height:.75rem;margin:.15rem 0 .3rem}"
    ".rail{fill:var(--surface)}.fill{fill:var(--accent)}"
    ".needs{list-style:none;padding:0}.needs li{border-left:6px solid "
    "var(--warn);background:var(--surface);margin:.4rem 0;padding:.5rem "
    ".75rem}"
    ".needs b{color:var(--warn)}.good{color:var(--good)}"
    ".figures{display:flex;flex-wrap:wrap;gap:.25rem 2rem;margin:.5rem 0;"
    "padding:0;list-style:none}.figures b{font-size:1.5rem}"
    "label{display:block;font-weight:700;margin:.75rem 0 .25rem}"
    "input:not([type=hidden]),select,textarea{font:inherit;min-height:44px;"
    "width:100%;"
    "max-width:28rem;padding:.4rem .6rem;color:inherit;"
    "background:var(--bg);border:2px solid var(--muted);border-radius:4px}"
    "button,.button{font:inherit;font-weight:700;min-height:44px;"
    "padding:.4rem 1.1rem;margin:.75rem 0;border:2px solid var(--accent);"
    "border-radius:4px;background:var(--accent);color:var(--bg);"
    "display:inline-flex;align-items:center;text-decoration:none;"
    "cursor:pointer}"
    "button.link{background:none;border:0;color:var(--accent);padding:0;"
    "margin:0;font-weight:400;text-decoration:underline}"
    ".complaints li{margin:.4rem 0;padding:.5rem .75rem;border-left:6px "
    "solid;background:var(--surface);color:var(--text)}"
    ".complaints li.bad{border-color:var(--bad)}"
    ".complaints li.warn{border-color:var(--warn)}"
    ".complaints .bad b{color:var(--bad)}.complaints .warn "
    "b{color:var(--warn)}.complaints p{margin:.2rem 0}"
    "pre.line{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}"
    /* Right-to-left text was put in order by the kiosk. */
    "pre.glass{direction:ltr;unicode-bidi:bidi-override;margin:.25rem 0 "
    "1rem;padding:.75rem;width:max-content;font:.8125rem/1.2 monospace;"
    "background:#10151c;color:#f5f1e8;border-radius:4px}"
    ".buttons{display:flex;flex-wrap:wrap;gap:0 .75rem}"
    ".hint{margin:0 0 .25rem;color:var(--muted)}"
    "label.box{display:flex;align-items:center;gap:.6rem;font-weight:400;"
    "min-height:44px;margin:0}"
    "input[type=checkbox]{width:1.6rem;min-height:1.6rem;flex:none}"
    ".qr{display:block;width:14rem;max-width:100%;margin:.5rem 0}"
    "form.inline{display:inline-block;margin-right:1rem}"
    "form.filter{display:grid;gap:0 "
    "1.5rem;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr))}"
    "fieldset{min-width:0;border:2px solid var(--surface);margin:.75rem "
    "0;padding:.25rem "
    "1rem}legend{font-weight:700}"
    "summary{min-height:44px;cursor:pointer;color:var(--accent)}"
    ".ways{display:flex;flex-wrap:wrap;gap:0 1.25rem}"
    ".ways a{display:inline-flex;align-items:center;min-height:44px}"
    "textarea.document{max-width:100%;font:.95rem/1.4 monospace}"
    "button.link{text-align:left}"
    ".map{display:block;width:100%;max-width:32rem}"
    ".days{display:block;width:100%;max-width:40rem;height:9rem}"
    ".code{font-size:1.6rem}"
    ".card{background:var(--surface);padding:.5rem 1rem;margin:.75rem 0;"
    "max-width:52rem}"
    ".bad{color:var(--bad)}code{word-break:break-all;background:"
    "var(--surface);padding:.1rem .3rem}";

void page_style(struct visit *visit)
{
    struct buf css;
    char md5[33];

    buf_init(&css, 0);
    buf_puts(&css, COLOURS);
    buf_puts(&css, LAYOUT);
    buf_puts(&css, PIECES);
    digest_md5_hex(css.data, css.size, md5);
    if (!visit_is_current(visit, md5))
        request_reply_buf(visit->request, 200, "text/css; charset=utf-8", &css);
    buf_clear(&css);
}

void page_icon(struct visit *visit)
{
    static const char ICON[] =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\">"
        "<rect width=\"16\" height=\"16\" rx=\"3\" fill=\"#0a3a46\"/>"
        "<path d=\"M2 14V9l3-3 3 3V5l3-3 3 3v9z\" fill=\"#fff8ec\"/></svg>";

    request_set_header(visit->request, "Cache-Control",
                       "public, max-age=86400");
    request_reply(visit->request, 200, "image/svg+xml", ICON, sizeof ICON - 1);
}
