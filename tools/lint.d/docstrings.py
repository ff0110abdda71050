#!/usr/bin/env python3
"""Every class, struct, enum and function at namespace scope in a header of src has a /// comment directly above.

A group of functions, or of types, without a blank line between them may share the comment above the first.
Reads declarations with a small tokenizer, not a compiler. Left out, on purpose: forward declarations (of a function:
one whose name is documented further down), aliases, variables, macros, specializations, out-of-class definitions of
members, namespaces detail, internal and unnamed, comparison operators; and headers of tests.
"""

import re

import tree

_TOKEN = re.compile(r"[A-Za-z_]\w*|::|->|<=>|<<=|>>=|[<>=!+\-*/&|^%]=|&&|\|\||\[\[|\]\]|\d[\w.']*|\S")
_MACRO = re.compile(r"^[A-Z][A-Z0-9_]+$")
_UNDOCUMENTED_OPERATORS = {"==", "!=", "<=>", "<", ">", "<=", ">="}
_TYPE_WORDS = {"class", "struct", "enum", "union"}
_SKIPPED_STARTS = {"using", "typedef", "static_assert", "namespace", "friend", "concept", ",", "public", "private"}
_HIDDEN_NAMESPACES = {"detail", "internal", ""}


def without_preprocessor(text):
    """Text with preprocessor lines (and their continuations) blanked."""
    lines, continued = [], False
    for line in text.split("\n"):
        directive = continued or line.lstrip().startswith("#")
        continued = directive and line.rstrip().endswith("\\")
        lines.append("" if directive else line)
    return "\n".join(lines)


def tokens(text):
    """Pairs (token, line), lines counted from 1."""
    clean = without_preprocessor(tree.without_comments(text))
    found, line, last = [], 1, 0
    for match in _TOKEN.finditer(clean):
        line += clean.count("\n", last, match.start())
        last = match.start()
        found.append((match.group(0), line))
    return found


def after_group(items, start):
    """Index after the bracket group that opens at start; the end where it never closes."""
    pairs = {"(": ")", "{": "}", "[": "]", "[[": "]]"}
    depth = []
    for index in range(start, len(items)):
        token = items[index][0]
        if token in pairs:
            depth.append(pairs[token])
        elif token == "]]" and depth[-2:] == ["]", "]"]:
            del depth[-2:]
        elif depth and token == depth[-1]:
            depth.pop()
        if not depth:
            return index + 1
    return len(items)


def after_angles(items, start):
    """Index after the template argument list that opens with < at start."""
    depth, index = 0, start
    while index < len(items):
        token = items[index][0]
        if token in "({[" or token == "[[":
            index = after_group(items, index)
            continue
        depth += {"<": 1, ">": -1}.get(token, 0)
        index += 1
        if depth == 0:
            return index
    return index


class Declaration:
    """One statement at namespace scope: its tokens, cut before the body, and how it ended (';' or '{')."""

    def __init__(self, items, ending):
        self.line = items[0][1]
        self.last_line = items[-1][1]
        self.ending = ending
        words = items
        self.specialization = False
        while words and words[0][0] == "template":
            if len(words) < 2 or words[1][0] != "<":
                self.specialization = True  # explicit instantiation
                break
            end = after_angles(words, 1)
            self.specialization |= end == 3  # template <>
            words = words[end:]
        if words and words[0][0] == "requires":
            words = self._after_requires(words)
        self.words = self._without_attributes(words)

    @staticmethod
    def _without_attributes(items):
        """Flat tokens with attributes, alignas and template arguments of types removed."""
        kept, index = [], 0
        while index < len(items):
            token = items[index][0]
            if token == "[[" or (token == "alignas" and index + 1 < len(items)):
                index = after_group(items, index if token == "[[" else index + 1)
                continue
            kept.append(token)
            index += 1
        return kept

    @staticmethod
    def _after_requires(items):
        """Cuts a leading requires clause: constraints joined by && and ||, each a name<...> or a (group)."""
        index = 1
        while index < len(items):
            token = items[index][0]
            if token == "(":
                index = after_group(items, index)
            else:  # a qualified name: words and :: in turn
                index += items[index][0] == "::"
                index += 1
                while index + 1 < len(items) and items[index][0] == "::":
                    index += 2
                if index < len(items) and items[index][0] == "<":
                    index = after_angles(items, index)
                while index + 1 < len(items) and items[index][0] == "::":
                    index += 2
            if index < len(items) and items[index][0] in ("&&", "||"):
                index += 1
                continue
            break
        return items[index:]

    def name(self):
        """The name to document, or None where nothing is asked of this statement."""
        words = self.words
        if self.specialization or not words or words[0] in _SKIPPED_STARTS or words[0] == "extern":
            return None
        if words[0] in _TYPE_WORDS and "(" not in words:
            return self._type_name()
        return self._function_name()

    def is_type(self):
        """Whether this declares a class, struct, union or enum."""
        return bool(self.words) and self.words[0] in _TYPE_WORDS

    def _type_name(self):
        if self.ending == ";":
            return None  # forward declaration
        for index, word in enumerate(self.words):
            if re.match(r"[A-Za-z_]", word) and word not in _TYPE_WORDS and not _MACRO.match(word):
                is_partial_specialization = self.words[index + 1:index + 2] == ["<"]
                return None if is_partial_specialization else word
        return None

    def _function_name(self):
        words = self.words
        if "operator" in words:
            at = words.index("operator")
            symbol = "".join(words[at + 1:words.index("(", at)]) if "(" in words[at:] else ""
            if symbol in _UNDOCUMENTED_OPERATORS or (at > 0 and words[at - 1] == "::"):
                return None
            return "operator" + symbol
        if "(" not in words:
            return None
        at = words.index("(")
        if "=" in words[:at] or at == 0 or not re.match(r"[A-Za-z_]\w*$", words[at - 1]):
            return None  # a variable, or nothing that we know
        if words[at - 1] in ("decltype", "noexcept", "explicit", "requires", "alignas"):
            return None
        if at > 1 and words[at - 2] == "::":
            return None  # member defined outside its class
        return words[at - 1] if at > 1 else None


