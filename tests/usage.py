#!/usr/bin/python3
"""Holds against each other what tells how tessc is used: usage.py TESSC SOURCES TRAINER.

The help of tessc and of a trainer, the manual pages, what completion offers and the tables of docs/language.md name the
same commands, options, settings and checks, in the same words. Command lines in the documentation: docs.py."""
import re
import subprocess
import sys

tessc, root, trainer = sys.argv[1:]
failed = 0


def check(what, found, wanted):
    global failed
    if found == wanted:
        print("ok:", what)
        return
    failed = 1
    print("FAILED:", what)
    if isinstance(found, (dict, set)):
        keys = sorted(set(found) ^ set(wanted)) or [k for k in found if found[k] != wanted[k]]
        print("  differ in", keys[:5])
        if isinstance(found, dict):
            print("\n".join(f"  {found.get(k)!r}\n  {wanted.get(k)!r}" for k in keys[:2]))
    else:
        print(f"  {found!r}\n  {wanted!r}")


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


# ---- Help: a section is a heading and entries, each an option and its text in one line or in several ----


def entries(text):
    """{"--out DIR": "what it says"}"""
    joined = re.sub(r"\n {26}", "  ", text)
    return {m[1]: re.sub(r"\s+", " ", m[2]) for m in re.finditer(r"^  (-.*?)  +(\S.*)$", joined, re.M)}


def section(text, heading):
    found = re.search(rf"^{heading}.*:\n((?:  .*\n)*)", text, re.M)
    return entries(found[1]) if found else {}


# ---- Manual pages: entries of lists, in plain text ----


def plain(text):
    text = re.sub(r"\\f[BIR]", "", text)
    for escape, character in ((r"\(aq", "'"), (r"\(ga", "`"), (r"\(ha", "^"), (r"\(ti", "~"), (r"\-", "-"), (r"\&", "")):
        text = text.replace("\\" + escape[1:] if escape[0] == "\\" else escape, character)
    return text.replace("\\e", "\\")


def page(name):
    """[(heading, tag, text, [lines])], the heading that of its section."""
    result, heading, tag, lines = [], "", None, []

    def close():
        if tag:
            result.append((heading, tag, " ".join(lines), list(lines)))

    at = iter(run(tessc, "help", "--man", name).splitlines())
    for line in at:
        if line.startswith((".SH", ".SS", ".TP", ".RS", ".RE")):
            close()
            tag, lines = None, []
            if line.startswith((".SH", ".SS")):
                heading = line[4:]
            elif line == ".TP":
                tag = plain(next(at))
        elif not line.startswith("."):
            lines.append(plain(line))
    close()
    return result


def phrase(text):
    return text[:1].upper() + text[1:] + "."


def compare_options(what, of_help, of_page):
    """Every option of the help is in the page, which may say more of it."""
    check(what, {k: phrase(v) for k, v in of_help.items()},
          {k: v[: len(of_help.get(k, "")) + 1] for k, v in of_page.items()})


general = run(tessc, "help")
commands = re.findall(r"^  tessc ([a-z]+)", general, re.M)
help_of = {c: run(tessc, "help", c) for c in commands}
manual = page("tessc")
tagged = {}
for heading, tag, text, _ in manual:
    tagged.setdefault(heading, {})[tag] = text

# Commands
offered = {l.split("\t")[0] for l in run(tessc, "help", "--complete", "--", "").splitlines() if l[0] != ":"}
check("completion offers the commands of help", offered, set(commands))
inner = {c: {v.split()[0] for v in re.findall(rf"^  tessc {c} (.*?)(?:  .*)?$", help_of[c], re.M)}
         for c in ("data", "preset")}
check("tessc(1) has the commands of help",
      {t.split()[0] for t in tagged["COMMANDS"] if t[0] != "-"},
      set(commands) | {"MODEL.tess"} | inner["data"] | inner["preset"])
for command in inner:
    verbs = {l.split("\t")[0] for l in run(tessc, "help", "--complete", "--", command, "").splitlines()}
    check(f"completion offers the verbs of {command}", verbs, inner[command])

# Options
own = section(general, "options")
compare_options("tessc(1) has the options of help", own, tagged["OPTIONS"])
for command in commands:
    text = help_of[command]
    flags = set(re.findall(r"^  (?:-\w, )?(--?[\w-]+)", text, re.M))
    offered = {l.split("\t")[0] for l in run(tessc, "help", "--complete", "--", command, "-").splitlines()}
    check(f"completion offers the options of {command}", offered, flags)
    shown = section(text, "options of tessc")
    check(f"{command}: tessc's options are told alike", shown, {k: v for k, v in own.items() if k in shown})
for command in ("data", "sweep"):
    shown = section(help_of[command], f"options of {command}")
    check(f"{command} has options of its own", len(shown) > 3, True)
    compare_options(f"tessc(1) has the options of {command}", shown,
                    {k: v for k, v in tagged["COMMANDS"].items() if k in shown})

# The trainer
of_trainer = {}
for heading, tag, text, _ in page("tess-trainer"):
    of_trainer.setdefault(heading, {})[tag] = text
for command in re.findall(r"^  ([a-z]+)  ", run(trainer, "help"), re.M):
    shown = entries(run(trainer, command, "--help"))
    check(f"trainer's {command} has options", len(shown) > 3, True)
    check(f"tessc help {command} has those of the trainer", section(help_of[command], "options of the trainer"), shown)
    compare_options(f"tess-trainer(1) has the options of {command}", shown, of_trainer[command])

# Settings and checks
language = open(f"{root}/docs/language.md").read().split("\n## Reference\n")[1]
documented = []
for row in re.findall(r"^\| `(.*)$", language, re.M):
    path, *cells = [c.strip().replace("\\|", "|") for c in re.split(r"(?<!\\)\|", "`" + row)][:-1]
    documented.append((path.strip("`"), cells))
settings, checks = {}, {}
for heading, tag, text, lines in page("tess"):
    if heading == "CHECKS":
        checks[tag] = text
    elif heading == heading.lower():
        meaning, rest = re.fullmatch(r'(.*)\. Written "(.*)\.', " ".join(lines)).groups()
        settings[tag] = (meaning, rest)
wanted, wanted_checks = {}, {}
for path, cells in documented:
    if len(cells) == 4:
        written, limits, default, meaning = cells
        parts = [written.strip("`") + '"'] + [limits] * bool(limits)
        if default:
            parts.append(default if "required" in default else "default: " + default.strip("`"))
        wanted[path] = (meaning, "; ".join(parts))
    else:
        severity, statement, needs = cells
        wanted_checks[f"{path} {severity}"] = phrase(statement) + (f" Needs {needs}." if needs else "")
check("there are settings and checks", len(wanted) > 90 and len(wanted_checks) > 20, True)
check("tess(5) has the settings of docs/language.md", settings, wanted)
check("tess(5) has the checks of docs/language.md", checks, wanted_checks)
sys.exit(failed)
