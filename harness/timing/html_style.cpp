// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/html.h"

namespace holdfast::harness::timing {

// Colours that stay apart for those who see red and green alike: what is out of service is darker,
// and what cannot be told is hatched.
const char* const html_style = R"css(
:root { --ink: #1d2433; --quiet: #5b6478; --line: #dde2ec; --bad: #b3261e; }
* { box-sizing: border-box; }
body { font: 14px/1.45 system-ui, "DejaVu Sans", sans-serif; margin: 0 auto; max-width: 1400px; padding: 1rem 1.5rem 4rem; color: var(--ink); }
h1 { font-size: 1.5rem; margin: .5rem 0; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .2rem; } h3 { font-size: 1.05rem; margin: 1.6rem 0 .3rem; }
table { border-collapse: collapse; margin: .4rem 0; } td, th { padding: .15rem 1.1rem .15rem 0; text-align: left; vertical-align: top; }
th { border-bottom: 1px solid #c9cfdb; font-weight: 600; white-space: nowrap; } td.number { font-variant-numeric: tabular-nums; white-space: pre; }
.wide { overflow-x: auto; } .sides { display: flex; flex-wrap: wrap; gap: 0 3rem; }
.quiet { color: var(--quiet); } .bad { color: var(--bad); font-weight: 600; }
.warning { border-left: 4px solid var(--bad); background: #fdf1f0; padding: .3rem .7rem; margin: .4rem 0; }
.legend > span { margin-right: 1.2rem; white-space: nowrap; } .swatch { display: inline-block; width: 1.1em; height: .75em; margin-right: .4em; border-radius: 2px; }
button { font: inherit; padding: .1rem .6rem; margin: 0 .4rem .3rem 0; border: 1px solid #b9c1d0; border-radius: 4px; background: #f5f7fb; cursor: pointer; }
button:hover { background: #e7ecf5; } summary { cursor: pointer; margin: .5rem 0; }
svg.chart { width: 100%; display: block; cursor: grab; background: #fbfcfe; border: 1px solid var(--line); user-select: none; }
svg.chart:focus:not(:focus-visible) { outline: none; } svg.chart text { font: 12px system-ui, "DejaVu Sans", sans-serif; fill: var(--ink); } svg.chart text.quiet { fill: var(--quiet); } svg.chart text.inside { fill: #fff; }
.grid { stroke: var(--line); } .served { fill: #8fcfa5; } .out { fill: #b3261e; } .unsure { fill: url(#hatch); }
.event { fill: #edae49; opacity: .2; } .instant { stroke: var(--ink); stroke-dasharray: 4 3; }
)css";

}  // namespace holdfast::harness::timing
