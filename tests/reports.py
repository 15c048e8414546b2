#!/usr/bin/env python3
"""reports.py PROGRAM SOURCE - JSON reports before a validator that is not ours: the golden ones and those of real runs
against share/vpccheck-report.schema.json, GitLab's against tests/gitlab.schema.json.

For others the schema lets new members come; here it does not, so that none comes unnoticed. Ends with 77 (skipped)
where jsonschema is not installed.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

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
    for folder in sorted((source / "testdata/codes").iterdir()):
        check(folder.name, whole, json.loads(run("check", folder / "bad.json", "--format", "json")))
    print(*wrong, sep="\n")
    print(f"{seen} documents, {len(wrong)} faults")
    return 1 if wrong or seen < 100 else 0


sys.exit(main())
