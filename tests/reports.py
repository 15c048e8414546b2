#!/usr/bin/env python3
"""reports.py PROGRAM SOURCE - JSON reports before a validator that is not ours: the golden ones and those of real runs
against share/vpccheck-report.schema.json, GitLab's against tests/gitlab.schema.json.

For others the schema lets new members come; here it does not, so that none comes unnoticed. Ends with 77 (skipped)
where jsonschema is not installed.
"""
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

try:
    import jsonschema
except ImportError as missing:
    print(f"reports: skipped, {missing}")
    sys.exit(77)

program, source = sys.argv[1], pathlib.Path(sys.argv[2])
lab = source / "testdata/lab"
wrong, seen = [], 0


def strict(schema):
    """The same, but members that are not named are wrong."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {key: strict(value) for key, value in schema.items()}
    if copy.get("type") == "object" and isinstance(copy.get("properties"), dict):
        copy.setdefault("additionalProperties", False)
    return copy


def validator(schema, definition=None):
    if definition:
        schema = {"definitions": schema["definitions"], "$ref": f"#/definitions/{definition}"}
    return jsonschema.Draft7Validator(schema)


def check(what, known, document):
    global seen
    seen += 1
    for fault in known.iter_errors(document):
        wrong.append(f"{what}: {'/'.join(map(str, fault.absolute_path))}: {fault.message[:300]}")


def line_kind(line):
    return "flow" if "verdict" in line else "change" if "opened" in line else "finding"


def run(*words):
    result = subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=False,
                            env=os.environ | {"VPCCHECK_NOW": "2026-06-01"})
    if result.returncode not in (0, 1, 4):
        sys.exit(f"{words}: {result.returncode} {result.stderr}")
    return result.stdout


HOSTILE = ("=cmd()|'/C calc'!A0 ]]> ::error::x \x1b[31mred\x1b[0m\n::warning::second\r\t\"q\" `tick` <script>alert(1)"
           "</script> %0A \\ a|b *c* [d](e) \u202eevil --> @everyone ${HOME} $(touch pwned) gr\u00fc\u00df-\u6771\u4eac")


def hostile(folder):
    """The broken lab, with names, descriptions and an id that nobody should trust; and a team's file as bad."""
    account = json.loads((lab / "broken.json").read_text())

    def spoil(value):
        if isinstance(value, list):
            return [spoil(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {key: HOSTILE if key in ("GroupName", "Description") or (key == "Value" and "Key" in value)
                else spoil(member) for key, member in value.items()}

    text = json.dumps(spoil(account)).replace("sg-0b2ea875fb4790ca0", "sg-0b2; touch pwned #")
    path = pathlib.Path(folder) / "hostile.json"
    path.write_text(text)
    config = pathlib.Path(folder) / "hostile.yaml"
    config.write_text(json.dumps({"expect": [
        {"name": HOSTILE, "from": "i-0a1b97fb7660e80e5", "to": "i-0b265a529c7a71928", "allow": "icmp"}]}))
    return path, config


def no_control(what, text):
    for character in text:
        if (ord(character) < 32 and character not in "\n\r\t") or character in "\x7f\u202e":
            wrong.append(f"{what}: holds {character!r}")
            return


def check_hostile(folder, whole, gitlab):
    """Nothing breaks out of its format, from the snapshot to the last byte."""
    path, config = hostile(folder)
    words = ["check", path, "--config", config, "--probe", "eic,ping", "--format"]
    check("hostile json", whole, json.loads(run(*words, "json")))
    check("hostile gitlab", gitlab, json.loads(run(*words, "gitlab")))
    shown = {name: run(*words, name) for name in ("text", "github", "junit", "csv", "markdown", "html", "sarif", "json")}
    for name, text in shown.items():
        no_control(f"hostile {name}", text)
        if "--group-id sg-0b2;" in text:
            wrong.append(f"hostile {name}: shows a command that nobody should copy")
    for line in shown["github"].splitlines():
        if not re.match(r"::(error|warning|notice) file=[^:,]*,line=\d+,endLine=\d+,title=[^:]*::|vpccheck: ", line):
            wrong.append(f"hostile github: {line[:120]}")
    for line in shown["text"].splitlines():
        if line.lstrip().startswith("::"):
            wrong.append(f"hostile text: {line[:120]}")
    cases = xml.etree.ElementTree.fromstring(shown["junit"]).findall(".//testcase")
    if len(cases) < 3:
        wrong.append(f"hostile junit: {len(cases)} cases")
    rows = list(csv.reader(io.StringIO(shown["csv"], newline="")))
    for row in rows:
        if len(row) != len(rows[0]) or any(field.strip()[:1] in ("=", "+", "-", "@") and field.strip() for field in row):
            wrong.append(f"hostile csv: {row}")
    spoken = re.sub(r"`[^`\n]*`", "", shown["markdown"])  # but for spans of code
    if "<script" in shown["html"] or "<script" in spoken:
        wrong.append("hostile html: a script got in")
    if len(json.loads(shown["sarif"])["runs"][0]["results"]) < 3:
        wrong.append("hostile sarif: too few results")


def main():
    published = json.loads((source / "share/vpccheck-report.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(published)
    report = strict(published)
    gitlab = validator(json.loads((source / "tests/gitlab.schema.json").read_text()))
    whole = validator(report)
    lines = {kind: validator(report, kind) for kind in ("flow", "change", "finding")}

    known = {line.split()[0] for line in run("rules").splitlines() if line}
    if known != set(published["definitions"]["code"]["enum"]):
        wrong.append(f"codes: the schema and the program differ by {known ^ set(report['definitions']['code']['enum'])}")

    for path in sorted((source / "testdata/render").iterdir()):
        if path.stem == "rows":
            continue  # of a matrix, which is no report
        if path.suffix == ".json":
            check(path.name, whole, json.loads(path.read_text()))
        elif path.suffix == ".jsonl":
            for text in path.read_text().split("\n")[:-1]:
                line = json.loads(text)
                check(path.name, lines[line_kind(line)], line)
        elif path.suffix == ".gitlab":
            document = json.loads(path.read_text())
            check(path.name, gitlab, document)
            prints = [issue["fingerprint"] for issue in document]
            if len(prints) != len(set(prints)):
                wrong.append(f"{path.name}: a fingerprint stands twice")

    config = source / "tests/pipelines/vpccheck.yaml"
    with tempfile.TemporaryDirectory() as folder:
        baseline = pathlib.Path(folder) / "baseline.json"
        runs = [
            ["check", lab / "broken.json"],
            ["check", lab / "broken.json", "--config", config],
            ["check", lab / "broken.json", "--baseline", baseline, "--update-baseline"],
            ["check", lab / "healthy.json", "--baseline", baseline],
            ["path", lab / "broken.json", "-s", "name=instance-1", "-d", "name=instance-2"],
            ["path", lab / "healthy.json", "-s", "internet", "-d", "name=*", "-p", "tcp"],
            ["diff", lab / "healthy.json", lab / "broken.json", "--config", config],
        ]
        for words in runs:
            what = " ".join(map(str, words))
            check(what, whole, json.loads(run(*words, "--format", "json")))
            check(what, gitlab, json.loads(run(*words, "--format", "gitlab")))
            for text in run(*words, "--format", "jsonl").splitlines():
                line = json.loads(text)
                check(what, lines[line_kind(line)], line)
        check("baseline", whole, json.loads(baseline.read_text()))
        check_hostile(folder, whole, gitlab)
    for folder in sorted((source / "testdata/codes").iterdir()):
        check(folder.name, whole, json.loads(run("check", folder / "bad.json", "--format", "json")))
    print(*wrong, sep="\n")
    print(f"{seen} documents, {len(wrong)} faults")
    return 1 if wrong or seen < 100 else 0


sys.exit(main())
