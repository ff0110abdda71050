#include "report/style_sheet.hpp"

namespace lw::report {

std::string_view style_sheet() {
  // Contrast of each text colour on each ground it stands on is at least 4.5:1 (WCAG 2.2, 1.4.3),
  // of each graphic at least 3:1 (1.4.11); tests/report computes both from the values here.
  return R"css(
:root{color-scheme:light dark;--paper:#ffffff;--panel:#f5f6f8;--ink:#1b2430;--muted:#536070;--rule:#d3d9e0;--grid:#e3e7ec;
--blue:#1f5c99;--alarm:#b23a1e;--warn:#8a5a00;--green:#1f7550;--grey:#66717e;
--blue-tint:#e6eff8;--alarm-tint:#fbe9e4;--warn-tint:#fbf1dc;--green-tint:#e4f3ec;--grey-tint:#eceff2;--on-alarm:#ffffff}
@media (prefers-color-scheme:dark){:root{--paper:#11161d;--panel:#19202a;--ink:#e8ecf1;--muted:#a9b4c1;--rule:#364150;--grid:#28313d;
--blue:#79b4ec;--alarm:#ff8f73;--warn:#e9b54d;--green:#67c79c;--grey:#9aa6b4;
--blue-tint:#172c42;--alarm-tint:#43211a;--warn-tint:#3a2e14;--green-tint:#15332a;--grey-tint:#262e39;--on-alarm:#11161d}}
*{box-sizing:border-box}
html{font-size:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 "Inter","Source Sans 3","Segoe UI",system-ui,"Noto Sans","DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
.page{max-width:76rem;margin:0 auto;padding:0 1.5rem 4rem}
.skip{position:absolute;left:-999rem;background:var(--ink);color:var(--paper);padding:.6rem 1rem;z-index:1}
.skip:focus{left:1rem;top:1rem}
.for-readers{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
a{color:var(--blue);text-underline-offset:.15em}
header{border-bottom:3px solid var(--ink);padding:2.2rem 0 1.2rem;margin-bottom:1.4rem}
.mark{margin:0 0 .8rem;font-size:.85rem;font-weight:600;letter-spacing:.04em;color:var(--muted)}
h1{font-size:2.1rem;line-height:1.2;margin:0 0 .5rem;letter-spacing:-.01em;text-wrap:balance}
.facts{display:flex;flex-wrap:wrap;gap:.2rem 2.2rem;margin:.8rem 0 0;font-size:.9rem}
.facts div{display:flex;gap:.5rem}.facts dt{color:var(--muted)}.facts dd{margin:0}
nav ol{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.1rem 1.5rem;font-size:.92rem}
nav a{display:inline-block;padding:.25rem 0;min-height:1.6rem}
section{margin-top:3.2rem}
h2{font-size:1.5rem;line-height:1.25;margin:0 0 1rem;padding-bottom:.4rem;border-bottom:1px solid var(--rule)}
h3{font-size:1.12rem;margin:2rem 0 .6rem}h4{font-size:1rem;margin:1.2rem 0 .3rem}
p{max-width:46rem;margin:.5rem 0}.note,.small{font-size:.88rem;color:var(--muted)}.small{display:block}
.lead{font-size:1.1rem}
.headline{font-size:1.55rem;line-height:1.35;font-weight:600;max-width:56rem;margin:.4rem 0 1.4rem;text-wrap:pretty}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:1px;margin:0 0 1.2rem}
.figures>div{box-shadow:0 0 0 1px var(--rule);padding:.9rem 1.1rem;display:flex;flex-direction:column}.figures dt{order:2}.figures dd{order:1}.figures .small{order:3}
.figures dt{font-size:.92rem;color:var(--ink)}.figures dd{margin:0}
.big{font-size:2rem;font-weight:650;line-height:1.15;white-space:nowrap}.unit{color:var(--muted)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:0 3rem}
.columns h3{margin-top:1rem}.columns ul,.columns ol{margin:.4rem 0;padding-left:1.3rem}.columns li{margin:.45rem 0}
.dates,.pairs{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.1rem;margin:.6rem 0;max-width:60rem}
.dates dt,.pairs dt{font-weight:600}.dates dd,.pairs dd{margin:0;min-width:0}
.risk{border-left:3px solid var(--rule);padding:.1rem 0 .1rem 1.1rem;margin:1.1rem 0}.risk h4{margin:0 0 .2rem}.risk .pairs{margin:.3rem 0}
.badge{display:inline-block;font-size:max(.8em,.7rem);font-weight:600;line-height:1.35;padding:.08rem .5rem;border:1px solid;border-radius:.25rem;font-style:normal}
.badge.tone-blue{color:var(--blue);background:var(--blue-tint)}.badge.tone-alarm{color:var(--alarm);background:var(--alarm-tint)}
.badge.tone-warn{color:var(--warn);background:var(--warn-tint)}.badge.tone-green{color:var(--green);background:var(--green-tint)}
.badge.tone-grey{color:var(--muted);background:var(--grey-tint)}
.lead .badge{font-size:1em;padding:.15rem .7rem}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:.88rem;line-height:1.42;margin:.4rem 0 1rem}
caption{text-align:left;padding:.3rem 0 .5rem;color:var(--muted)}
th,td{text-align:left;vertical-align:top;padding:.42rem .7rem;border-bottom:1px solid var(--rule)}
th:first-child,td:first-child{padding-left:.2rem}
thead th{border-bottom:2px solid var(--ink);vertical-align:bottom;font-weight:600}
tbody th{font-weight:600}
.number{text-align:right;white-space:nowrap}.short,time{white-space:nowrap}thead .number,thead .short{white-space:normal}
.absent{color:var(--muted)}.address{overflow-wrap:anywhere}
code,pre{font-family:ui-monospace,"Cascadia Code","DejaVu Sans Mono",monospace;font-size:.85rem}
code{overflow-wrap:anywhere}pre{background:var(--panel);border:1px solid var(--rule);padding:.8rem 1rem;line-height:1.5}
pre code{overflow-wrap:normal;white-space:pre}
figure{margin:1.2rem 0 1.6rem}figcaption{font-weight:600;margin-bottom:.7rem;max-width:56rem}
details{margin-top:.5rem}summary{cursor:pointer;color:var(--blue);padding:.3rem 0;font-size:.92rem}
svg{display:block;width:100%;min-width:62rem;height:auto;font-family:inherit}
footer{margin-top:3.5rem;padding-top:1rem;border-top:1px solid var(--rule);font-size:.88rem;color:var(--muted)}
.print-mark{display:none}
svg text{fill:var(--ink);font-size:11px}
.label,.label-strong,.band-name{font-size:11.5px}.label-strong{font-weight:600}.band-name{fill:var(--muted);font-weight:600}
svg .band-name,svg .tick,svg .value-quiet{fill:var(--muted)}.value,.value-quiet{font-size:11.5px}svg .bar-label{font-size:10px}
svg .alarm-label{fill:var(--alarm);font-weight:600}svg .today-label{font-weight:600}
.axis{stroke:var(--ink);stroke-width:1.2}.grid{stroke:var(--grid);stroke-width:1}.leader{stroke:var(--grey);stroke-width:.8}
.today{stroke:var(--ink);stroke-width:1.6;stroke-dasharray:5 3}.unknown-end{stroke:var(--paper);stroke-width:2.4}
.stripe{fill:var(--panel)}.band{fill:var(--panel);stroke:none}.label-back{fill:var(--paper)}.mark-back{fill:var(--paper);stroke:var(--rule)}
.track{fill:none;stroke:var(--grey);stroke-width:.8}
.fill-blue{fill:var(--blue)}.fill-alarm{fill:var(--alarm)}.fill-grey{fill:var(--grey)}.fill-green{fill:var(--green)}
.fill-blue-outline{fill:none;stroke:var(--grey);stroke-width:.8}
.stock-area{fill:var(--blue-tint)}.stock-line{fill:none;stroke:var(--blue);stroke-width:2}
pattern path{fill:none;stroke-width:1.8}.dots{stroke-width:3;stroke-linecap:round}pattern .dots{stroke-width:3}pattern .thin{stroke-width:.8}
pattern .tone-blue,rect.tone-blue,.sign-line.tone-blue{stroke:var(--blue)}pattern .tone-alarm,rect.tone-alarm,.sign-line.tone-alarm{stroke:var(--alarm)}
pattern .tone-warn,rect.tone-warn,.sign-line.tone-warn{stroke:var(--warn)}pattern .tone-grey,rect.tone-grey,.sign-line.tone-grey{stroke:var(--grey)}
.sign-line.tone-green{stroke:var(--green)}.sign-line.tone-on-root{stroke:var(--on-alarm)}
.sign-line{fill:none;stroke-width:3.2;stroke-linecap:round;stroke-linejoin:round}
.sign-area.tone-blue{fill:var(--blue)}.sign-area.tone-alarm{fill:var(--alarm)}.sign-area.tone-warn{fill:var(--warn)}
.sign-area.tone-green{fill:var(--green)}.sign-area.tone-grey{fill:var(--grey)}.sign-area.tone-on-root{fill:var(--on-alarm)}
.pattern-back{fill:var(--paper);stroke-width:1}
.edge,.edge-arrives,.edge-against{fill:none;stroke:var(--grey);stroke-width:1.1}.edge-against{stroke-dasharray:4 3}.arrow{fill:var(--grey)}
.node{fill:var(--paper);stroke:var(--grey);stroke-width:1.2}
.node-root{fill:var(--alarm);stroke:var(--alarm)}.node-ring{fill:none;stroke:var(--alarm);stroke-width:1.4}
.node-confirmed{fill:var(--alarm-tint);stroke:var(--alarm);stroke-width:2}
.node-reached{fill:var(--warn-tint);stroke:var(--warn);stroke-width:1.6;stroke-dasharray:6 3}
.node-free{stroke:var(--green);stroke-width:1.6}.node-undecided{fill:var(--grey-tint);stroke:var(--warn);stroke-width:1.6;stroke-dasharray:2 2}
.node-outside{stroke:var(--grey)}.node-rule{stroke:var(--grid);stroke-width:1}
.edge-ours{stroke:var(--ink);stroke-width:2.6}
svg .node-id,svg .node-id-on-root{font-size:10.5px;font-weight:600}svg .node-name,svg .node-name-on-root{font-size:10px}
svg .node-id-on-root,svg .node-name-on-root{fill:var(--on-alarm)}
@media (forced-colors:active){svg{forced-color-adjust:none;background:#fff;color-scheme:light}svg text{fill:#000}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{@page{size:A4;margin:14mm 13mm 20mm}
:root{--paper:#ffffff;--panel:#f5f6f8;--ink:#000000;--muted:#454f5b;--rule:#bfc6ce;--grid:#dde2e7;--blue:#1f5c99;--alarm:#b23a1e;--warn:#8a5a00;--green:#1f7550;--grey:#66717e;
--blue-tint:#e6eff8;--alarm-tint:#fbe9e4;--warn-tint:#fbf1dc;--green-tint:#e4f3ec;--grey-tint:#eceff2;--on-alarm:#ffffff}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
html{font-size:11px}body{font-size:8.8pt;line-height:1.42}.page{max-width:none;padding:0}header{padding:0 0 .5rem;margin-bottom:.8rem}nav,.skip{display:none}
h1{font-size:18pt}.headline{font-size:13.5pt}.big{font-size:17pt}section{margin-top:1.6rem}#summary{break-after:page;margin-top:0}
h2,h3,h4,caption,figcaption{break-after:avoid}figure .picture,.risk,tr{break-inside:avoid}
.columns{grid-template-columns:1fr 1fr;gap:0 1.6rem}.figures{grid-template-columns:repeat(3,1fr)}.figures>div{padding:.4rem .7rem}
.scroll{overflow:visible}svg{min-width:0;max-height:235mm}table{font-size:7.8pt}.badge{font-size:.9em;padding:0 .3rem}th,td{padding:.25rem .4rem}.short{white-space:normal}
summary{display:none}details::details-content{display:block;content-visibility:visible;height:auto}
pre code{white-space:pre-wrap}a{color:inherit;text-decoration:none}
.print-mark{display:block;position:fixed;bottom:0;right:0;font-size:8pt;color:var(--muted);background:var(--paper);padding-left:.5rem}}
)css";
}

}  // namespace lw::report
