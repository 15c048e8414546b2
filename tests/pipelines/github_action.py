#!/usr/bin/env python3
"""github_action.py ACTION WORKFLOW WORKSPACE - run a composite action as GitHub's runner would, for the step of a
workflow that uses it. What the steps print is printed; the action's outputs follow as `output NAME=VALUE`; the exit
status is that of the step that failed.

It knows what action.yml needs and refuses the rest: inputs, github.action_path and outputs of steps in expressions.
GITHUB_STEP_SUMMARY is the caller's.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

USES = "OWNER/vpccheck@"


def evaluate(text, context):
    def value(match):
        name = match.group(1)
        if name not in context:
            sys.exit(f"github_action.py: unknown in an expression: {name}")
        return context[name]

    return re.sub(r"\$\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}", value, text)


def read_pairs(path):
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if line)


def step_of(workflow):
    steps = [s for job in workflow["jobs"].values() for s in job["steps"] if s.get("uses", "").startswith(USES)]
    if len(steps) != 1:
        sys.exit("github_action.py: the workflow should use the action once")
    return steps[0]


def run_step(step, context, workspace, files, path):
    unknown = set(step) - {"name", "id", "shell", "run", "env", "working-directory"}
    if unknown or step["shell"] != "bash":
        sys.exit(f"github_action.py: a step with {unknown} or another shell")
    script = files / "script.sh"
    script.write_text(evaluate(step["run"], context))
    env = os.environ | {name: evaluate(value, context) for name, value in step.get("env", {}).items()}
    env |= {"GITHUB_WORKSPACE": str(workspace), "GITHUB_OUTPUT": str(files / "output"),
            "GITHUB_PATH": str(files / "path"), "PATH": os.pathsep.join(path + [os.environ["PATH"]])}
    folder = workspace / evaluate(step.get("working-directory", "."), context)
    return subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)], cwd=folder, env=env,
                          check=False).returncode


def main():
    source, workflow, workspace = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
    action = yaml.safe_load((source / "action.yml").read_text())
    given = step_of(yaml.safe_load(workflow.read_text())).get("with", {})
    context = {"github.action_path": str(source)}
    for name, declared in action["inputs"].items():
        if declared.get("required") and name not in given:
            sys.exit(f"github_action.py: the input {name} is not given")
        context[f"inputs.{name}"] = str(given.pop(name, declared.get("default", "")))
    if given:
        sys.exit(f"github_action.py: the action has no input {', '.join(given)}")
    status, path = 0, []
    with tempfile.TemporaryDirectory() as folder:
        files = pathlib.Path(folder)
        for step in action["runs"]["steps"]:
            (files / "output").write_text("")
            (files / "path").write_text("")
            status = run_step(step, context, workspace, files, path)
            path = (files / "path").read_text().split() + path
            for name, value in read_pairs(files / "output").items():
                context[f"steps.{step['id']}.outputs.{name}"] = value
            if status:
                break
    for name, output in action["outputs"].items():
        sys.stdout.write(f"output {name}={evaluate(output['value'], context)}\n")
    return status


sys.exit(main())
