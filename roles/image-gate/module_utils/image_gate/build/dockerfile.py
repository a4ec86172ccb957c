"""Which images a Dockerfile takes from registries (Dockerfile reference: FROM, ARG, COPY --from, RUN --mount)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterator, Mapping

ESCAPE = re.compile(r"#[ \t]*escape[ \t]*=[ \t]*([\\`])[ \t]*", re.IGNORECASE)
DIRECTIVE = re.compile(r"#[ \t]*[A-Za-z][A-Za-z0-9]*[ \t]*=.*")
HEREDOC = re.compile(r"<<-?[ \t]*([\"']?)([A-Za-z_][A-Za-z0-9_]*)\1")
FLAG = re.compile(r"--([a-z]+)=(\S*)[ \t]*")
VARIABLE = re.compile(
    r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+])([^{}$]*))?\}|(.|\Z))"
)
ASSIGNED = re.compile(r"""([A-Za-z_][A-Za-z0-9_]*)(?:=((?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])*))?""")
OWN_PLATFORM = re.compile(r"\$\{?(?:BUILD|TARGET)PLATFORM\}?")


@dataclass(frozen=True)
class Instruction:
    """An instruction on one line, its name in capitals."""

    name: str
    rest: str


def instructions(text: str) -> Iterator[Instruction]:
    """The instructions of a Dockerfile, without comments and the content of heredocs."""
    lines = iter(text.lstrip("\ufeff").splitlines())
    escape, in_head, parts = "\\", True, []
    for line in lines:
        if in_head:
            found = ESCAPE.fullmatch(line.strip())
            escape = found.group(1) if found else escape
            in_head = bool(DIRECTIVE.fullmatch(line.strip()))
        if line.lstrip().startswith("#") or (parts and not line.strip()):
            continue
        bare = line.rstrip()
        if bare.endswith(escape):
            parts.append(bare[:-1])
            continue
        name, _, rest = "".join([*parts, line]).strip().partition(" ")
        parts = []
        if not name:
            continue
        instruction = Instruction(name.upper(), rest.strip())
        yield instruction
        if instruction.name in ("RUN", "COPY", "ADD"):
            for _, word in HEREDOC.findall(rest):
                for content in lines:
                    if content.lstrip("\t") == word:
                        break


def base_images(text: str, build_args: Mapping[str, str]) -> list[str]:
    """Names of the images that the file takes; without those that depend on what only the engine knows."""
    return list(base_words(text, build_args))


def base_words(text: str, build_args: Mapping[str, str]) -> dict[str, list[str]]:
    """The same names, each with the words that stand for it in the file."""
    known: dict[str, str] = {}
    stages: set[str] = set()
    found: dict[str, list[str]] = {}
    for one in instructions(text):
        if one.name == "ARG" and not stages:
            for name, value in ASSIGNED.findall(one.rest):
                default = _expanded(re.sub(r"""["']|\\(.)""", r"\1", value), known)
                known[name] = build_args.get(name, default or "")
        elif one.name == "FROM":
            flags, rest = _flags(one.rest)
            words = rest.split()
            name = _expanded(words[0], known) if words else None
            # Another platform's image cannot have the same name on the node at the same time.
            is_own = OWN_PLATFORM.fullmatch(flags.get("platform", "$TARGETPLATFORM"))
            if name and is_own and name.lower() not in {*stages, "scratch"}:
                found.setdefault(name, []).append(words[0])
            stages.add(words[2].lower() if len(words) > 2 and words[1].lower() == "as" else f" {len(stages)}")
        else:
            for name in _sources(one):
                if name.lower() not in stages:
                    found.setdefault(name, []).append(name)
    return found


def runs_on_target(text: str) -> bool:
    """Whether a stage for the platform of the image runs anything."""
    is_target = True
    for one in instructions(text):
        if one.name == "FROM":
            platform = _flags(one.rest)[0].get("platform", "$TARGETPLATFORM")
            is_target = platform.strip("${}") == "TARGETPLATFORM"
        elif one.name == "RUN" and is_target:
            return True
    return False


def _sources(one: Instruction) -> Iterator[str]:
    """What an instruction takes files from: stages or images."""
    rest, given = one.rest, []
    while True:
        flag = FLAG.match(rest)
        if flag is None:
            break
        rest = rest[flag.end() :]
        if one.name in ("COPY", "ADD") and flag.group(1) == "from":
            given.append(flag.group(2))
        elif one.name == "RUN" and flag.group(1) == "mount":
            given += [item[5:] for item in flag.group(2).split(",") if item.startswith("from=")]
    for name in given:
        if name and "$" not in name and not name.isdigit() and name != "scratch":
            yield name


def _flags(text: str) -> tuple[dict[str, str], str]:
    flags: dict[str, str] = {}
    while True:
        found = FLAG.match(text)
        if found is None:
            return flags, text
        flags[found.group(1)] = found.group(2)
        text = text[found.end() :]


def _expanded(text: str, known: Mapping[str, str]) -> str | None:
    """The text with its variables filled in; None if one is written in a way that is not known here."""
    unknown = False

    def value(found: re.Match[str]) -> str:
        nonlocal unknown
        plain, braced, operator, word, other = found.groups()
        if other is not None:
            unknown = True
            return ""
        current = known.get(plain or braced)
        if operator is None:
            return current or ""
        there = bool(current) if operator.startswith(":") else current is not None
        if operator.endswith("-"):
            return (current or "") if there else word
        return word if there else ""

    text = VARIABLE.sub(value, text.strip("\"'"))
    return None if unknown or "\\" in text or not text else text
