// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/html.h"

namespace holdfast::harness::timing {

// The words around the charts, and the order of the page.
const char* const html_tables = R"js(
const ROUTES_OPEN = 12;  // more are folded away
const METHODS = ["TBM", "TBLM", "PLBM"];

function table(parent, heads) {
  const element = add(add(parent, "div", undefined, "wide"), "table");
  const line = add(element, "tr");
  for (const head of heads) add(line, "th", head);
  return element;
}
function row(parent, cells) {
  const line = add(parent, "tr");
  for (const cell of cells) add(line, "td", cell, typeof cell === "number" || /^[\[\d.-]/.test(cell) ? "number" : "");
  return line;
}
function swatch(parent, colour, cls) {
  const box = document.createElement("span");
  box.className = "swatch";
  if (colour) box.style.background = colour;
  parent.prepend(box);
}
function folded(parent, title, open) {
  const details = add(parent, "details");
  details.open = open;
  add(details, "summary", title);
  return details;
}
/* Of what was seen by two clocks. */
const clockError = error => error === null ? " \u00b1 ?" : error > 0 ? " \u00b1 " + ms(error) : "";
const titleOf = (event, number) => "event " + number + ": " + event.kind + (event.toOwner ? " from " + event.fromOwner + " to " + event.toOwner : "");
const timeOf = event => event.failoverTime || event.reversionTime;

function showLegend(parent) {
  const legend = add(parent, "p", undefined, "legend quiet");
  for (const [text, colour] of [["in service", "#8fcfa5"], ["out of service", "#b3261e"], ["cannot be told", "repeating-linear-gradient(45deg, #7a7f8c 0 2px, #e3e6ee 2px 5px)"], ["event", "#fbeacb"]])
    swatch(add(legend, "span", text), colour);
  add(legend, "span", "\u2506 event instant");
}
function showSummary(parent) {
  const all = report.vips.flatMap(vip => vip.events.map((event, i) => [vip, event, i + 1]));
  if (all.length === 0) return;
  const lines = table(parent, ["VIP", "event", "time, worst route", "truth within", "full convergence", ""]);
  for (const [vip, event, number] of all) {
    const time = timeOf(event);
    const line = row(lines, [vip.vip, titleOf(event, number), time ? ms(time.value) + " " + time.method : "", time ? bounds(time) : "",
      event.fullConvergenceTime ? ms(event.fullConvergenceTime.value) : ""]);
    add(line, "td", event.standing === "measured" ? "" : event.standing, "bad");
  }
}
function showFigures(parent, event) {
  const figures = table(parent, ["figure", "value", "truth within", "packets"]);
  const time = timeOf(event);
  if (time) row(figures, [event.kind + " time, worst route, " + time.method, ms(time.value), bounds(time), packet(time.from) + (time.from ? " to " : "") + packet(time.to)]);
  for (const [name, key] of [["first route convergence", "firstRouteConvergenceTime"], ["full convergence", "fullConvergenceTime"], ["owner overlap", "ownerOverlap"], ["owner gap", "ownerGap"]])
    if (event[key]) row(figures, [name, ms(event[key].value), bounds(event[key]), ""]);
  if (event.restoration) row(figures, ["restoration, after the event", ms(event.restoration.after) + clockError(event.restoration.clockError), "", packet(event.restoration.packet)]);
  row(figures, ["packets impaired", event.failoverPacketLoss, event.excessiveDelay + " of them late", event.outOfOrder + " out of order, " + event.duplicates + " duplicate"]);
}
function showPhases(parent, event) {
  const phases = phasesOf(event);
  if (phases.length === 0) return;
  const lines = table(parent, ["phase", "length", "ends with", "packet"]);
  lines.className = "phases";
  for (const phase of phases)
    swatch(row(lines, [phase.name, ms(phase.length) + clockError(phase.clockError), phase.shownBy, packet(phase.packet)]).firstChild, phaseColour(phase.name));
}
function showRoutes(parent, event) {
  if (event.routes.length === 0) return;
  const many = event.routes.length > 1 ? "s" : "";
  const lines = table(folded(parent, event.routes.length + " route" + many, event.routes.length <= ROUTES_OPEN), ["route", ...METHODS, "impaired", "packets"]);
  for (const route of event.routes) {
    const times = METHODS.map(method => route.failoverTime.find(f => f.method === method));
    const best = times.find(f => f);
    row(lines, [route.flow, ...times.map(f => f ? ms(f.value) + "\n" + bounds(f) : ""), route.packetLoss,
      best ? packet(best.from) + " to " + (packet(best.to) || "the end") : "not measured"]);
  }
}
function showEvent(parent, event, number) {
  const title = add(parent, "h3", titleOf(event, number));
  if (event.standing !== "measured") add(title, "span", "  " + event.standing, "bad");
  const sides = add(parent, "div", undefined, "sides");
  showFigures(add(sides, "div"), event);
  showPhases(add(sides, "div"), event);
  for (const reason of event.reasons) add(parent, "p", reason, "quiet");
  showRoutes(parent, event);
}
function showVip(parent, vip) {
  add(parent, "h2", "VIP " + vip.vip);
  add(parent, "div", "found by " + vip.foundBy.join(", "), "quiet");
  showLegend(parent);
  new Chart(add(parent, "div"), vip);
  for (const note of vip.notes) add(parent, "p", note, "quiet");
  vip.events.forEach((event, n) => showEvent(parent, event, n + 1));
  if (vip.events.length === 0 && vip.flows.length > 0) add(parent, "p", "no failover: every flow was unimpaired for as long as it was captured");
  const flows = table(folded(parent, vip.flows.length + " flows and how each is measured", vip.flows.length <= ROUTES_OPEN), ["flow", "packets", "impaired", "out of order", "duplicates", "method and accuracy"]);
  for (const f of vip.flows) row(flows, [f.flow, f.packets, f.packetLoss, f.outOfOrder, f.duplicates, f.method]);
}

function clockText(clock) {
  if (clock.standing === "reference") return report.captures.length > 1 ? "its clock is the one that is told" : "";
  if (clock.standing !== "corrected") return "its clock: " + clock.standing;
  return "its clock was " + ms(clock.ahead) + " ahead (\u00b1" + ms(clock.error) + "): corrected";
}
const captures = table(page, ["capture", "", "packets", "first packet", "length", ""]);
report.captures.forEach((capture, i) => {
  const clock = new Date((report.epoch + capture.first) / 1e6);
  row(captures, [String(i + 1), capture.path + " (" + capture.format + ")", capture.packets,
    capture.packets > 0 && !isNaN(clock) ? clock.toISOString().replace("T", " ").replace("Z", " UTC") : "", ms(capture.last - capture.first), clockText(capture.clock)]);
});
for (const warning of report.warnings) add(page, "p", warning, "warning");
if (report.vips.length === 0) add(page, "p", "nothing measured: no VIP and no steady traffic was found");
showSummary(page);
for (const vip of report.vips) showVip(page, vip);
)js";

}  // namespace holdfast::harness::timing
