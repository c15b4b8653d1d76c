"""Runs ministack with additions that this template needs.

An addition that ministack no longer lacks is an error: remove it.
"""

import inspect
import json
import sys
from xml.sax.saxutils import escape

from ministack import app
from ministack.services import eventbridge, lambda_svc, s3
from ministack.services.cloudformation import engine, provisioners


METRIC_MATH = {
    "Metrics": [{"Id": "sum", "Expression": "a + b"}],
    "ComparisonOperator": "GreaterThanThreshold", "Threshold": 1,
}


def lacks_metric_math():
    try:
        return "Metrics" not in provisioners._cw_metric_alarm_record("alarm", METRIC_MATH)
    except ValueError:
        return True


def add_metric_math():
    """Store alarms on metric math, without evaluating them."""
    record = provisioners._cw_metric_alarm_record

    def with_metrics(name, properties):
        if "Metrics" not in properties:
            return record(name, properties)
        single = {"MetricName": "-", "Namespace": "-"}
        alarm = record(name, {k: v for k, v in properties.items() if k != "Metrics"} | single)
        for key in ("MetricName", "Namespace", "Statistic", "Period", "Dimensions"):
            alarm.pop(key, None)
        return alarm | {"Metrics": properties["Metrics"]}

    provisioners._cw_metric_alarm_record = with_metrics


def configurations():
    return {row[0] for row in provisioners._S3_BUCKET_CONFIGURATIONS}


def xml(tag, value):
    """Return an element; for a list, one for each member."""
    if isinstance(value, list):
        return "".join(xml(tag, member) for member in value)
    inner = "".join(xml(key, v) for key, v in value.items()) if isinstance(value, dict) else escape(str(value))
    return f"<{tag}>{inner}</{tag}>"


def document(tag, rules):
    return f'<{tag} xmlns="{s3.S3_NS}">{xml("Rule", rules)}</{tag}>'.encode()


def ownership(properties):
    return document("OwnershipControls", properties["Rules"])


def encryption(properties):
    return document("ServerSideEncryptionConfiguration", [
        {"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]} |
        ({"BucketKeyEnabled": str(rule["BucketKeyEnabled"]).lower()} if "BucketKeyEnabled" in rule else {})
        for rule in properties["ServerSideEncryptionConfiguration"]])


def lifecycle(properties):
    rules = []
    for rule in properties["Rules"]:
        rule = {"ID": rule["Id"], "Filter": {}} | {k: v for k, v in rule.items() if k != "Id"}
        if "Prefix" in rule:
            rule["Filter"] = {"Prefix": rule.pop("Prefix")}
        if "TagFilters" in rule:
            rule["Filter"] = {"And": rule["Filter"] | {"Tag": rule.pop("TagFilters")}}
        if "ExpirationInDays" in rule:
            rule["Expiration"] = {"Days": rule.pop("ExpirationInDays")}
        if "ExpiredObjectDeleteMarker" in rule:
            rule["Expiration"] = {"ExpiredObjectDeleteMarker": str(rule.pop("ExpiredObjectDeleteMarker")).lower()}
        rules.append(rule)
    return document("LifecycleConfiguration", rules)


BUCKET = {
    "OwnershipControls": (ownership, s3._put_bucket_ownership_controls, s3._delete_bucket_ownership_controls),
    "BucketEncryption": (encryption, s3._put_bucket_encryption, s3._delete_bucket_encryption),
    "LifecycleConfiguration": (lifecycle, s3._put_bucket_lifecycle, s3._delete_bucket_lifecycle),
}


def lacks_bucket_properties():
    return not BUCKET.keys() & configurations()


def add_bucket_properties():
    """Set ownership, encryption and lifecycle, which ministack ignores. Without ownership, it refuses ACLs."""
    def checked(put):
        def apply(name, body):
            status, _, answer = put(name, body)
            if status >= 400:
                raise ValueError(f"S3 refuses {body.decode()}: {answer!r}")
        return apply

    provisioners._S3_BUCKET_CONFIGURATIONS += tuple(
        (name, to_xml, checked(put), delete) for name, (to_xml, put, delete) in BUCKET.items())


def lower(settings):
    return {key[:1].lower() + key[1:]: value for key, value in settings.items()}


def lacks_case_of_apis():
    return "ThrottlingRateLimit" in provisioners._apigw_v2_stage_props(
        {"DefaultRouteSettings": {"ThrottlingRateLimit": 1}})["defaultRouteSettings"]


def add_case_of_apis():
    """Store CORS and throttling under lower-case names, where ministack looks for them."""
    stage = provisioners._apigw_v2_stage_props

    def stage_properties(properties):
        record = stage(properties)
        return record | {"defaultRouteSettings": lower(record["defaultRouteSettings"])}

    provisioners._apigw_v2_stage_props = stage_properties
    handlers = provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]
    create, update = handlers["create"], handlers["update"]

    def cors(properties):
        return properties | {"CorsConfiguration": lower(properties.get("CorsConfiguration") or {})}

    handlers["create"] = lambda logical_id, properties, stack: create(logical_id, cors(properties), stack)
    handlers["update"] = lambda physical_id, old, new, stack, logical_id=None: update(
        physical_id, old, cors(new), stack, logical_id)


