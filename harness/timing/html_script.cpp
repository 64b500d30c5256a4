// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/html.h"

namespace holdfast::harness::timing {

const char* const html_style = R"css(
body { font: 14px/1.45 system-ui, sans-serif; margin: 1.5rem auto; max-width: 1240px; padding: 0 1rem; color: #1d2433; }
h2 { margin: 2rem 0 .2rem; } h3 { margin: 1.2rem 0 .3rem; }
table { border-collapse: collapse; margin: .4rem 0; } td, th { padding: .15rem .7rem .15rem 0; text-align: left; vertical-align: top; }
th { border-bottom: 1px solid #c9cfdb; font-weight: 600; } td.number { text-align: right; font-variant-numeric: tabular-nums; }
svg { width: 100%; display: block; touch-action: none; cursor: grab; background: #fbfcfe; border: 1px solid #dde2ec; }
svg text { font: 11px system-ui, sans-serif; fill: #1d2433; } svg .axis { stroke: #dde2ec; }
.served { fill: #57a773; } .out { fill: #d1495b; } .event { fill: #edae49; opacity: .22; } .fault { stroke: #1d2433; stroke-dasharray: 3 3; }
button { font: inherit; margin-right: .4rem; } .quiet { color: #5b6478; } .bad { color: #b3261e; font-weight: 600; }
)css";

const char* const html_script = R"js(
"use strict";
const report = JSON.parse(document.getElementById("report").textContent);
const page = document.getElementById("page");
const LANES_MAX = 60, LEFT = 330, WIDTH = 1200, ROW = 18;
const OWNER_COLOURS = ["#30638e", "#8d6a9f", "#c9883b", "#3a7d7c", "#7a7a52"];

function add(parent, tag, text, cls) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (cls) element.className = cls;
  parent.appendChild(element);
  return element;
}
function draw(parent, tag, attributes, title) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  if (title) {
    const tip = document.createElementNS("http://www.w3.org/2000/svg", "title");
    tip.textContent = title;
    element.appendChild(tip);
  }
  parent.appendChild(element);
  return element;
}
function write(parent, x, y, text, anchor) {
  draw(parent, "text", { x, y, "text-anchor": anchor || "start" }).textContent = text;
}
const ms = ns => Math.abs(ns) >= 1e10 ? (ns / 1e9).toFixed(3) + " s" : (ns / 1e6).toFixed(3) + " ms";
const at = ns => (ns / 1e9).toFixed(6) + " s";
function packet(p) {
  return p === null || p === undefined ? "" : "#" + p.number + (report.captures.length > 1 ? " of capture " + p.capture : "");
}
function bounds(figure) {
  const a = figure.accuracy;
  return a.high === null ? "[" + ms(a.low) + " or more]" : "[" + ms(a.low) + ", " + ms(a.high) + "]";
}

function lanesOf(vip) {
  const lanes = new Map(vip.flows.map(f => [f.flow, { flow: f, periods: [] }]));
  for (const event of vip.events)
    for (const route of event.routes) lanes.get(route.flow).periods.push(...route.lossPeriods);
  return [...lanes.values()].sort((a, b) => b.flow.packetLoss - a.flow.packetLoss).slice(0, LANES_MAX);
}
function periodSpan(period, flow) {
  const from = period.before ? period.before.sent : period.firstImpaired;
  const to = period.after ? period.after.sent : flow.last;
  return [from === null ? flow.first : from, to];
}

class Chart {
  constructor(parent, vip) {
    this.vip = vip;
    this.lanes = lanesOf(vip);
    this.owners = [...new Set(vip.owners.map(o => o.owner))];
    const ends = report.captures.filter(c => c.packets > 0).flatMap(c => [c.first, c.last]);
    this.all = [Math.min(...ends), Math.max(Math.min(...ends) + 1e6, ...ends)];
    this.view = [...this.all];
    const buttons = add(parent, "p");
    this.button(buttons, "everything", () => this.look(...this.all));
    vip.events.forEach((event, i) => this.button(buttons, "event " + (i + 1), () => {
      const start = Math.min(event.begin, event.convergenceEventInstant.at);
      const room = Math.max((event.end - start) / 2, 1e7);
      this.look(start - room, event.end + room);
    }));
    add(buttons, "span", "wheel: zoom, drag: move, double click: everything", "quiet");
    this.height = 30 + ROW * (this.owners.length + this.lanes.length + 2);
    this.svg = draw(parent, "svg", { viewBox: "0 0 " + WIDTH + " " + this.height });
    this.listen();
    this.paint();
  }
  button(parent, text, act) { add(parent, "button", text).addEventListener("click", act); }
  look(from, to) { if (to - from >= 1000) { this.view = [from, to]; this.paint(); } }
  x(time) { return LEFT + (time - this.view[0]) / (this.view[1] - this.view[0]) * (WIDTH - LEFT - 10); }
  timeAt(clientX) {
    const box = this.svg.getBoundingClientRect();
    const x = (clientX - box.left) / box.width * WIDTH;
    return this.view[0] + (x - LEFT) / (WIDTH - LEFT - 10) * (this.view[1] - this.view[0]);
  }
  listen() {
    this.svg.addEventListener("wheel", e => {
      e.preventDefault();
      const t = this.timeAt(e.clientX), f = e.deltaY > 0 ? 1.25 : 0.8;
      this.look(t - (t - this.view[0]) * f, t + (this.view[1] - t) * f);
    }, { passive: false });
    let held = null;
    this.svg.addEventListener("pointerdown", e => { held = this.timeAt(e.clientX); this.svg.setPointerCapture(e.pointerId); });
    this.svg.addEventListener("pointermove", e => {
      if (held === null) return;
      const by = held - this.timeAt(e.clientX);
      this.look(this.view[0] + by, this.view[1] + by);
    });
    this.svg.addEventListener("pointerup", () => { held = null; });
    this.svg.addEventListener("dblclick", () => this.look(...this.all));
  }
  bar(y, from, to, attributes, title) {
    const left = Math.max(LEFT, this.x(from)), right = Math.min(WIDTH - 10, this.x(to));
    if (right >= LEFT && left <= WIDTH - 10)
      draw(this.svg, "rect", { x: left, y, width: Math.max(1, right - left), height: ROW - 6, ...attributes }, title);
  }
  paint() {
    this.svg.replaceChildren();
    this.axis();
    for (const event of this.vip.events) {
      const left = Math.max(LEFT, this.x(Math.min(event.begin, event.convergenceEventInstant.at)));
      const right = Math.min(WIDTH - 10, this.x(event.end));
      if (right >= LEFT && left <= WIDTH - 10)
        draw(this.svg, "rect", { x: left, y: 22, width: Math.max(1, right - left), height: this.height - 30, class: "event" });
      const fault = this.x(event.convergenceEventInstant.at);
      if (fault >= LEFT && fault <= WIDTH - 10)
        draw(this.svg, "line", { x1: fault, x2: fault, y1: 22, y2: this.height - 8, class: "fault" }, "event instant " + at(event.convergenceEventInstant.at));
    }
    let y = 28;
    this.owners.forEach((owner, i) => {
      write(this.svg, 6, y + 10, "owner " + owner);
      for (const o of this.vip.owners.filter(o => o.owner === owner))
        this.bar(y, o.from, o.to, { fill: OWNER_COLOURS[i % OWNER_COLOURS.length] },
          owner + "\n" + at(o.from) + " to " + at(o.to) + "\nfirst by " + o.by + " " + packet(o.firstPacket) + ", last " + packet(o.lastPacket));
      y += ROW;
    });
    y += ROW / 2;
    for (const lane of this.lanes) {
      write(this.svg, 6, y + 10, lane.flow.flow);
      this.bar(y, lane.flow.first, lane.flow.last, { class: "served" }, lane.flow.flow);
      for (const period of lane.periods) {
        const [from, to] = periodSpan(period, lane.flow);
        this.bar(y, from, to, { class: "out" }, period.impaired + " impaired, " + ms(to - from) + "\n" +
          packet(period.before ? period.before.sentPacket : period.firstPacket) + " to " + (period.after ? packet(period.after.sentPacket) : "the end"));
      }
      y += ROW;
    }
  }
  axis() {
    const span = this.view[1] - this.view[0];
    let step = Math.pow(10, Math.floor(Math.log10(span / 5)));
    if (span / step > 12) step *= 5; else if (span / step > 7) step *= 2;
    for (let t = Math.ceil(this.view[0] / step) * step; t <= this.view[1]; t += step) {
      const x = this.x(t);
      draw(this.svg, "line", { x1: x, x2: x, y1: 18, y2: this.height, class: "axis" });
      write(this.svg, x, 13, span < 2e6 ? (t / 1e6).toFixed(4) + " ms" : (t / 1e9).toFixed(span < 2e9 ? 4 : 1) + " s", "middle");
    }
  }
}

function row(table, cells, head) {
  const line = add(table, "tr");
  for (const cell of cells) add(line, head ? "th" : "td", cell);
}
function showEvent(parent, event, number) {
  const title = add(parent, "h3", "event " + number + ": " + event.kind + (event.toOwner ? " from " + event.fromOwner + " to " + event.toOwner : ""));
  if (event.standing !== "measured") add(title, "span", "  " + event.standing, "bad");
  const table = add(parent, "table");
  row(table, ["figure", "value", "truth within", "packets"], true);
  const time = event.failoverTime || event.reversionTime;
  if (time) row(table, [event.kind + " time, worst route (" + time.method + ")", ms(time.value), bounds(time), packet(time.from) + (time.from ? " to " : "") + packet(time.to)]);
  for (const [name, key] of [["first route convergence", "firstRouteConvergenceTime"], ["full convergence", "fullConvergenceTime"], ["owner overlap", "ownerOverlap"], ["owner gap", "ownerGap"]])
    if (event[key]) row(table, [name, ms(event[key].value), bounds(event[key]), ""]);
  row(table, ["packets impaired", event.failoverPacketLoss, "", event.outOfOrder + " out of order, " + event.duplicates + " duplicate, " + event.excessiveDelay + " late"]);
  if (event.restoration) row(table, ["restoration, after the event", ms(event.restoration.after), "", packet(event.restoration.packet)]);
  for (const reason of event.reasons) add(parent, "p", reason, "quiet");
  const phases = Object.entries(event.phase);
  if (phases.length > 0) {
    const table2 = add(parent, "table");
    row(table2, ["phase", "length", "ends with", "packet"], true);
    for (const [name, phase] of phases) row(table2, [name, ms(phase.length), phase.shownBy, packet(phase.packet)]);
  }
  const routes = add(parent, "table");
  row(routes, ["route", "method", "time", "truth within", "packets"], true);
  for (const route of event.routes.slice(0, LANES_MAX))
    for (const f of route.failoverTime) row(routes, [route.flow, f.method, ms(f.value), bounds(f), packet(f.from) + " to " + packet(f.to)]);
}

for (const [i, capture] of report.captures.entries())
  add(page, "div", "capture " + (i + 1) + ": " + capture.path + ", " + capture.format + ", " + capture.packets + " packets");
for (const warning of report.warnings) add(page, "p", warning, "bad");
if (report.vips.length === 0) add(page, "p", "nothing measured: no VIP and no steady traffic was found");
for (const vip of report.vips) {
  add(page, "h2", "VIP " + vip.vip);
  add(page, "div", "found by " + vip.foundBy.join(", "), "quiet");
  new Chart(page, vip);
  for (const note of vip.notes) add(page, "p", note, "quiet");
  vip.events.forEach((event, n) => showEvent(page, event, n + 1));
  const table = add(page, "table");
  row(table, ["flow", "packets", "impaired", "out of order", "duplicates", "method and accuracy"], true);
  for (const f of vip.flows.slice(0, LANES_MAX)) row(table, [f.flow, f.packets, f.packetLoss, f.outOfOrder, f.duplicates, f.method]);
}
)js";

}  // namespace holdfast::harness::timing
