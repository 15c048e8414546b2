"""judge.py NAME OURS THEIRS: are the files of two folders the same JSON, lists in any order?

A file that is empty in THEIRS comes from a command that the aws command's model does not know.
"""
import glob
import json
import os
import sys

SECRETS = ("CustomerGatewayConfiguration", "PreSharedKey")


def normal(value):
    if isinstance(value, dict):
        return {k: "REDACTED" if k in SECRETS else normal(v) for k, v in value.items()}
    if isinstance(value, list):
        return [normal(v) for v in value]
    return value


def ordered(elements):
    return sorted((json.dumps(normal(e), sort_keys=True) for e in elements))


def load(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return json.loads(text) if text.strip() else None


def known_to(ours, theirs):
    """Ours without the members that theirs lacks everywhere: newer than the aws command's model."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return {k: known_to(v, theirs[k]) for k, v in ours.items() if k in theirs}
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [known_to(o, t) for o, t in zip(ours, theirs)]
    return ours


def main():
    name, ours, theirs = sys.argv[1:4]
    equal = unknown = wrong = newer = 0
    for path in sorted(glob.glob(os.path.join(ours, "*.json"))):
        base = os.path.basename(path)[:-5]
        mine = load(path)
        parts = [load(p) for p in sorted(glob.glob(os.path.join(theirs, base + ".json")) +
                                         glob.glob(os.path.join(theirs, base + ".*.json")))]
        key = next(iter(mine))
        if not parts and mine[key] == []:
            equal += 1  # a call per resource, and there is none
            continue
        if not parts or parts == [None]:
            unknown += 1
            continue
        if isinstance(mine[key], dict):
            same = normal(parts[0]) == normal(mine)
        else:
            elements = [e for part in parts for e in part[key]]
            same = ordered(elements) == ordered(mine[key])
            if not same and len(elements) == len(mine[key]):
                by_text = sorted(elements, key=lambda e: str(next(iter(sorted(e.items())))))
                mine_by = sorted(mine[key], key=lambda e: str(next(iter(sorted(e.items())))))
                reduced = [known_to(m, t) for m, t in zip(mine_by, by_text)]
                same = ordered(elements) == ordered(reduced)
                newer += same
        if same:
            equal += 1
        else:
            wrong += 1
            print(f"{name}: {base} differs:\n  ours   {json.dumps(mine)[:600]}\n  theirs {json.dumps(parts)[:600]}")
    print(f"{name}: {equal} calls equal ({newer} but for members newer than its model), "
          f"{unknown} that the aws command does not know, {wrong} differ")
    return 1 if wrong or equal < 30 else 0


if __name__ == "__main__":
    sys.exit(main())