def lacks_dead_letters_of_functions():
    return "DeadLetterConfig" not in inspect.getsource(provisioners._lambda_create)


def add_dead_letters_of_functions():
    """Set the dead-letter queue of a new function, which ministack does only at updates."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
    create = handlers["create"]

    def with_queue(logical_id, properties, stack):
        name, attributes = create(logical_id, properties, stack)
        if queue := properties.get("DeadLetterConfig"):
            lambda_svc._functions[name]["config"]["DeadLetterConfig"] = queue
        return name, attributes

    handlers["create"] = with_queue


DESTINATIONS = {
    "AWS::Events::Connection": ("Connection", "connection"),
    "AWS::Events::ApiDestination": ("ApiDestination", "api_destination"),
}


def lacks_destinations():
    return not DESTINATIONS.keys() & provisioners._RESOURCE_HANDLERS.keys()


def add_destinations():
    """Let CloudFormation create connections and API destinations, which ministack's EventBridge has."""
    def ask(action, **arguments):
        status, _, answer = getattr(eventbridge, action)(arguments)
        if status >= 400:
            raise ValueError(f"{action}: {answer!r}")
        return json.loads(answer)

    def handlers(kind, action):
        def create(logical_id, properties, stack):
            name = provisioners._physical_name(stack, logical_id, max_len=64)
            return name, {"Arn": ask(f"_create_{action}", Name=name, **properties)[f"{kind}Arn"]}

        def update(name, old, new, stack, logical_id=None):
            return name, {"Arn": ask(f"_update_{action}", Name=name, **new)[f"{kind}Arn"]}

        def delete(name, properties):
            ask(f"_delete_{action}", Name=name)

        return {"create": create, "update": update, "delete": delete}

    for resource_type, names in DESTINATIONS.items():
        provisioners._RESOURCE_HANDLERS[resource_type] = handlers(*names)


def lacks_transforms_of_nested_stacks():
    return "_apply_transforms" not in inspect.getsource(provisioners._cfn_nested_stack_deploy)


def add_transforms_of_nested_stacks():
    """Apply the Transform of a nested template, which ministack ignores."""
    parse = engine._parse_template  # called through the module by nested stacks only
    engine._parse_template = lambda body: engine._apply_transforms(parse(body))


def stay_off_443():
    """Keep ministack from also listening on port 443, as it does with TLS."""
    app._port_is_bindable = lambda host, port: False


GAPS = {
    "alarms on metric math": (lacks_metric_math, add_metric_math),
    "a bucket's ownership, encryption and lifecycle": (lacks_bucket_properties, add_bucket_properties),
    "connections and API destinations": (lacks_destinations, add_destinations),
    "the dead-letter queue of a function": (lacks_dead_letters_of_functions, add_dead_letters_of_functions),
    "the case of an HTTP API's settings": (lacks_case_of_apis, add_case_of_apis),
    "the Transform of a nested stack": (lacks_transforms_of_nested_stacks, add_transforms_of_nested_stacks),
}

if __name__ == "__main__":
    closed = [name for name, (lacks, _) in GAPS.items() if not lacks()]
    if closed:
        sys.exit(f"ministack now has {', '.join(closed)}: remove that from {__file__}")
    for _, add in GAPS.values():
        add()
    stay_off_443()
    app.main()
