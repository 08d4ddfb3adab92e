#!/usr/bin/python3
"""Whom the census lacks becomes a worker's task: a Coordinator sends somebody
from the coverage page, the station shows it under the signed edition, counts
what is finished without a network, fills in what the task fixes, and the
answers fill the gap they were asked for."""
import os
import re
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from civic import City  # noqa: E402
from stand import Station  # noqa: E402
from worker_pty import Place, Worker  # noqa: E402

PAGE = "/forms/household/coverage"
POST = "/forms/household/assignments"
DONE = r"<td class=\"n\"[^>]*>%d(?:<svg.*?</svg>)?</td>"


def envelope(place):
    return [row[0] for row in place.rows("SELECT extra FROM response ORDER BY seq")]


class Round:
    def __init__(self, top):
        self.place = Place(choices=5)
        self.place.add_worker("luis")
        self.city = City(top, [self.place.folder + "/forms/household.xml"], roles=("coordinator", "expert"))
        self.station = Station(top + "/station", self.city.hub, "laptop-1")
        conf = open(self.station.conf).read().replace(self.station.data, self.place.folder)
        open(self.station.conf, "w").write(conf)

    def post(self, **fields):
        return self.city.coordinator.post(PAGE, POST, **fields)[0]

    def page(self):
        return self.city.coordinator.ask("GET", PAGE + "?lang=en")[2].decode()

    def sign_in(self, who="ana"):
        worker = Worker(self.place)
        worker.wait_for("luis")
        worker.press(*["down"] * (who == "luis"), "enter")
        return worker.type("1234")

    def interview(self, worker, head):
        """The task on top of the list, from its first question to the end."""
        worker.press("enter").type(head).press("1").type("4").press("2").type("Sol")
        worker.press("enter").type("Luis").type("34").press("1", "3", "#", "-", "#")
        worker.press("+").type("Eva").type("5").press("-", "#", "#")
        prefilled = worker.text()
        worker.press("enter", "enter", "#")
        return prefilled

    def close(self):
        self.city.close()
        self.place.close()


def send(r):
    r.city.coordinator.post(PAGE, PAGE, plan="place roma 20\nplace p3 10\ndaypart evening 40\nlanguage es 1")
    page = r.page()
    tap.ok("Send field workers" in page and "Nobody is sent anywhere now." in page,
           "the coverage page offers to send somebody", page)
    tap.equal(r.post(whom="place roma", worker="ana", wanted="2", day=""), 303, "a worker is sent to a place")
    page = r.page()
    tap.ok(re.search(r"<th scope=\"row\">roma .*?</th><td[^>]*>ana</td>" + DONE % 0 + r"<td class=\"n\"[^>]*>2</td>", page, re.S),
           "the page says who is sent where", page)
    tap.equal(r.post(whom="place nowhere", worker="", wanted="2", day=""), 422, "nobody is sent where nobody is planned")
    tap.equal(r.post(whom="place roma", worker="", wanted="2", day="tomorrow"), 422, "nor on a day that is none")
    r.post(all="1")
    page = r.page()
    tap.ok(page.count(">everybody<") == 4, "one button sends everybody to each of four that are missing", page)
    r.post(all="1")
    tap.equal(r.page().count(">everybody<"), 4, "but to none of them twice")


