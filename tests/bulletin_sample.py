#!/usr/bin/python3
"""Prints the bulletin of the golden screens: one entry of each kind, and of
each way in which one may stand."""
from xml.sax.saxutils import escape

WORDS = {
    "promise": [
        ("open", dict(due="2026-11-11", due_now="2026-12-05", people="41", office="Calles", signer="Ana Ruiz"),
         ("Luz en el callejón Pozo", "Cuatro lámparas nuevas.", ""), ("Light in Pozo alley", "Four new lamps.", ""),
         ("إنارة في زقاق البئر", "أربعة مصابيح جديدة.", "")),
        ("open", dict(due="2026-12-02", office="Calles"), ("Bancas, segunda parte", "", ""),
         ("Benches, phase two", "", ""), ("مقاعد، المرحلة الثانية", "", "")),
        ("kept", dict(due="2026-11-03", done="2026-11-09", people="88", office="Salud"),
         ("Sombra en la clínica", "Dos bancas con techo.", ""), ("Shade at the clinic", "Two benches with a roof.", ""),
         ("ظل أمام العيادة", "مقعدان بسقف.", "")),
        ("broken", dict(due="2026-09-01", office="Mercados"),
         ("Baños en el mercado", "", "El terreno no es de la ciudad."),
         ("Toilets in the market", "", "The land is not the city's."),
         ("مراحيض في السوق", "", "الأرض ليست ملك المدينة.")),
    ],
    "reply": [
        ("did", dict(office="Salud", signer="Luis Paz", people="30", score="42"),
         ("Sombra para esperar", "Pusimos dos bancas con techo frente a la clínica.", ""),
         ("Shade to wait in", "We put two benches with a roof before the clinic.", ""),
         ("ظل للانتظار", "وضعنا مقعدين بسقف أمام العيادة.", "")),
        ("not_now", dict(office="Movilidad"), ("Semáforo en la escuela", "", "Primero se mide el paso, en enero."),
         ("Traffic light at the school", "", "First we count who crosses, in January."),
         ("إشارة عند المدرسة", "", "نعدّ العابرين أولًا في يناير.")),
        ("no", dict(office="Parques"), ("Cortar el fresno viejo", "", "Está sano y da sombra a treinta casas."),
         ("Cut down the old ash", "", "It is sound and gives shade to thirty houses."),
         ("قطع الدردار القديم", "", "إنه سليم ويظلل ثلاثين بيتًا.")),
        ("dont_know", dict(office="Agua"), ("El drenaje de la calle Sol", "", "Falta abrir la calle para saberlo."),
         ("The drain in Sol street", "", "We must open the street to know."),
         ("تصريف شارع الشمس", "", "يجب فتح الشارع لنعرف.")),
        ("wrong", dict(office="Calles"), ("El paso de la calle Luna", "", "Lo pusimos donde nadie cruza."),
         ("The crossing in Luna street", "", "We put it where nobody crosses."),
         ("معبر شارع القمر", "", "وضعناه حيث لا يعبر أحد.")),
    ],
    "problem": [
        ("open", dict(office="Agua"),
         ("Agua por la noche", "De noche no llega a la calle Sol. No es solo dinero: no sabemos dónde se pierde.", ""),
         ("Water at night", "At night it does not reach Sol street. It is not money alone: we do not know where it is lost.",
          ""),
         ("الماء ليلًا", "لا يصل ليلًا إلى شارع الشمس. ليس المال وحده: لا نعرف أين يضيع.", ""))],
    "release": [("open", dict(number="6", people="214"), ("Publicación 6", "", ""), ("Release 6", "", ""),
                 ("الإصدار 6", "", ""))],
    "roles": [("open", {}, ("Quién hace qué", "Ana Ruiz firma lo que se responde. Luis Paz lee las ideas.", ""),
               ("Who does what", "Ana Ruiz signs the replies. Luis Paz reads the ideas.", ""),
               ("من يفعل ماذا", "آنا رويث توقّع الردود. لويس باث يقرأ الأفكار.", ""))],
    "idea": [
        ("open", dict(people="41"), ("Cruce seguro", "Un paso de cebra frente a la escuela.", ""),
         ("Safe crossing", "A zebra crossing before the school.", ""), ("معبر آمن", "ممر مشاة أمام المدرسة.", "")),
        ("open", {}, ("Huerto en la plaza", "Para plantar entre todos.", ""),
         ("A garden in the square", "To plant it together.", ""), ("بستان في الساحة", "لنزرعه معًا.", "")),
        ("declined", dict(place="luna-3", receipt="908d547007"), ("Más bancas", "", "Ya hay ocho desde junio."),
         ("More benches", "", "There have been eight since June."), ("مقاعد أكثر", "", "توجد ثمانية منذ يونيو.")),
        ("declined", dict(place="luna-9"), ("No es de aquí", "", "Nació en otra parte."),
         ("Not from here", "", "It was born elsewhere."), ("ليست من هنا", "", "وُلدت في مكان آخر.")),
    ],
}


def feed():
    out = ['<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
           'xmlns:b="tag:barrio.invalid,2026:bulletin"><title>Barrio Luna</title>'
           "<id>tag:barrio.invalid,2026:bulletin</id><updated>2026-11-20T10:00:00Z</updated>"
           "<author><name>Barrio Luna</name></author>\n"]
    number = 0
    for kind, entries in WORDS.items():
        for standing, facts, *texts in entries:
            number += 1
            out.append(f"<entry><id>urn:uuid:3b2e0c1a-0000-4000-8000-{number:012}</id>"
                       f"<updated>2026-11-20T10:00:00Z</updated><category term=\"{kind}\"/>"
                       f"<title>{escape(texts[0][0])}</title><content>{escape(texts[0][1])}</content>"
                       f"<b:state>{standing}</b:state>")
            out += [f"<b:{name}>{escape(value)}</b:{name}>" for name, value in facts.items()]
            for language, (title, body, reason) in zip(("es", "en", "ar"), texts):
                out.append(f'<b:text xml:lang="{language}"><b:title>{escape(title)}</b:title>'
                           f"<b:body>{escape(body)}</b:body><b:reason>{escape(reason)}</b:reason></b:text>")
            out.append("</entry>\n")
    return "".join(out) + "</feed>\n"


if __name__ == "__main__":
    print(feed(), end="")
