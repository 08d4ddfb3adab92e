#include "find_idea.h"

#include "base/buf.h"
#include "hub.h"
#include "page.h"
#include "record/bulletin.h"

/* The states of an idea in public, and what else may be said of one. */
static const struct {
    const char *name, *text;
} STATES[] = {
    {"ask", N_("Write the withdrawal number above to see what became of it. "
               "This device looks for it in the public list; the city is not "
               "told which idea was yours.")},
    {"open", N_("It is public, and neighbours may back it.")},
    {"did", N_("We did it.")},
    {"not_now", N_("Not now, because:")},
    {"no", N_("No, because:")},
    {"merged", N_("It joined another idea, because:")},
    {"declined", N_("It is not shown, because:")},
    {"unread", N_("No public idea has this number. Either nobody has read it "
                  "yet, or it was hidden because it insults somebody.")},
    {"unreachable", N_("The list of ideas cannot be read now. Try again "
                       "later.")},
};

void find_idea_add(struct visit *visit, struct buf *out)
{
    buf_puts(out, "<section id=\"idea\" role=\"status\" hidden><h2>");
    page_say(visit, out, "What became of your idea");
    buf_puts(out, "</h2>");
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        buf_printf(out, "<p data-idea=\"%s\" hidden>", STATES[i].name);
        page_say(visit, out, STATES[i].text);
        buf_puts(out, "</p>");
    }
    buf_puts(out, "<p id=\"idea-reason\"></p>"
                  "<p><a id=\"idea-link\" href=\"/ideas\" hidden></a></p>"
                  "</section>");
}

/* The tag is proof/tag.h's. */
static const char SCRIPT[] =
    "const OURS='" BULLETIN_NS "';\n"
    "function hashed(text){const m=utf8.encode(text);return "
    "hex(sha256(m,m.length))}\n"
    "function tagOf(token){\n"
    "return hashed('barrio/tag/1 '+hashed('barrio/withdrawal/1 '+token)"
    ".slice(0,32)).slice(0,10)}\n"
    "function part(e,name){const p=e&&e.getElementsByTagNameNS(OURS,name)[0];\n"
    "return p?p.textContent:''}\n"
    "function sayIdea(state,entry){\n"
    "document.querySelectorAll('[data-idea]').forEach(p=>\n"
    "p.hidden=p.dataset.idea!==state);\n"
    "const texts=entry?[...entry.getElementsByTagNameNS(OURS,'text')]:[],\n"
    "lang=document.documentElement.lang,\n"
    "text=texts.find(t=>t.getAttribute('xml:lang')===lang)||texts[0];\n"
    "$('idea-reason').textContent=part(text,'reason');\n"
    "$('idea-link').hidden=!entry;\n"
    "$('idea-link').textContent=part(text,'title');\n"
    "if(entry)$('idea-link').href='/ideas#e-'+\n"
    "entry.getElementsByTagName('id')[0].textContent.split(':').pop()}\n"
    "async function findIdea(token){\n"
    "try{const reply=await fetch('/bulletin.atom',{cache:'no-cache'});\n"
    "if(!reply.ok&&reply.status!==404)throw new Error('fetch');\n"
    "const feed=new DOMParser().parseFromString(\n"
    "reply.ok?await reply.text():'<feed/>','text/xml'),\n"
    "tag=tagOf(token),entry=[...feed.getElementsByTagName('entry')]\n"
    ".find(e=>part(e,'receipt')===tag);\n"
    "sayIdea(entry?part(entry,'state'):'unread',entry)\n"
    "}catch(e){sayIdea('unreachable')}}\n"
    "function showIdea(is){\n"
    "$('idea').hidden=!is;\n"
    "const token=$('token').value.replace(/[ -]/g,'');\n"
    "if(!is)return;\n"
    "if(/^\\d{20}$/.test(token)&&sealed(token))findIdea(token);\n"
    "else sayIdea('ask')}\n"
    "$('token').addEventListener('input',()=>showIdea(!$('idea').hidden));\n";

void find_idea_script(struct buf *out)
{
    buf_puts(out, SCRIPT);
}
