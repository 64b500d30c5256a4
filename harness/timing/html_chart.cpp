// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/html.h"

namespace holdfast::harness::timing {

// Helpers and the chart of one VIP: who answers for it, the phases of its events, and a lane for
// each flow. Drawn in pixels of the screen and again whenever the width changes, so that text is
// never scaled.
const char* const html_chart = R"js(
"use strict";
const report = JSON.parse(document.getElementById("report").textContent);
const page = document.getElementById("page");
const LANES_MAX = 60, ROW = 20, BAR = 13, HEAD = 42, EDGE = 12, TICK_MIN = 110;
const OWNER_COLOURS = ["#30638e", "#8d6a9f", "#b5651d", "#3a7d7c", "#6b6b47"];
const PHASE_COLOURS = { detect: "#5c4d7d", decide: "#7251a0", claim: "#1f6f8b", learn: "#3a7d44", forward: "#8a6d1b", settle: "#7a7f8c" };

function add(parent, tag, text, cls) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (cls) element.className = cls;
  parent.appendChild(element);
  return element;
}
function draw(parent, tag, attributes, tip) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  if (tip) draw(element, "title", {}).textContent = tip;
  parent.appendChild(element);
  return element;
}
const pencil = document.createElement("canvas").getContext("2d");
pencil.font = '12px system-ui, "DejaVu Sans", sans-serif';
const widthOf = text => pencil.measureText(text).width;
/* What does not fit loses its middle: both ends of a flow tell it apart. */
function fitted(text, room) {
  if (widthOf(text) <= room) return text;
  let kept = text.length - 1;
  const cut = () => text.slice(0, Math.ceil(kept / 2)) + "\u2026" + text.slice(text.length - Math.floor(kept / 2));
  while (kept > 2 && widthOf(cut()) > room) --kept;
  return cut();
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
/* A joined phase, "detect+decide", takes the colour of its last part. */
const phaseColour = name => PHASE_COLOURS[name.split("+").pop()] || "#7a7f8c";
const phasesOf = event => Object.entries(event.phase).map(([name, phase]) => ({ name, from: phase.to - phase.length, ...phase }));

/* The flows of a VIP with what each lost, the worst first. */
function lanesOf(vip) {
  const lanes = new Map(vip.flows.map(f => [f.flow, { flow: f, periods: [] }]));
  for (const event of vip.events)
    for (const route of event.routes)
      for (const period of route.lossPeriods)
        lanes.get(route.flow).periods.push({ ...period, sure: event.standing === "measured" });
  return [...lanes.values()].sort((a, b) => b.flow.packetLoss - a.flow.packetLoss);
}
function periodSpan(period, flow) {
  const from = period.before ? period.before.sent : period.firstImpaired;
  const to = period.after ? period.after.sent : flow.last;
  return [from === null ? flow.first : from, to];
}
const eventSpan = event => [Math.min(event.begin, event.convergenceEventInstant.at),
  Math.max(event.end, ...phasesOf(event).map(phase => phase.to))];

class Chart {
  constructor(parent, vip) {
    this.vip = vip;
    const lanes = lanesOf(vip);
    this.lanes = lanes.slice(0, LANES_MAX);
    this.hidden = lanes.length - this.lanes.length;
    this.owners = [...new Set(vip.owners.map(o => o.owner))];
    this.phases = vip.events.flatMap(phasesOf);
    const ends = report.captures.filter(c => c.packets > 0).flatMap(c => [c.first, c.last]);
    this.all = [Math.min(...ends), Math.max(Math.min(...ends) + 1e6, ...ends)];
    this.view = [...this.all];
    this.toolbar(add(parent, "div"));
    this.svg = draw(parent, "svg", { class: "chart", tabindex: 0, role: "img", "aria-label": "lanes of " + vip.vip });
    if (this.hidden > 0) add(parent, "p", this.hidden + " more flows, none of which lost more, are not drawn", "quiet");
    this.listen();
    new ResizeObserver(() => this.paint()).observe(parent);
    this.paint();
  }
  toolbar(bar) {
    const button = (text, act) => add(bar, "button", text).addEventListener("click", act);
    button("everything", () => this.look(...this.all));
    this.vip.events.forEach((event, i) => button("event " + (i + 1), () => {
      const [from, to] = eventSpan(event);
      const room = Math.max((to - from) / 4, 1e6);
      this.look(from - room, to + room);
    }));
    button("+", () => this.zoom(0.5));
    button("\u2212", () => this.zoom(2));
    this.readout = add(bar, "span", "", "quiet");
  }
  look(from, to) {
    const span = Math.min(Math.max(to - from, 1000), 2 * (this.all[1] - this.all[0]));
    const middle = (from + to) / 2;
    this.view = [middle - span / 2, middle + span / 2];
    this.paint();
  }
  zoom(factor, around = (this.view[0] + this.view[1]) / 2) {
    this.look(around - (around - this.view[0]) * factor, around + (this.view[1] - around) * factor);
  }
  shift(part) {
    const by = (this.view[1] - this.view[0]) * part;
    this.look(this.view[0] + by, this.view[1] + by);
  }
  x(time) { return this.left + (time - this.view[0]) / (this.view[1] - this.view[0]) * (this.right - this.left); }
  timeAt(x) { return this.view[0] + (x - this.left) / (this.right - this.left) * (this.view[1] - this.view[0]); }
  mouse(e) { return e.clientX - this.svg.getBoundingClientRect().left; }
  listen() {
    this.svg.addEventListener("wheel", e => {
      if (this.mouse(e) < this.left) return;  // beside the lanes the page scrolls
      e.preventDefault();
      this.zoom(e.deltaY > 0 ? 1.25 : 0.8, this.timeAt(this.mouse(e)));
    }, { passive: false });
    let held = null;
    this.svg.addEventListener("pointerdown", e => { held = this.timeAt(this.mouse(e)); this.svg.setPointerCapture(e.pointerId); });
    this.svg.addEventListener("pointermove", e => {
      if (held === null) return;
      const by = held - this.timeAt(this.mouse(e));
      this.look(this.view[0] + by, this.view[1] + by);
    });
    for (const end of ["pointerup", "pointercancel"]) this.svg.addEventListener(end, () => { held = null; });
    this.svg.addEventListener("dblclick", () => this.look(...this.all));
    const keys = { "+": () => this.zoom(0.5), "-": () => this.zoom(2), "0": () => this.look(...this.all),
      ArrowLeft: () => this.shift(-0.2), ArrowRight: () => this.shift(0.2) };
    this.svg.addEventListener("keydown", e => { if (keys[e.key]) { e.preventDefault(); keys[e.key](); } });
  }

  paint() {
    const width = this.svg.getBoundingClientRect().width;
    const labels = [...this.owners, ...this.lanes.map(lane => lane.flow.flow)];
    this.left = Math.ceil(Math.min(Math.max(190, ...labels.map(widthOf)) + 2 * EDGE, width * 0.4));
    this.right = width - EDGE;
    const sections = [[this.owners.length, "who answers for it"], [this.phases.length > 0 ? 1 : 0, "phases"], [this.lanes.length, "in service, by flow"]];
    this.height = HEAD + sections.reduce((sum, [rows]) => sum + (rows > 0 ? (rows + 1) * ROW : 0), 0) + 6;
    this.svg.replaceChildren();
    this.svg.setAttribute("height", this.height);
    Object.assign(this.svg.dataset, { from: this.view[0], to: this.view[1] });
    this.readout.textContent = at(this.view[0]) + " to " + at(this.view[1]) + " \u2014 wheel, + and \u2212: zoom; drag, arrows: move; double click: everything";
    this.hatch();
    this.axis();
    this.events();
    let y = HEAD;
    const draws = [y0 => this.ownerRows(y0), y0 => this.phaseRow(y0), y0 => this.laneRows(y0)];
    sections.forEach(([rows, title], i) => {
      if (rows === 0) return;
      this.label(y, title, "quiet");
      draws[i](y + ROW);
      y += (rows + 1) * ROW;
    });
  }
  hatch() {
    const pattern = draw(draw(this.svg, "defs", {}), "pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    draw(pattern, "rect", { width: 6, height: 6, fill: "#e3e6ee" });
    draw(pattern, "rect", { width: 2.5, height: 6, fill: "#7a7f8c" });
  }
  label(y, text, cls, parent = this.svg) {
    draw(parent, "text", { x: EDGE, y: y + 14, ...(cls && { class: cls }) }).textContent = fitted(text, this.left - 2 * EDGE);
  }
  bar(parent, y, from, to, attributes, tip) {
    const left = Math.max(this.left, this.x(from)), right = Math.min(this.right, this.x(to));
    if (right < this.left || left > this.right) return null;
    return draw(parent, "rect", { x: left, y: y + 3, width: Math.max(1.5, right - left), height: BAR, ...attributes }, tip);
  }
  /* Ticks at round times, never closer than their texts are wide. */
  axis() {
    const span = this.view[1] - this.view[0];
    const least = span * TICK_MIN / Math.max(TICK_MIN, this.right - this.left);
    const power = Math.pow(10, Math.floor(Math.log10(least)));
    const step = [1, 2, 5, 10].map(n => n * power).find(n => n >= least);
    const decimals = Math.max(0, Math.ceil(9 - Math.log10(step) - 1e-9));
    draw(this.svg, "text", { x: EDGE, y: 15, class: "quiet" }).textContent = "since the first packet";
    for (let n = Math.ceil(this.view[0] / step); n * step <= this.view[1]; ++n) {
      const x = this.x(n * step), text = (n * step / 1e9).toFixed(decimals) + " s";
      draw(this.svg, "line", { x1: x, x2: x, y1: 20, y2: this.height, class: "grid" });
      const room = widthOf(text) / 2 + 2;
      if (x - room > this.left - EDGE && x + room < this.right + EDGE)
        draw(this.svg, "text", { x, y: 15, "text-anchor": "middle" }).textContent = text;
    }
  }
  events() {
    let free = this.left;  // where the next text has room
    this.vip.events.forEach((event, i) => {
      const [from, to] = eventSpan(event);
      const left = Math.max(this.left, this.x(from)), right = Math.min(this.right, this.x(to));
      if (right < this.left || left > this.right) return;
      draw(this.svg, "rect", { x: left, y: 22, width: Math.max(2, right - left), height: this.height - 22, class: "event" });
      const instant = this.x(event.convergenceEventInstant.at);
      if (instant >= this.left && instant <= this.right)
        draw(this.svg, "line", { x1: instant, x2: instant, y1: 22, y2: this.height, class: "instant" }, "event instant " + at(event.convergenceEventInstant.at));
      const text = "event " + (i + 1);
      const x = Math.min(left + 4, this.right - widthOf(text));
      if (x < free) return;
      draw(this.svg, "text", { x, y: 36 }).textContent = text;
      free = x + widthOf(text) + 8;
    });
  }
  ownerRows(y) {
    this.owners.forEach((owner, i) => {
      const row = draw(this.svg, "g", { class: "owner", "data-owner": owner }, owner);
      this.label(y + i * ROW, owner, "", row);
      for (const o of this.vip.owners.filter(o => o.owner === owner))
        this.bar(row, y + i * ROW, o.from, o.to, { class: "tenure", fill: OWNER_COLOURS[i % OWNER_COLOURS.length] },
          owner + "\n" + at(o.from) + " to " + at(o.to) + "\nfirst by " + o.by + " " + packet(o.firstPacket) + ", last " + packet(o.lastPacket));
    });
  }
  phaseRow(y) {
    for (const phase of this.phases) {
      const bar = this.bar(this.svg, y, phase.from, phase.to, { class: "phase", fill: phaseColour(phase.name) },
        phase.name + ", " + ms(phase.length) + "\nends with " + phase.shownBy + " " + packet(phase.packet));
      if (bar && Number(bar.getAttribute("width")) > widthOf(phase.name) + 8)
        draw(this.svg, "text", { x: Number(bar.getAttribute("x")) + 4, y: y + 14, class: "inside" }).textContent = phase.name;
    }
  }
  laneRows(y) {
    this.lanes.forEach((lane, i) => {
      const flow = lane.flow, top = y + i * ROW;
      const row = draw(this.svg, "g", { class: "lane", "data-flow": flow.flow }, flow.flow);
      this.label(top, flow.flow, "", row);
      this.bar(row, top, flow.first, flow.last, { class: "served" }, flow.flow + "\n" + flow.packets + " packets, " + flow.packetLoss + " impaired");
      for (const period of lane.periods) {
        const [from, to] = periodSpan(period, flow);
        this.bar(row, top, from, to, { class: period.sure ? "out" : "unsure" },
          period.impaired + " impaired, " + ms(to - from) + (period.sure ? "" : ": by this capture nobody can tell") + "\n" +
          packet(period.before ? period.before.sentPacket : period.firstPacket) + " to " + (period.after ? packet(period.after.sentPacket) : "the end"));
      }
      for (const hole of flow.holes)
        this.bar(row, top, hole.from, hole.to, { class: "unsure" }, "the capture has a hole: " + hole.missing + " packets are missing\n" + packet(hole.before) + " to " + packet(hole.after));
    });
  }
}
)js";

}  // namespace holdfast::harness::timing