def declarations(text):
    """The declarations at public namespace scope, in order."""
    items, index, found = tokens(text), 0, []
    hidden = []  # one entry for each open namespace: whether it is hidden
    while index < len(items):
        token = items[index][0]
        if token == "}":
            if hidden:
                hidden.pop()
            index += 1
        elif token == ";":
            index += 1
        elif token in ("namespace", "inline", "extern") and _opens_scope(items, index):
            brace = next(i for i in range(index, len(items)) if items[i][0] == "{")
            name = [items[i][0] for i in range(index, brace) if items[i][0] not in ("namespace", "inline", "::")]
            # extern "C" { opens a scope of its own but hides nothing.
            is_hidden = token != "extern" and (not name or name[-1] in _HIDDEN_NAMESPACES)
            hidden.append(is_hidden)
            index = brace + 1
        elif _MACRO.match(token) and index + 1 < len(items) and items[index + 1][0] == "(":
            index = after_group(items, index + 1)
        else:
            declaration, index = _statement(items, index)
            if declaration and not any(hidden):
                found.append(declaration)
    return found


def _opens_scope(items, index):
    words = [item[0] for item in items[index:index + 16]]
    if words[0] == "inline":
        return len(words) > 1 and words[1] == "namespace"
    if words[0] == "extern":
        return len(words) > 2 and words[1:3] == ["___", "{"]  # extern "C" {, its literal blanked
    cut = next((i for i, word in enumerate(words) if word in "{;="), None)
    return cut is not None and words[cut] == "{"


def _statement(items, start):
    """Reads one statement; returns (Declaration or None, index after it and its body)."""
    index = start
    while index < len(items):
        token = items[index][0]
        if token in ("(", "[", "[["):
            index = after_group(items, index)
        elif token == "template" and items[index + 1:] and items[index + 1][0] == "<":
            index = after_angles(items, index + 1)
        elif token == "=":
            return _initialized(items, start, index)
        elif token in ("{", ";", "}"):
            break
        else:
            index += 1
    if index >= len(items) or items[index][0] == "}":
        return None, max(index, start + 1)
    declaration = Declaration(items[start:index], items[index][0]) if index > start else None
    if items[index][0] == "{":
        index = after_group(items, index)
        if declaration:
            declaration.last_line = items[index - 1][1]
        return declaration, index
    return declaration, index + 1


def _initialized(items, start, equals):
    """A statement with '=' outside brackets: = default, = delete, operator=, or a variable."""
    index = equals
    if items[equals - 1][0] == "operator":
        declaration, end = _statement(items, equals + 1)
        return (Declaration(items[start:equals + 1], declaration.ending) if declaration else None), end
    while index < len(items) and items[index][0] != ";":
        index = after_group(items, index) if items[index][0] in ("(", "{", "[", "[[") else index + 1
    declaration = Declaration(items[start:equals], ";")
    # template <class T> concept C = ...; and variables ask for nothing; "f() = delete" is a function.
    if "(" not in declaration.words:
        declaration = None
    return declaration, index + 1


def has_doc(lines, line):
    """Whether a /// comment stands directly above a line; plain // remarks (NOLINT) may stand between."""
    index = line - 2
    while index >= 0 and re.match(r"\s*//(?!/)", lines[index]):
        index -= 1
    return index >= 0 and bool(re.match(r"\s*///(?!<)\s*\S", lines[index]))


def check_text(path, text):
    """Findings of one header; of an undocumented group only the first is named."""
    lines, findings = text.split("\n"), []
    asked = [(declaration, declaration.name()) for declaration in declarations(text)]
    asked = [(declaration, name) for declaration, name in asked if name is not None]
    documented_at = {name: declaration.line for declaration, name in asked if has_doc(lines, declaration.line)}
    previous = None
    for declaration, name in asked:
        in_group = (previous is not None and declaration.line == previous.last_line + 1
                    and declaration.is_type() == previous.is_type())
        is_forward = declaration.ending == ";" and documented_at.get(name, 0) > declaration.line
        if not in_group and not is_forward and not has_doc(lines, declaration.line):
            findings.append(f"{path}:{declaration.line}: '{name}' has no /// comment directly above it")
        previous = declaration
    return findings


def check(root):
    """All findings of the headers below src."""
    findings = []
    for path in tree.cpp_files(root, ("src",)):
        if path.suffix == ".hpp" and not tree.is_test(path):
            findings += check_text(path, tree.read(root, path))
    return findings


if __name__ == "__main__":
    tree.main(check)
