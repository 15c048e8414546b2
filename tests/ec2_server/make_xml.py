#!/usr/bin/env python3
"""Turn a snapshot (what the aws command prints) into the XML that EC2 would have sent.

    make_xml.py EC2-MODEL.json ELBV2-SERVICE-2.json SNAPSHOT.json FOLDER

The models are those of fetch/gen/make_shapes.py, whose code says what an element is called. One file per
call; wrappers (PrefixListEntries and the like) become one file per resource. Calls that the snapshot does
not name get an empty answer. Whoever changes a snapshot runs this again and commits both.
"""
import json
import os
import re
import sys
from xml.sax.saxutils import escape

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../fetch/gen"))
from make_shapes import ELB_CALLS, answers  # noqa: E402

WRAPPERS = {  # list in the snapshot: call, id, key of the answer
    "PrefixListEntries": ("GetManagedPrefixListEntries", "PrefixListId", "Entries"),
    "TransitGatewayRoutes": ("SearchTransitGatewayRoutes", "TransitGatewayRouteTableId", "Routes"),
    "TransitGatewayRouteTableAssociations": ("GetTransitGatewayRouteTableAssociations",
                                             "TransitGatewayRouteTableId", "Associations"),
    "TransitGatewayPropagations": ("GetTransitGatewayRouteTablePropagations", "TransitGatewayRouteTableId",
                                   "TransitGatewayRouteTablePropagations"),
    "TransitGatewayPrefixListReferences": ("GetTransitGatewayPrefixListReferences",
                                           "TransitGatewayRouteTableId", "TransitGatewayPrefixListReferences"),
    "LoadBalancerListeners": ("DescribeListeners", "LoadBalancerArn", "Listeners"),
    "LoadBalancerRules": ("DescribeRules", "ListenerArn", "Rules"),
    "LoadBalancerAttributes": ("DescribeLoadBalancerAttributes", "LoadBalancerArn", "Attributes"),
    "TargetGroupAttributes": ("DescribeTargetGroupAttributes", "TargetGroupArn", "Attributes"),
    "LoadBalancerTargetHealth": ("DescribeTargetHealth", "TargetGroupArn", "TargetHealthDescriptions"),
}


def text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value))


def xml(node, value):
    if node["t"] == "structure":
        inner = "".join(f"<{m['x']}>{xml(m, value[m['k']])}</{m['x']}>" for m in node["m"] if m["k"] in value)
        unknown = set(value) - {m["k"] for m in node["m"]}
        if unknown:
            print(f"left out, since the model has no {sorted(unknown)}", file=sys.stderr)
        return inner
    if node["t"] == "list":
        item = node.get("item", "item")
        return "".join(f"<{item}>{xml(node['of'], v)}</{item}>" for v in value)
    if node["t"] == "map":
        key, item = node["m"]
        return "".join(f"<entry><{key['x']}>{xml(key, k)}</{key['x']}><{item['x']}>{xml(item, v)}</{item['x']}></entry>"
                       for k, v in value.items())
    return text(value)


def main():
    model_path, elb_path, snapshot_path, folder = sys.argv[1:5]
    ec2, elbv2 = answers(model_path, elb_path)
    model = ec2 | elbv2
    with open(snapshot_path, encoding="utf-8") as file:
        snapshot = json.load(file)
    os.makedirs(folder, exist_ok=True)

    def put(operation, suffix, answer):
        body = xml(model[operation], answer)
        if operation in ELB_CALLS:
            root = (f'<{operation}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">'
                    f"<{operation}Result>{body}</{operation}Result><ResponseMetadata><RequestId>test"
                    f"</RequestId></ResponseMetadata></{operation}Response>")
        else:
            root = (f'<{operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\n'
                    f"    <requestId>test</requestId>\n    {body}</{operation}Response>")
        suffix = re.sub("[/:]", "_", suffix)
        with open(os.path.join(folder, operation + suffix + ".xml"), "w", encoding="utf-8") as out:
            out.write('<?xml version="1.0" encoding="UTF-8"?>\n' + root + "\n")

    for key, (operation, name, answer_key) in WRAPPERS.items():
        for element in snapshot.pop(key, []):
            put(operation, "." + element[name], {answer_key: element[answer_key]})
    done = {"GetTransitGatewayAttachmentPropagations", "DescribeVpcAttribute", "DescribeInstanceTypes",
            "DescribeTransitGatewayPolicyTables", "DescribeAccountAttributes"}
    done |= {operation for operation, _, _ in WRAPPERS.values()}
    for operation, node in model.items():
        if operation in done:
            continue
        keys = [m["k"] for m in node["m"] if m["t"] in ("list", "structure")]
        source = dict(snapshot)
        if operation == "DescribeManagedPrefixLists":  # they share their key: the shapes tell them apart
            source["PrefixLists"] = [p for p in snapshot.get("PrefixLists", []) if "Cidrs" not in p]
        if operation == "DescribePrefixLists":
            source["PrefixLists"] = [p for p in snapshot.get("PrefixLists", []) if "Cidrs" in p]
        empty = {m["k"]: [] if m["t"] == "list" else {} for m in node["m"] if m["k"] in keys}
        put(operation, "", {k: source.get(k, empty[k]) for k in keys})
    account = snapshot.get("Account", "123456789012")
    with open(os.path.join(folder, "sts-GetCallerIdentity.xml"), "w", encoding="utf-8") as out:
        out.write('<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
                  f"<GetCallerIdentityResult><Arn>arn:aws:iam::{account}:user/lab</Arn><UserId>AIDALAB</UserId>"
                  f"<Account>{account}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>test"
                  "</RequestId></ResponseMetadata></GetCallerIdentityResponse>\n")


if __name__ == "__main__":
    main()
