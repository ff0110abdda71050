#!/usr/bin/env python3
"""Reads a report as a stranger would: check_html.py PAGE.html [REPORT.json]. Prints findings; exit code 1 where there are any.

Checks that the page is well formed, asks nothing of the network, holds no script, is built for screen readers, has a
table for every picture, no texts that overlap in a picture, colours of enough contrast, and, given the report as JSON,
that every number, date and text of it stands on the page.
"""

import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from datetime import date
from html.parser import HTMLParser

VOID = {"meta", "br", "col", "link", "img", "input", "hr"}
FORBIDDEN = {"script", "img", "link", "iframe", "object", "embed", "base", "form", "input", "image", "foreignobject", "use", "a:href"}
SECTIONS = ["summary", "reach", "lifetime", "stock", "exposure", "case", "assessment", "history"]
# Members whose values are enumerators: the page says them in words.
ENUMERATED = {"state", "kind", "verdict", "outcome", "backing", "signature", "check"}
# Shown in pictures only, joined and cut to fit.
PICTURE_ONLY = {"short_label"}


class Page(HTMLParser):
    """The parsed page: elements with their texts, and what is wrong with the markup itself."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.findings, self.stack, self.elements, self.text, self.style = [], [], [], [], []
        self.feed(text)
        self.close()
        if self.stack:
            self.findings.append(f"never closed: {[e['tag'] for e in self.stack]}")

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.findings.append(f"<{tag}> repeats an attribute")
        element = {"tag": tag, "attrs": dict(attrs), "path": [e["tag"] for e in self.stack], "text": "", "parents": list(self.stack)}
        self.elements.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag):
        if not self.stack or self.stack[-1]["tag"] != tag:
            self.findings.append(f"</{tag}> closes nothing, or something else")
            return
        self.stack.pop()

    def handle_data(self, data):
        if self.stack and self.stack[-1]["tag"] == "style":
            self.style.append(data)
            return
        self.text.append(data)
        for element in self.stack:
            element["text"] += data

    def handle_comment(self, data):
        self.findings.append(f"a comment: {data[:40]!r}")

    def of(self, tag):
        """Elements of a tag, in order."""
        return [e for e in self.elements if e["tag"] == tag]

    def inside(self, element, tag):
        """Elements of a tag below an element."""
        return [e for e in self.of(tag) if any(p is element for p in e["parents"])]


def check_safety(page):
    """Nothing runs, nothing is fetched."""
    for element in page.elements:
        tag, attrs = element["tag"], element["attrs"]
        if tag in FORBIDDEN:
            yield f"<{tag}> is not allowed"
        for name, value in attrs.items():
            if name.startswith("on") or name in ("style", "src", "srcset", "xlink:href", "formaction", "background"):
                yield f"<{tag} {name}> is not allowed"
            if name == "href" and not (tag == "a" and re.match(r"https?://|#", value or "")):
                yield f"<{tag} href={value!r}> is not allowed"
            if "url(" in (value or "") and not re.fullmatch(r"url\(#[\w-]+\)", value) and name in ("fill", "stroke", "marker-end", "filter", "mask", "clip-path"):
                yield f"<{tag} {name}={value!r}> points outside"
    style = "".join(page.style)
    for word in ("http", "url(", "@import", "expression", "//"):
        if word in re.sub(r"/\*.*?\*/", "", style):
            yield f"the style sheet contains {word!r}"
    policy = [e["attrs"].get("content", "") for e in page.of("meta") if e["attrs"].get("http-equiv") == "Content-Security-Policy"]
    if not policy or "default-src 'none'" not in policy[0]:
        yield "no content security policy that refuses everything"


def check_structure(page):
    """Language, landmarks, headings, ids."""
    if [e["attrs"].get("lang") for e in page.of("html")] != ["en"]:
        yield "<html lang> is not en"
    for tag in ("title", "main", "header", "footer", "nav", "h1"):
        count = len([e for e in page.of(tag) if "svg" not in e["path"]])
        if count != 1:
            yield f"{count} elements <{tag}>, wanted one"
    level = 0
    for element in page.elements:
        match = re.fullmatch(r"h([1-6])", element["tag"])
        if match:
            if int(match.group(1)) > level + 1:
                yield f"heading {element['text'][:40]!r} skips a level"
            level = int(match.group(1))
            if not element["text"].strip():
                yield f"<{element['tag']}> is empty"
    ids = [e["attrs"]["id"] for e in page.elements if "id" in e["attrs"]]
    for repeated in {i for i in ids if ids.count(i) > 1}:
        yield f"id {repeated!r} repeats"
    for element in page.elements:
        attrs = element["attrs"]
        wanted = attrs.get("aria-labelledby", "").split()
        if attrs.get("href", "").startswith("#"):
            wanted.append(attrs["href"][1:])
        wanted += re.findall(r"url\(#([\w-]+)\)", " ".join(v or "" for k, v in attrs.items() if k in ("fill", "marker-end")))
        for name in wanted:
            if name not in ids:
                yield f"<{element['tag']}> points to id {name!r}, which is not there"
    sections = [e["attrs"].get("id") for e in page.of("section")]
    if sections != SECTIONS:
        yield f"sections are {sections}"
    for element in page.elements:
        if "tabindex" in element["attrs"] and element["tag"] in ("div", "pre") and not element["attrs"].get("aria-label"):
            yield f"<{element['tag']} tabindex> has no name"


def check_tables(page):
    """Captions, scopes, equal rows; a table for every picture."""
    for table in page.of("table"):
        if not any(c["text"].strip() for c in page.inside(table, "caption")):
            yield "a table has no caption"
        widths = set()
        for row in page.inside(table, "tr"):
            cells = [e for e in page.elements if e["tag"] in ("th", "td") and e["parents"] and e["parents"][-1] is row]
            widths.add(len(cells))
            if not cells or cells[0]["tag"] != "th" or cells[0]["attrs"].get("scope") not in ("row", "col"):
                yield f"a row of {page.inside(table, 'caption')[0]['text']!r} has no header"
        if len(widths) != 1:
            yield "rows of a table differ in length"
    for figure in page.of("figure"):
        pictures, tables = page.inside(figure, "svg"), page.inside(figure, "table")
        if len(pictures) != 1 or not tables or not page.inside(figure, "summary"):
            yield "a figure is not one picture with its table"
        if not any(c["text"].strip() for c in page.inside(figure, "figcaption")):
            yield "a figure has no caption"
    for picture in page.of("svg"):
        if not any(p["tag"] == "figure" for p in picture["parents"]):
            yield "a picture outside a figure"


def width_of(text, size):
    """A low estimate of the width of a text, so that only real overlaps are found."""
    return sum(0.3 if c in " ijltfrI.,:;'|!()[]-/" else 0.55 for c in text) * size


def font_sizes(style):
    """Font size by class, from the rules of the page."""
    sizes = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", style):
        found = re.search(r"font-size:([\d.]+)px", body)
        if found:
            for name in re.findall(r"\.([\w-]+)", selectors):
                sizes[name] = float(found.group(1))
    return sizes


def check_pictures(source, style):
    """Every picture is XML of its own with title and description, and its texts neither overlap nor leave it."""
    sizes = font_sizes(style)
    for match in re.finditer(r"<svg\b.*?</svg>", source, re.DOTALL):
        try:
            root = ElementTree.fromstring(match.group(0))
        except ElementTree.ParseError as error:
            yield f"a picture is not XML: {error}"
            continue
        space = "{http://www.w3.org/2000/svg}"
        title, description = root.find(space + "title"), root.find(space + "desc")
        if title is None or description is None or not (title.text or "").strip() or not (description.text or "").strip():
            yield "a picture has no title or no description"
            continue
        _, _, width, height = map(float, root.get("viewBox").split())
        boxes = []
        for text in root.iter(space + "text"):
            size = sizes.get(text.get("class"), 11.0)
            length = width_of(text.text or "", size)
            left = float(text.get("x")) - {"start": 0, "middle": length / 2, "end": length}[text.get("text-anchor")]
            y = float(text.get("y"))
            if left < -1 or left + length > width + 1 or y > height or y < 4:
                yield f"{title.text}: {text.text!r} leaves the picture"
            for other_left, other_right, other_y, other in boxes:
                if abs(y - other_y) < 8 and left < other_right and other_left < left + length:
                    yield f"{title.text}: {text.text!r} overlaps {other!r}"
            boxes.append((left, left + length, y, text.text))


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    """Contrast ratio (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def check_contrast(style):
    """4.5 for texts, 3 for graphics, in each of the colour sets (light, dark, paper)."""
    tones = ["blue", "alarm", "warn", "green"]
    text = [(t, g) for t in ["ink", "muted", *tones] for g in ("paper", "panel")] + [(t, t + "-tint") for t in tones]
    text += [("muted", "grey-tint"), ("on-alarm", "alarm"), ("ink", "alarm-tint"), ("ink", "warn-tint"), ("ink", "grey-tint"), ("ink", "blue-tint")]
    graphic = [(t, g) for t in [*tones, "grey"] for g in ("paper", "panel")] + [(t, t + "-tint") for t in tones]
    sets = re.findall(r":root\{([^}]*)\}", style)
    if len(sets) != 3:
        yield f"{len(sets)} sets of colours, wanted light, dark and paper"
    for number, body in enumerate(sets):
        colours = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", body))
        for least, pairs in ((4.5, text), (3.0, graphic)):
            for front, back in pairs:
                if front not in colours or back not in colours:
                    yield f"colour set {number}: {front} or {back} is not there"
                elif contrast(colours[front], colours[back]) < least:
                    yield f"colour set {number}: {front} on {back} is {contrast(colours[front], colours[back]):.2f}, wanted {least}"


def values(item, key="", path=""):
    """Every leaf of a JSON value with its member name and path."""
    if isinstance(item, dict):
        for name, inner in item.items():
            yield from values(inner, name, f"{path}.{name}")
    elif isinstance(item, list):
        for index, inner in enumerate(item):
            yield from values(inner, key, f"{path}[{index}]")
    else:
        yield key, path, item


def squeezed(text):
    """Text with spaces as one."""
    return re.sub(r"\s+", " ", text)


def check_content(page, report):
    """Every number, date and text of the report stands on the page."""
    text = squeezed(" ".join("".join(page.text).split("\n")))
    flat = squeezed("".join(page.text))
    numbers = {e["attrs"].get("value") for e in page.of("data")} | set(re.findall(r"\d+", text))
    times = {e["attrs"].get("datetime") for e in page.of("time")}
    for key, path, value in values(report):
        if isinstance(value, bool):
            continue
        if isinstance(value, int):
            if str(value) not in numbers and not (key == "log_index" and value == -1):
                yield f"{path}: {value} is not on the page"
        elif isinstance(value, str) and value:
            if key in ENUMERATED or key in PICTURE_ONLY or re.match(r"\.risks\[\d+\]\.level$|\.graph\.nodes\[\d+\]\.layer$", path):
                continue
            if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                day = date.fromisoformat(value)
                said = f"{day.day} {day:%b} {day.year}"
                if value not in times and said not in flat:
                    yield f"{path}: {value} is not on the page"
            elif re.fullmatch(r"[\d-]+T[\d:]+Z", value):
                if value not in times:
                    yield f"{path}: {value} is not on the page"
            elif any(squeezed(line).strip() not in flat for line in value.split("\n")):
                yield f"{path}: {value!r} is not on the page"


def check(source, report=None):
    """All findings of a page."""
    page = Page(source)
    style = "".join(page.style)
    findings = list(page.findings)
    for part in (check_safety(page), check_structure(page), check_tables(page), check_pictures(source, style), check_contrast(style)):
        findings += part
    if report is not None:
        findings += check_content(page, report)
    return findings


def main(arguments):
    """Checks the page named first, against the report named second."""
    with open(arguments[0], encoding="utf-8") as file:
        source = file.read()
    report = None
    if len(arguments) > 1:
        with open(arguments[1], encoding="utf-8") as file:
            report = json.load(file)
    findings = check(source, report)
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
