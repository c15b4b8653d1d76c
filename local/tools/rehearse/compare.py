"""Compares the deployed stack with the template, property by property."""

import copy
import json

import readback


def plain(value):
    """Return value with strings for scalars: APIs return 128, 128.0, true or "true" for the same value."""
    if isinstance(value, dict):
        return {key: plain(v) for key, v in value.items() if v is not None}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def leaves(value, path=""):
    """Return the scalars in value, by path."""
    if isinstance(value, dict) and value:
        return {k: v for key in value for k, v in leaves(value[key], f"{path}.{key}").items()}
    if isinstance(value, list) and value:
        return {k: v for i, item in enumerate(value) for k, v in leaves(item, f"{path}[{i}]").items()}
    return {path: value}


def differences(resource, found):
    """Return a line for each value that differs between the template and AWS."""
    wanted = plain(resource["Properties"])
    found = plain(found)
    all_of = readback.ALL.get(resource["Type"], ())
    if all_of is None:
        all_of = found.keys()
    found = {key: v for key, v in found.items() if key in wanted or key in all_of and v not in ({}, [], "")}
    for document in (wanted, found):
        if "DashboardBody" in document:
            document["DashboardBody"] = json.loads(document["DashboardBody"])
        # The policies of a role have no order.
        if "Policies" in document:
            document["Policies"] = {p["PolicyName"]: p for p in document["Policies"]}
    wanted, found = leaves(wanted), leaves(found)
    # False is the same as missing.
    found = {path: value for path, value in found.items() if value != "false" or path in wanted}
    return [f"{resource['LogicalID']}{path}: the template has {wanted.get(path, 'nothing')}, "
            f"AWS has {found.get(path, 'nothing')}"
            for path in sorted(wanted.keys() | found.keys()) if wanted.get(path) != found.get(path)]


def read(aws, stack):
    """Return each resource of the template with what AWS has, and a list of problems."""
    names = stack.names()
    resolved = stack.resolved(names)
    pairs, problems = [], []
    for resource in resolved["Resources"]:
        name, reader = names.pop(resource["LogicalID"], None), readback.READERS.get(resource["Type"])
        if not name:
            problems.append(f"{resource['LogicalID']} is in the template, but was not created")
        elif not reader:
            problems.append(f"{resource['LogicalID']}: readback.py has no reader for a {resource['Type']}: add one")
        else:
            pairs.append((resource, reader(aws, name, resource["Properties"])))
    problems += [f"{name} was created, but is not in the template" for name in names]
    endpoint, wanted = stack.output("ApiUrl"), resolved["Outputs"].get("ApiUrl", "")
    if resolved["Outputs"].pop("CustomDomainTarget", None):
        domain = aws.apigatewayv2.get_domain_name(DomainName=stack.value("CustomDomain"))["DomainNameConfigurations"][0]
        if (target := stack.output("CustomDomainTarget")) != domain["ApiGatewayDomainName"]:
            problems.append(f"output CustomDomainTarget: it is {target}, but AWS has {domain['ApiGatewayDomainName']}")
    for name, value in resolved["Outputs"].items():
        if (found := stack.output(name)) != value.replace(wanted, endpoint):
            problems.append(f"output {name}: the template has {value}, AWS has {found}")
    return pairs, problems


def stack_differences(aws, stack):
    """Return the differences, and the number of equal values."""
    pairs, problems = read(aws, stack)
    compared = sum(len(leaves(resource["Properties"])) for resource, _ in pairs)
    for resource, found in pairs:
        problems += differences(resource, found)
    problems += extra_routes(aws, pairs)
    return problems, compared - len(problems)


def extra_routes(aws, pairs):
    """Find routes and authorizers that an update has left behind."""
    problems = []
    for api, found in pairs:
        if api["Type"] != "AWS::ApiGatewayV2::Api":
            continue
        for kind, get in (("Route", aws.apigatewayv2.get_routes), ("Authorizer", aws.apigatewayv2.get_authorizers)):
            wanted = sum(r["Type"] == f"AWS::ApiGatewayV2::{kind}" for r, _ in pairs)
            if (there := len(get(ApiId=found["ApiId"])["Items"])) != wanted:
                problems.append(f"the API has {there} {kind}s, but the template has {wanted}")
    return problems


def altered(aws, stack):
    """Alter each value of the template in turn. Return how many the comparison noticed, and those that it missed."""
    noticed, missed = 0, []
    for resource, found in read(aws, stack)[0]:
        properties = resource["Properties"]
        for path, holder, key in places(properties):
            before = holder[key]
            holder[key] = "{}" if path == ".DashboardBody" else f"not {before}"
            if differences(resource, copy.deepcopy(found)):
                noticed += 1
            else:
                missed.append(f"{resource['LogicalID']}{path}")
            holder[key] = before
    return noticed, missed


def places(value, path=""):
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        here = f"{path}.{key}" if isinstance(value, dict) else f"{path}[{key}]"
        if isinstance(value[key], (dict, list)):
            yield from places(value[key], here)
        else:
            yield here, value, key
