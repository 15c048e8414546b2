#!/usr/bin/env python3
"""schema.py SCHEMA SAMPLES - hold the JSON Schema of vpccheck.yaml against the samples of the parser.

good/ must pass. bad/ must not, but for files whose first line begins with "#!": what is wrong there no schema
can see. Ends with 77 (skipped) where a module is not installed.
"""
import json
import pathlib
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"schema: skipped, {missing}")
    sys.exit(77)


class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: a date is a text."""


Loader.yaml_implicit_resolvers = {
    first: [r for r in resolvers if r[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def faults(validator, path):
    return [e.message for e in validator.iter_errors(yaml.load(path.read_text(), Loader))]


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
    samples = pathlib.Path(sys.argv[2])
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    wrong, seen = [], 0
    for path in sorted(samples.glob("good/*.yaml")):
        seen += 1
        wrong += [f"{path}: {fault}" for fault in faults(validator, path)]
    for path in sorted(samples.glob("bad/*.yaml")):
        if path.read_text().startswith("#!"):
            continue
        seen += 1
        if not faults(validator, path):
            wrong.append(f"{path}: the schema accepts it")
    print(*wrong, sep="\n")
    print(f"{seen} samples, {len(wrong)} wrong")
    return 1 if wrong or seen < 25 else 0


sys.exit(main())
