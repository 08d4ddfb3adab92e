"""A neighbour who answers any survey at a kiosk, and remembers what was
answered. Survey reads a form only to know which answers there are."""
import os
import random
import re
import xml.etree.ElementTree as ET

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
XF = "{http://www.w3.org/2002/xforms}"
H = "{http://www.w3.org/1999/xhtml}"
ODK = "{http://www.opendatakit.org/xforms}"
KINDS = ("input", "select1", "select", "range", "rank", "trigger", "upload", "secret")
# What may stand beside a key on its cap: nothing, the focus, what it does.
BESIDE = "[ ▶◀»«←→?…×✓√⌂▼▲☼♪⌫■]"


def local(tag):
    return tag.rsplit("}", 1)[-1]


class Control:
    def __init__(self, ref, kind, element, bind):
        self.ref, self.kind, self.element = ref, kind, element
        self.type = bind.get("type", "string")
        self.readonly = "true" in bind.get("readonly", "")
        self.required = "true" in bind.get("required", "")
        self.labels = {}      # language: longest piece of its text
        self.choices = []     # (value, {language: label})


class Survey:
    def __init__(self, path):
        root = ET.parse(path).getroot()
        self.root = root
        self.texts = {}       # language: {id: text pieces}
        for translation in root.iter(XF + "translation"):
            texts = self.texts.setdefault(translation.get("lang"), {})
            for text in translation.findall(XF + "text"):
                value = next(v for v in text.findall(XF + "value") if not v.get("form"))
                texts[text.get("id")] = self.pieces(value)
        self.binds = {b.get("nodeset"): b.attrib for b in root.iter(XF + "bind")}
        self.controls = []
        self.repeats = set()
        self.walk(root.find(H + "body"), "/data")
        self.root_name = local(next(iter(root.find(f".//{XF}instance"))).tag)

    @staticmethod
    def pieces(element):
        out = [element.text or ""] + [child.tail or "" for child in element]
        return [" ".join(p.split()) for p in out if p.strip()]

    def languages(self):
        return list(self.texts) or [""]

    @staticmethod
    def tag(language):
        found = re.search(r"\(([^)]+)\)$", language)
        return found[1] if found else language

    def tags(self):
        return [self.tag(language) for language in self.languages()]

    def language(self, tag):
        return next((l for l in self.languages() if self.tag(l) == tag), self.languages()[0])

    def labels(self, label):
        """{language: pieces} of a label element."""
        if label is None:
            return {l: [] for l in self.languages()}
        found = re.match(r"jr:itext\('(.*)'\)", label.get("ref", ""))
        if found:
            return {l: self.texts[l].get(found[1], []) for l in self.texts}
        return {l: self.pieces(label) for l in self.languages()}

    def walk(self, element, base):
        for child in element:
            kind = local(child.tag)
            if kind in KINDS:
                self.controls.append(self.control(child, kind))
            elif kind == "repeat":
                self.repeats.add(child.get("nodeset"))
                self.walk(child, base)
            elif kind == "group":
                self.walk(child, base)

    def control(self, element, kind):
        ref = element.get("ref")
        control = Control(ref, kind, element, self.binds.get(ref, {}))
        control.labels = {l: max(p, key=len) if p else "" for l, p in
                          self.labels(element.find(XF + "label")).items()}
        for item in element.findall(XF + "item"):
            labels = self.labels(item.find(XF + "label"))
            control.choices.append((item.find(XF + "value").text.strip(),
                                    {l: " ".join(p) for l, p in labels.items()}))
        itemset = element.find(XF + "itemset")
        if itemset is not None:
            control.choices = self.items(itemset)
        return control

    def items(self, itemset):
        name = re.search(r"instance\('([^']+)'\)", itemset.get("nodeset"))
        if not name:
            return []
        value_ref = itemset.find(XF + "value").get("ref")
        label_ref = itemset.find(XF + "label").get("ref")
        key = re.match(r"jr:itext\((.*)\)", label_ref)
        instance = next(i for i in self.root.iter(XF + "instance") if i.get("id") == name[1])
        out = []
        for item in instance.iter(XF + "item"):
            fields = {local(f.tag): (f.text or "").strip() for f in item}
            label = fields.get(key[1] if key else label_ref, "")
            out.append((fields[value_ref],
                        {l: " ".join(self.texts.get(l, {}).get(label, [])) if key else label
                         for l in self.languages()}))
        return out

    def values(self, body):
        """{ref: [values in order]} of the questions in a submission."""
        refs = {c.ref: c for c in self.controls}
        out = {}

        def visit(node, path):
            if path in refs and (node.text or "").strip():
                out.setdefault(path, []).append(plain(refs[path], node.text.strip()))
            for child in node:
                visit(child, path + "/" + local(child.tag))
        root = ET.fromstring(body)
        visit(root, "/" + local(root.tag))
        return out


