#!/usr/bin/env python3
"""Write fetch/ec2_shapes.c: which XML element of an answer becomes which JSON key, and of what type.

    make_shapes.py EC2-MODEL.json ELBV2-SERVICE-2.json [-o fetch/ec2_shapes.c]

EC2-MODEL.json is the list of facts taken from AWS's EC2 API model: per call "out", nested:
x = XML element, k = JSON key, t = type, m = members, of = a list's entry, sensitive.
ELBV2-SERVICE-2.json is the service-2.json (or .json.gz) of elbv2 as botocore carries it. Python's own
library is all that is needed. Structures that are equal are written once.
"""
import argparse
import gzip
import json

ELB_CALLS = ["DescribeLoadBalancers", "DescribeTargetGroups", "DescribeListeners", "DescribeRules", "DescribeTargetHealth",
             "DescribeLoadBalancerAttributes", "DescribeTargetGroupAttributes"]

TYPES = {"string": "STRING", "blob": "STRING", "character": "STRING", "integer": "INTEGER", "long": "INTEGER",
         "double": "DOUBLE", "float": "DOUBLE", "boolean": "BOOLEAN", "timestamp": "TIMESTAMP",
         "structure": "STRUCTURE", "list": "LIST", "map": "MAP"}


def from_service(model, shape_name, seen=()):
    """A shape of service-2.json in the form of the EC2 facts."""
    shape = model["shapes"][shape_name]
    if shape_name in seen:
        raise SystemExit(f"{shape_name} holds itself: such shapes cannot be written as tables")
    seen = seen + (shape_name,)
    node = {"t": shape["type"]}
    if shape.get("sensitive"):
        node["sensitive"] = True
    if shape["type"] == "structure":
        node["m"] = []
        for key, ref in shape["members"].items():
            member = from_service(model, ref["shape"], seen)
            member["k"] = key
            if key == "ClientSecret":
                member["sensitive"] = True  # AWS does not send it; if it ever does, it stays here
            member["x"] = ref.get("locationName", key)
            node["m"].append(member)
    elif shape["type"] == "list":
        node["of"] = from_service(model, shape["member"]["shape"], seen)
        node["item"] = shape["member"].get("locationName", "member")
    elif shape["type"] == "map":
        node["m"] = [dict(from_service(model, shape[part]["shape"], seen), k=part,
                          x=shape[part].get("locationName", part)) for part in ("key", "value")]
    return node


class Writer:
    def __init__(self):
        self.lines = []
        self.names = {}

    def table(self, rows):
        """The name of the table with these rows; written when it is new."""
        text = "".join(f"\t{row},\n" for row in rows)
        if text not in self.names:
            self.names[text] = f"s{len(self.names)}"
            self.lines.append(f"static const struct xml_shape {self.names[text]}[] = {{\n{text}}};\n")
        return self.names[text]

    def row(self, node):
        rows = [self.row(m) for m in node.get("m", [])]
        if node["t"] == "list":
            entry = dict(node["of"], x=node.get("item", "item"), k="")
            rows = [self.row(entry)]
        names = f'"{node["x"]}", "{node["k"]}", {TYPES[node["t"]]}'
        if rows:
            return f"NODE({names}, {self.table(rows)})"
        return f"{'SECRET' if node.get('sensitive') else 'LEAF'}({names})"


HEAD = """/* Made by fetch/gen/make_shapes.py from AWS's API models. Don't edit. */
/* clang-format off */
#include "fetch/xml_json.h"

#include <stdlib.h>
#include <string.h>

#define LEAF(element, key, type)        {element, key, XML_##type, false, false, 0, NULL}
#define SECRET(element, key, type)      {element, key, XML_##type, true, false, 0, NULL}
#define NODE(element, key, type, table) {element, key, XML_##type, false, false, \\
					 sizeof table / sizeof *table, table}

"""

TAIL = """
const struct xml_shape *xml_shape_of(const char *service, const char *operation)
{
	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
		if (strcmp(roots[i].operation, operation) == 0 &&
		    strcmp(roots[i].service, service) == 0)
			return &roots[i].shape;
	return NULL;
}
"""


def answers(ec2_path, elbv2_path):
    """The shape of each call's answer: of EC2 by what it names there, of ELBv2 those of ELB_CALLS."""
    with open(ec2_path, encoding="utf-8") as file:
        ec2 = {name: call["out"] for name, call in json.load(file).items() if call["out"]}
    opened = gzip.open if elbv2_path.endswith(".gz") else open
    with opened(elbv2_path, "rt", encoding="utf-8") as file:
        model = json.load(file)
    return ec2, {name: from_service(model, model["operations"][name]["output"]["shape"]) for name in ELB_CALLS}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ec2")
    parser.add_argument("elbv2")
    parser.add_argument("-o", default="fetch/ec2_shapes.c")
    options = parser.parse_args()

    ec2, elbv2 = answers(options.ec2, options.elbv2)
    roots = [("ec2", name, node) for name, node in ec2.items()]
    roots += [("elasticloadbalancing", name, node) for name, node in elbv2.items()]
    for _, name, node in roots:
        node.update(x=name + "Response", k="")

    writer = Writer()
    index = [(service, name, writer.row(node)) for service, name, node in sorted(roots, key=lambda r: r[:2])]
    with open(options.o, "w", encoding="utf-8") as file:
        file.write(HEAD + "\n".join(writer.lines))
        file.write("\nstatic const struct {\n\tconst char *service, *operation;\n\tstruct xml_shape shape;\n"
                   "} roots[] = {\n")
        for service, name, row in index:
            file.write(f'\t{{"{service}", "{name}", {row}}},\n')
        file.write("};\n" + TAIL)


if __name__ == "__main__":
    main()