def work(r):
    r.station.sync()
    with r.sign_in("luis") as worker:
        tap.ok("0 de 20" in worker.text() and "0 de 2 " not in worker.text(),
               "another worker sees what is asked of everybody alone", worker.text())
        tap.ok(worker.shows("noche · Hogar"), "parts of the day have a name", worker.text())
    r.city.hub.stop()
    with r.sign_in() as worker:
        tap.ok(re.search(r"roma · Hogar .*0 de 2\b", worker.text()), "the worker sees place, form and how many",
               worker.text())
        tap.ok("0 de 20" not in worker.text() and "0 de 10" in worker.text(),
               "what is asked by name stands for what is asked of everybody", worker.text())
        prefilled = r.interview(worker, "Rosa")
        tap.ok("(•) Roma Norte" in prefilled or "Roma Norte" in prefilled.split("Colonia")[-1],
               "the place is filled in", prefilled)
        tap.ok(re.search(r"roma · Hogar .*1 de 2\b", worker.text()), "without a network it counts one", worker.text())
        tap.ok('"place":"roma"' in envelope(r.place)[0] and '"assignment":1' in envelope(r.place)[0],
               "the answer says for which place the worker was sent", envelope(r.place))
        worker.press("right", "right", "enter", "^e")
        worker.press("enter", *"!", "enter", "^o", "end", "enter", "enter", "#")
        tap.ok('"place":"roma"' in envelope(r.place)[1], "a changed version says so, too", envelope(r.place))
        tap.ok(re.search(r"roma · Hogar .*1 de 2\b", worker.text()), "and does not count again", worker.text())
        worker.type("roma", then=None)
        tap.ok("p3" not in worker.text() and "roma" in worker.text(), "typing searches the tasks, too", worker.text())
        r.interview(worker, "Beto")
        tap.ok(re.search(r"✓ +roma · Hogar .*2 de 2\b", worker.text()), "what is done has its mark", worker.text())
        worker.press("down", "enter", *"Otro", "enter", "^x")


def arrive(r):
    r.city.hub.start()
    r.station.sync()
    # A family's reading is made anew; the station itself is no place of the plan.
    page = r.page()
    tap.ok(re.search(r"roma.*?</th><td class=\"n\">2</td><td class=\"n\">20</td>", page, re.S),
           "the answers count at the place they were asked for", page)
    tap.ok(re.search(r"roma .*?</th><td[^>]*>ana</td>" + DONE % 2 + r"<td class=\"n\"[^>]*>2</td>", page, re.S),
           "Coordinators see how much of each assignment has arrived, a changed version once", page)


def of_everybody(r):
    with r.sign_in("luis") as worker:
        r.interview(worker, "Nora")
    r.station.sync()
    page = r.page()
    tap.ok(re.search(r">everybody <span class=\"muted\">luis 1</span></td>" + DONE % 1, page),
           "and whose it is where everybody was sent", page)


def look_again(r):
    """Two interviews with all but the name the same; the first one's edit takes
    its place and is not held against it."""
    answers = "/forms/household/answers"
    page = r.city.expert.ask("GET", answers + "?lang=en&mark=alike")[2].decode()
    tap.equal(re.findall(r"/answers/(\d+)\">like number (\d+) \((\d+) %\)", page), [("2", "2", "90")],
              "an interview nearly the same as another of that worker is marked")
    tap.equal(len(re.findall(r"<th scope=\"row\">", page)), 1, "and found by the filter alone")
    page = r.city.expert.ask("GET", answers + "/3?lang=en")[2].decode()
    tap.ok("like number 2 (90 %)" in page, "the answer itself says so as well", page)
    tap.equal(len(r.city.hub.csv("household")), 2, "and counts like any other")


def take_back(r):
    number = re.search(r"name=\"end\" value=\"(\d+)\"", r.page())[1]
    tap.equal(r.post(end=number), 303, "an assignment is taken back")
    tap.equal(r.post(end=number), 404, "once")
    r.station.sync()
    with r.sign_in() as worker:
        tap.ok("2 de 2" not in worker.text(), "and the station no longer asks for it", worker.text())
        worker.press("right", "enter")
        tap.ok(worker.shows("Luna 3"), "a draft begun under it opens all the same", worker.text())


def main():
    top = tempfile.mkdtemp(prefix="barrio-round.")
    r = Round(top)
    try:
        for name, part in (("send", send), ("work", work), ("arrive", arrive), ("look again", look_again),
                           ("of everybody", of_everybody), ("take back", take_back)):
            tap.attempt(name, part, r)
    finally:
        r.close()
        shutil.rmtree(top)
    tap.done()


main()
