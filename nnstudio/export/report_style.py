"""How a report looks: light and dark as the reader's system is, and on paper."""

from nnstudio.palette import DARK, LIGHT, Scheme

_USED = ("window", "surface", "text", "muted", "line", "accent", "plot", "zero", "train", "test", "prediction")


def _variables(scheme: Scheme) -> str:
    return "".join(f"--{name}:{getattr(scheme, name)};" for name in _USED)


STYLE = (
    f"""
:root {{ {_variables(LIGHT)} --name: #1f6aa5; }}
@media screen and (prefers-color-scheme: dark) {{ :root {{ {_variables(DARK)} --name: #56b4e9; }} }}
"""
    + """
* { box-sizing: border-box; }
body { margin: 0; background: var(--window); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 28px 20px 60px; }
h1 { font-size: 27px; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 0 0 10px; }
h3 { font-size: 14px; margin: 20px 0 6px; color: var(--muted); }
.lead { color: var(--muted); margin: 0 0 16px; }
section, .cards div { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
section { padding: 18px 20px; margin-top: 16px; }
.cards { display: flex; flex-wrap: wrap; gap: 12px; }
.cards div { padding: 10px 16px; min-width: 130px; }
.cards b { display: block; font-size: 22px; font-variant-numeric: tabular-nums; }
.cards span, .note, figcaption, summary { color: var(--muted); }
.note { margin: -6px 0 12px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 20px; }
figure { margin: 0; break-inside: avoid; }
figcaption { font-weight: 600; margin-bottom: 4px; }
svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--muted); font: 12px system-ui, sans-serif; }
.middle { text-anchor: middle; }
.end { text-anchor: end; }
.keys { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 4px 0 0 58px; font-size: 13px; color: var(--muted); }
.keys span span { display: inline-block; margin-right: 6px; vertical-align: middle; }
.dot { width: 10px; height: 10px; border-radius: 50%; }
.dash { width: 18px; height: 3px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--muted); }
th, td { padding: 4px 22px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td, .pairs td { overflow-wrap: anywhere; }
.number { text-align: right; }
.pairs th { white-space: nowrap; font-weight: 400; }
.wide { overflow-x: auto; }
.confusion th, .confusion td { padding: 6px 12px; text-align: center; border: 1px solid var(--line); }
.confusion tr > th:first-child { text-align: right; }
.confusion td.right { background: color-mix(in srgb, #009e73 calc(var(--share) * 45%), transparent); }
.confusion td.wrong { background: color-mix(in srgb, #c2451e calc(var(--share) * 70%), transparent); }
.code { font: 13px/1.45 ui-monospace, monospace; overflow-x: auto; margin: 0; tab-size: 4; }
.code .comment { color: var(--muted); font-style: italic; }
.code .string { color: var(--test); }
.code .keyword { color: var(--accent); font-weight: 600; }
.code .number { color: var(--prediction); text-align: inherit; }
details summary { cursor: pointer; margin-bottom: 8px; }
@media print {
  body { background: none; font-size: 11pt; }
  main { max-width: none; padding: 0; }
  section { border: none; padding: 12px 0; }
  .code, .wide { overflow: visible; white-space: pre-wrap; }
  svg, .confusion, .dot, .dash { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .figures { grid-template-columns: 1fr 1fr; }
}
"""
)