def plain(control, value):
    """Two ways to write one number are one answer."""
    if control.type == "geopoint":
        return " ".join(f"{float(v):g}" for v in value.split())
    if control.type == "decimal":
        return f"{float(value):g}"
    if control.type == "time":
        return value[:5]
    if control.type == "dateTime":
        return value[:16]
    return value


def catalogue(tag):
    """{english: translation} of the kiosk's words."""
    if tag == "en":
        return {}
    with open(f"{ROOT}/po/kiosk/{tag}.po", encoding="utf-8") as f:
        return dict(re.findall(r'msgid "(.*)"\nmsgstr "(.*)"', f.read()))


class Neighbour:
    """Answers by one hand only: digits, arrows or taps."""

    def __init__(self, pty, survey, tag, hand, seed=1, say=None, languages="es en fr pt ar"):
        self.pty, self.survey, self.hand = pty, survey, hand
        self.tag = tag if tag in languages.split() else "en"
        self.language = survey.language(tag)
        self.languages = languages.split()
        self.random = random.Random(seed)
        self.words = catalogue(self.tag)
        self.first_words = catalogue(self.languages[0])
        self.given = {}
        self.added = 0
        self.text = say or {"ar": "شمس"}.get(self.tag, "sol")

    def word(self, english):
        return self.words.get(english, english)

    # The three hands

    def act(self, key):
        """Presses, walks to, or taps the cap of that key."""
        before = self.pty.text()
        if self.hand == "digits":
            self.pty.key(key)
        elif self.hand == "arrows":
            self.walk(key)
            self.pty.key("enter")
        else:
            self.pty.tap_at(*self.cap(key))
        self.pty.wait_for(lambda r: r.text() != before)
        self.pty.settle()

    def cap(self, key):
        for y, line in enumerate(self.pty.screen.display):
            found = re.search(rf"│{BESIDE}{re.escape(key)}{BESIDE}│|▐{re.escape(key)}▌", line)
            if found:
                return self.pty._cell(y, found.start()) + len(found[0]) // 2, y
        return self.letter(key + " ▲") if key in "123" else self.none(key)

    def none(self, key):
        raise LookupError(f"no cap {key}:\n{self.pty.text()}")

    def under_cursor(self):
        """What stands alone under the cursor; "" inside a word."""
        c = self.pty.screen.cursor
        row = self.pty.screen.buffer[c.y]
        beside = [row[x].data for x in (c.x - 1, c.x + 1) if 0 <= x < self.pty.columns]
        return "" if any(b.isalnum() for b in beside) else row[c.x].data

    def walk(self, key, by="right", typing=False):
        """To a letter of the keyboard when typing, else to a cap, which those
        of the footer are found there only."""
        for _ in range(70):
            self.pty.settle()
            in_footer = self.pty.screen.cursor.y >= self.pty.rows - 3
            wanted = not in_footer if typing else in_footer or key not in "0*89#"
            if self.under_cursor() == key and wanted:
                return
            self.pty.key(by)
        raise LookupError(f"the focus never came to {key}:\n{self.pty.text()}")

    def type(self, text):
        """Letters and digits, by the same hand."""
        by_pad = self.pty.shows(self.word("2 4 6 8 walk, 5 types, 1 erases"))
        for letter in text:
            if by_pad and letter == " ":
                self.pty.key("3")
            elif by_pad:
                self.walk(letter, by="6", typing=True)
                self.pty.key("5")
            elif self.hand == "digits" or letter in " .-":
                self.pty.key(letter)
            elif self.hand == "arrows":
                self.walk(letter, typing=True)
                self.pty.key("enter")
            else:
                self.pty.tap_at(*self.letter(letter))
            self.pty.settle()
        self.pty.settle()

    def letter(self, letter):
        """The key of a letter stands alone between blanks or frames."""
        for y in range(self.pty.rows - 4, 4, -1):
            line = self.pty.screen.display[y]
            found = re.search(rf"(?<![\w,.])[ ▶»]{re.escape(letter)}[ ◀«](?!\w)", line)
            if found:
                return self.pty._cell(y, found.start()) + 1, y
        raise LookupError(f"no key {letter}:\n{self.pty.text()}")

    # The way through

    def visit(self, finish=True):
        """From the first screen to the thanks; given is what was answered."""
        self.begin()
        for _ in range(400):
            if self.pty.shows(self.word("Check before you send")):
                break
            self.step()
        self.act("#")
        self.pty.wait_for(self.word("Thank you! It is kept here now."))
        if finish:
            self.act("#")

    def begin(self):
        first = self.first_words.get("Tap here or press any key", "Tap here or press any key")
        self.pty.wait_for(first)
        self.pty.settle()
        self.start()
        self.pty.wait_for("English")
        self.act(str(self.languages.index(self.tag) + 1))
        self.pty.wait_for(self.word("Before you start"))
        self.act("#")

    def start(self):
        before = self.pty.text()
        if self.hand == "taps":
            self.pty.tap_at(self.pty.columns // 2, self.pty.rows // 2)
        else:
            self.pty.key("5" if self.hand == "digits" else "enter")
        self.pty.wait_for(lambda r: r.text() != before)
        self.pty.settle()

    def question(self):
        screen = self.pty.words()
        best = None
        for control in self.survey.controls:
            label = control.labels[self.language]
            if label and label in screen and (not best or len(label) > len(best[1])):
                best = (control, label)
        if not best:
            raise LookupError(f"no question of the form is here:\n{self.pty.text()}")
        return best[0]

    def step(self):
        if self.pty.shows(self.word("No, go on")):
            self.added += 1
            self.act("1" if self.added == 1 else "2")
            return
        control = self.question()
        if control.readonly or control.kind == "upload":
            self.act("#")
            return
        for attempt in range(6):
            value = self.answer(control, attempt)
            self.act("#")
            if "!!" not in self.pty.text():
                if value:
                    self.given.setdefault(control.ref, []).append(plain(control, value))
                return
        raise LookupError(f"no answer was taken:\n{self.pty.text()}")

    def answer(self, control, attempt):
        kind = control.kind
        if kind == "select1":
            return self.choose(control, [self.random.randrange(min(4, len(control.choices)))])
        if kind == "select":
            n = min(4, len(control.choices))
            return self.choose(control, sorted(self.random.sample(range(n), min(2, n))))
        if kind == "rank":
            return self.choose(control, list(reversed(range(len(control.choices)))))
        if kind == "trigger":
            self.act("1")
            return "OK"
        if kind == "range":
            return self.scale(control)
        return self.write(control, attempt)

    def choose(self, control, indices):
        """By what stands beside the caps, since a filter may hide some and
        chance may order them."""
        shown = self.shown(control) or [(str(i + 1), value) for i, (value, _) in enumerate(control.choices)]
        picked = [shown[i] for i in indices if i < len(shown)] or shown[:1]
        for digit, _ in picked:
            self.act(digit)
        return " ".join(value for _, value in picked)

    def shown(self, control):
        out = {}
        for line in self.pty.lines():
            for digit, label in self.slabs(line):
                match = [v for v, labels in control.choices if
                         (labels.get(self.language) or v).startswith(label[:30])]
                if len(match) == 1 or label in [labels.get(self.language) for _, labels in control.choices]:
                    out[digit] = next((v for v, labels in control.choices
                                       if labels.get(self.language) == label), match[0])
        return sorted(out.items())

    @staticmethod
    def slabs(line):
        """(digit, label) of the caps of a line, from left or from right."""
        left = re.findall(r"│[ ▶»](\d) │ (?:[○●•]|\[.\]) (\S.*?)(?=\s{2,}|$)", line)
        right = re.findall(r"(\S(?:\S| (?! ))*) (?:[○●•]|\[.\]) │ (\d)[ ◀«]│", line)
        small = re.findall(r"▐(\d)▌(?:[○●•]|\[.\])(\S.*?)(?=\s{2,}|[ ▶»]▐|$)", line)
        return left or small or [(d, label) for label, d in right]

    def scale(self, control):
        start = int(float(control.element.get("start")))
        end = int(float(control.element.get("end")))
        value = str(min(end, start + 1 + self.random.randrange(2)))
        self.act(value)
        return value

    def turn(self):
        """Turns the first wheel and reads what the wheels then say."""
        self.act("1")
        for line in self.pty.lines():
            found = re.match(r"^\W*(\d+)\s+(\d+)(?:\s+(\d{4}))?\W*$", line)
            if found and found[3]:
                return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
            if found:
                return f"{int(found[1]):02d}:{int(found[2]):02d}"
        raise LookupError(f"no wheels:\n{self.pty.text()}")

    def write(self, control, attempt):
        for _ in range(12 if attempt else 0):
            self.pty.key("backspace")
        if control.type == "int":
            value = ("3", "12", "1", "40", "150", "2000")[attempt]
            self.type(value)
        elif control.type == "decimal":
            value = ("2", "12", "1", "40", "150", "2000")[attempt]
            self.type(value)
        elif control.type in ("date", "time"):
            return self.turn()
        elif control.type == "dateTime":
            day = self.turn()
            self.act("#")
            return f"{day}T{self.turn()}"
        elif control.type == "geopoint":
            hand, self.hand = self.hand, "digits"
            self.type("19.43 -99.13")
            self.hand, value = hand, "19.43 -99.13 0 0"
        else:
            value = self.text
            self.type(value)
        return value
