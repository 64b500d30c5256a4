#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The page that `holdfast timing --html` writes, looked at with a browser.

    ci/timing_page_test.py HOLDFAST TRUTH GENERATE FOLDER

Goal: what a person gets to see is all there: no script error, a lane for every flow, a bar for every owner and loss period,
no text upon another, and zoom that zooms. Method: made-up captures, their pages in a headless Chromium, held against what
`holdfast timing --json` says; then pages that were spoilt in one respect each, which have to be found out. Screenshots
stay in FOLDER. Exit code 77: no Chromium.
"""
import json
import os
import shutil
import subprocess
import sys

import browser

LANES_MAX = 60  # as in harness/timing/html_chart.cpp

# Everything that can be seen of each chart, in pixels.
SEEN = """[...document.querySelectorAll("svg.chart")].map(svg => {
  const box = e => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
  const bars = (parent, selector) => [...parent.querySelectorAll(selector)].map(box);
  return {
    box: box(svg), from: Number(svg.dataset.from), to: Number(svg.dataset.to),
    owners: [...svg.querySelectorAll("g.owner")].map(g => ({name: g.dataset.owner, bars: bars(g, "rect.tenure")})),
    lanes: [...svg.querySelectorAll("g.lane")].map(g => ({
      name: g.dataset.flow, served: bars(g, "rect.served"), out: bars(g, "rect.out"), unsure: bars(g, "rect.unsure")})),
    phases: bars(svg, "rect.phase").length, events: bars(svg, "rect.event").length,
    texts: [...svg.querySelectorAll("text")].map(t => [t.textContent, ...box(t)]),
  };
})"""


def overlap(a, b):
    """By more than a hair."""
    return min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 2


def inside(inner, outer):
    return inner[0] >= outer[0] - 1 and inner[2] <= outer[2] + 1 and inner[1] >= outer[1] - 1 and inner[3] <= outer[3] + 1


def text_troubles(chart):
    texts = [(text, box) for text, *box in chart["texts"]]
    for i, (text, box) in enumerate(texts):
        if not inside(box, chart["box"]):
            yield f"'{text}' leaves the chart"
        for other, beside in texts[i + 1:]:
            if overlap(box, beside):
                yield f"'{text}' and '{other}' lie upon each other"


def periods_of(vip, flow):
    return [(period, event["standing"]) for event in vip["events"] for route in event["routes"] if route["flow"] == flow
            for period in route["lossPeriods"]]


def lane_troubles(chart, vip):
    worst = sorted(vip["flows"], key=lambda flow: -flow["packetLoss"])[:LANES_MAX]
    drawn = {lane["name"]: lane for lane in chart["lanes"]}
    for flow in worst:
        lane = drawn.get(flow["flow"])
        if lane is None:
            yield f"no lane for {flow['flow']}"
            continue
        if len(lane["served"]) != 1 or lane["served"][0][2] - lane["served"][0][0] < 1:
            yield f"{flow['flow']}: its lane is empty"
        periods = periods_of(vip, flow["flow"])
        sure = sum(standing == "measured" for _, standing in periods)
        unsure = len(periods) - sure + len(flow["holes"])
        if (len(lane["out"]), len(lane["unsure"])) != (sure, unsure):
            yield (f"{flow['flow']}: {len(lane['out'])} bars out of service and {len(lane['unsure'])} that cannot be told, "
                   f"instead of {sure} and {unsure}")
    if len(chart["lanes"]) != len(worst):
        yield f"{len(chart['lanes'])} lanes instead of {len(worst)}"


def owner_troubles(chart, vip):
    drawn = {owner["name"]: owner["bars"] for owner in chart["owners"]}
    for name in {owner["owner"] for owner in vip["owners"]}:
        wanted = sum(owner["owner"] == name for owner in vip["owners"])
        if len(drawn.get(name, [])) != wanted:
            yield f"owner {name}: {len(drawn.get(name, []))} bars instead of {wanted}"


def troubles(page, report):
    """Everything that is wrong with the page that is open."""
    found = list(page.problems)
    charts = page.ask(SEEN)
    if len(charts) != len(report["vips"]):
        return found + [f"{len(charts)} charts instead of {len(report['vips'])}"]
    for chart, vip in zip(charts, report["vips"]):
        found += [*lane_troubles(chart, vip), *owner_troubles(chart, vip), *text_troubles(chart)]
        phases = sum(len(event["phase"]) for event in vip["events"])
        if (chart["phases"], chart["events"]) != (phases, len(vip["events"])):
            found.append(f"{chart['phases']} phases and {chart['events']} events drawn instead of {phases} and "
                         f"{len(vip['events'])}")
    words = page.ask("document.body.innerText")
    for vip in report["vips"]:
        found += [f"'{word}' is not said" for event in vip["events"] for word in (event["standing"], *event["reasons"])
                  if word != "measured" and word not in words]
    if page.ask("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("the page is wider than the window")
    if page.ask("[...document.querySelectorAll('.wide')].some(e => e.scrollWidth > e.clientWidth)"):
        found.append("a table is wider than the page")
    return found


def view(page):
    chart = page.ask(SEEN)[0]
    return chart["from"], chart["to"], chart


def zoom_troubles(page, report):
    """Wheel, drag, double click and the buttons of the first chart."""
    found = []
    begin, end, chart = view(page)
    left, top, right, bottom = chart["box"]
    x, y = left + (right - left) * 0.75, min(bottom, top + 100)
    page.wheel(x, y, -100)
    near_from, near_to, _ = view(page)
    if not near_to - near_from < end - begin:
        found.append("the wheel does not zoom")
    page.drag(x, y, x - 50)
    moved_from, _, _ = view(page)
    if not moved_from > near_from:
        found.append("dragging does not move")
    page.click(x, y, times=2)
    if view(page)[:2] != (begin, end):
        found.append("a double click does not show everything")
    for number, event in enumerate(report["vips"][0]["events"], start=1):
        page.ask(f"[...document.querySelectorAll('button')].find(b => b.textContent === 'event {number}').click()")
        event_from, event_to, chart = view(page)
        if not event_from <= event["begin"] <= event["end"] <= event_to:
            found.append(f"the button of event {number} does not show it")
        found += [f"at event {number}: {trouble}" for trouble in text_troubles(chart)]
    page.ask("[...document.querySelectorAll('button')].find(b => b.textContent === 'everything').click()")
    return found


class Pages:
    """Captures with their pages and reports, in one folder."""

    def __init__(self, programs, folder):
        self.holdfast, self.truth, self.generate = programs
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def trap(self, name, number, case, *options):
        subprocess.run([self.truth, "--write", self.path(name + ".pcap"), str(number), str(case), "1"], check=True,
                       stdout=subprocess.DEVNULL)
        return self.page(name, *options)

    def generated(self, name, packets, flows):
        subprocess.run([self.generate, str(packets), str(flows), self.path(name + ".pcap")], check=True,
                       stdout=subprocess.DEVNULL)
        return self.page(name)

    def page(self, name, *options):
        """(path of the page, the report)"""
        capture, page = self.path(name + ".pcap"), self.path(name + ".html")
        done = subprocess.run([self.holdfast, "timing", "--json", "--html", page, capture, *options], capture_output=True,
                              text=True, check=False)
        if done.returncode not in (0, 2):  # 2: an event is INVALID, which has a page too
            raise RuntimeError(f"holdfast timing: {done.stderr.strip()}")
        return page, json.loads(done.stdout)

    def spoilt(self, name, good, *replacements):
        """The same page with one piece of its script replaced, which has to be there."""
        with open(good, encoding="utf-8") as file:
            text = file.read()
        for before, after in replacements:
            if text.count(before) != 1:
                raise RuntimeError(f"{name}: '{before}' is in the page {text.count(before)} times; expected once")
            text = text.replace(before, after)
        path = self.path(name + ".html")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


# Pages that are wrong in one respect, and a word of what is said of them.
SPOILT = [
    ("script-error", ("showSummary(page);", "showSummery(page);"), "exception: ReferenceError: showSummery"),
    ("console-error", ("showSummary(page);", "console.error('lost');"), "console error: lost"),
    ("rejected-promise", ("showSummary(page);", "Promise.reject(new Error('later'));"), "exception: Error: later"),
    ("loads-elsewhere", ("</style>", "</style><img src='http://192.0.2.1/x.png'>"), "request: http://192.0.2.1/x.png"),
    ("lane-missing", ("this.lanes.forEach((lane, i) => {", "this.lanes.slice(1).forEach((lane, i) => {"), "no lane for "),
    ("outage-missing", ("for (const period of lane.periods) {", "for (const period of []) {"), "bars out of service"),
    ("owner-missing", ("this.owners.forEach((owner, i) => {", "this.owners.slice(1).forEach((owner, i) => {"),
     "bars instead of"),
    ("text-upon-text", ("BAR = 13, HEAD", "BAR = 13, TIGHT = 5, HEAD"), "lie upon each other"),
    ("events-missing", ("this.events();", ""), "events drawn"),
]


def main():
    if len(sys.argv) != 5:
        print(__doc__, file=sys.stderr)
        return 3
    if not browser.installed():
        print("SKIPPED: chromium is not installed; ci/bootstrap installs it")
        return 77
    folder = os.path.abspath(sys.argv[4])
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    pages = Pages(sys.argv[1:4], folder)
    good = {
        "failover": pages.trap("failover", 0, 0),
        "two-outages": pages.trap("two-outages", 3, 1),
        "hole": pages.trap("hole", 6, 0),
        "reversion": pages.trap("reversion", 9, 0, "--validated-for", "1s"),
        "many-flows": pages.generated("many-flows", 600_000, 100),
    }
    failures = []
    with browser.Browser(pages.path("browser")) as page:
        for name, (path, report) in good.items():
            page.open(path)
            found = troubles(page, report) + (zoom_troubles(page, report) if report["vips"] else ["no VIP"])
            page.screenshot(pages.path(name + ".png"))
            print(f"{name}: {sum(len(vip['flows']) for vip in report['vips'])} flows, "
                  f"{sum(len(vip['events']) for vip in report['vips'])} events: {'; '.join(found) or 'good'}")
            failures += [f"{name}: {trouble}" for trouble in found]
        path, report = good["reversion"]
        for name, replacement, expected in SPOILT:
            replacements = [replacement]
            if name == "text-upon-text":
                replacements = [replacement, ("this.label(top, flow.flow", "this.label(TIGHT * i, flow.flow")]
            page.open(pages.spoilt(name, path, *replacements))
            found = troubles(page, report)
            seen = any(expected in trouble for trouble in found)
            print(f"spoilt, {name}: {'found out' if seen else 'NOT FOUND OUT'}: {found[0] if found else 'good'}")
            if not seen:
                failures.append(f"spoilt, {name}: expected '{expected}', found {found}")
    for failure in failures:
        print("FAILED:", failure)
    print(f"screenshots: {folder}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
