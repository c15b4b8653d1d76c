"""Converts API answers to properties of the template, with a function for each resource type."""

import hashlib
import io
import json
import zipfile

from botocore.exceptions import ClientError


def ask(call, **arguments):
    """Return the answer without its metadata, or {} if AWS finds nothing."""
    try:
        answer = call(**arguments)
    except ClientError as e:
        if e.response["Error"]["Code"].startswith(("NoSuch", "NotFound", "ResourceNotFound", "ServerSideEncryption",
                                                   "OwnershipControlsNotFound")):
            return {}
        raise
    answer.pop("ResponseMetadata", None)
    return answer


def camel(value):
    """Return value with keys that begin with a capital letter, as in templates."""
    if isinstance(value, dict):
        return {key[:1].upper() + key[1:]: camel(v) for key, v in value.items()}
    return [camel(v) for v in value] if isinstance(value, list) else value


def rename(value, names):
    return {names.get(key, key): v for key, v in value.items()}


def lifecycle_rule(rule):
    rule = rename(rule, {"ID": "Id"})
    if "Days" in rule.get("Expiration", {}):
        rule["ExpirationInDays"] = rule.pop("Expiration")["Days"]
    if "ExpiredObjectDeleteMarker" in rule.get("Expiration", {}):
        rule["ExpiredObjectDeleteMarker"] = rule.pop("Expiration")["ExpiredObjectDeleteMarker"]
    if both := rule.get("Filter", {}).get("And"):
        rule |= {"Filter": {}, "Prefix": both.get("Prefix", ""), "TagFilters": both.get("Tags", [])}
    return {k: v for k, v in rule.items() if v not in ("", {}, {"Prefix": ""})}


def bucket(aws, name, wanted):
    found = {
        "BucketName": name if "BucketName" in wanted else None,
        "PublicAccessBlockConfiguration":
            ask(aws.s3.get_public_access_block, Bucket=name).get("PublicAccessBlockConfiguration"),
        "OwnershipControls": ask(aws.s3.get_bucket_ownership_controls, Bucket=name).get("OwnershipControls"),
    }
    if rules := ask(aws.s3.get_bucket_encryption, Bucket=name).get("ServerSideEncryptionConfiguration"):
        found["BucketEncryption"] = {"ServerSideEncryptionConfiguration": [
            rename(rule, {"ApplyServerSideEncryptionByDefault": "ServerSideEncryptionByDefault"})
            for rule in rules["Rules"]]}
    if rules := ask(aws.s3.get_bucket_lifecycle_configuration, Bucket=name).get("Rules"):
        found["LifecycleConfiguration"] = {"Rules": [lifecycle_rule(rule) for rule in rules]}
    if rules := ask(aws.s3.get_bucket_cors, Bucket=name).get("CORSRules"):
        found["CorsConfiguration"] = {"CorsRules": [
            rename(rule, {"ID": "Id", "ExposeHeaders": "ExposedHeaders", "MaxAgeSeconds": "MaxAge"}) for rule in rules]}
    if status := ask(aws.s3.get_bucket_accelerate_configuration, Bucket=name).get("Status"):
        found["AccelerateConfiguration"] = {"AccelerationStatus": status}
    if status := ask(aws.s3.get_bucket_versioning, Bucket=name).get("Status"):
        found["VersioningConfiguration"] = {"Status": status}
    if notifications := ask(aws.s3.get_bucket_notification_configuration, Bucket=name):
        if "EventBridgeConfiguration" in notifications:
            notifications["EventBridgeConfiguration"] = {"EventBridgeEnabled": True}
        found["NotificationConfiguration"] = notifications
    return found


def bucket_policy(aws, _, wanted):
    policy = ask(aws.s3.get_bucket_policy, Bucket=wanted["Bucket"]).get("Policy")
    return {"Bucket": wanted["Bucket"], "PolicyDocument": json.loads(policy or "null")}


def role(aws, name, _):
    policies = [aws.iam.get_role_policy(RoleName=name, PolicyName=policy)
                for policy in aws.iam.list_role_policies(RoleName=name)["PolicyNames"]]
    found = {
        "AssumeRolePolicyDocument": aws.iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"],
        "Policies": [{key: policy[key] for key in ("PolicyName", "PolicyDocument")} for policy in policies],
    }
    if attached := aws.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        found["ManagedPolicyArns"] = [policy["PolicyArn"] for policy in attached]
    if boundary := aws.iam.get_role(RoleName=name)["Role"].get("PermissionsBoundary"):
        found["PermissionsBoundary"] = boundary["PermissionsBoundaryArn"]
    return found


def log_group(aws, name, _):
    groups = aws.logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    group = next((g for g in groups if g["logGroupName"] == name), {})
    return {"LogGroupName": group.get("logGroupName"), "RetentionInDays": group.get("retentionInDays")}


def metric_filter(aws, name, wanted):
    filters = aws.logs.describe_metric_filters(logGroupName=wanted["LogGroupName"])["metricFilters"]
    found = camel(next((f for f in filters if f["filterName"] == name), {}))
    found["MetricTransformations"] = [
        t | ({"Dimensions": [{"Key": k, "Value": v} for k, v in t["Dimensions"].items()]} if "Dimensions" in t else {})
        for t in found.get("MetricTransformations", [])]
    return found


def function(aws, name, wanted):
    found = ask(aws.lambda_.get_function, FunctionName=name)
    configuration = found["Configuration"]
    code = zipfile.ZipFile(io.BytesIO(aws.send("GET", found["Code"]["Location"]).data))
    digest = hashlib.sha256(code.read("bootstrap")).hexdigest()
    built = aws.built / wanted["CodeUri"] / "bootstrap"
    same = hashlib.sha256(built.read_bytes()).hexdigest() == digest
    queue = configuration.get("DeadLetterConfig", {}).get("TargetArn")
    return configuration | ({"DeadLetterQueue": {"Type": "SQS", "TargetArn": queue}} if queue else {}) | {
        "CodeUri": wanted["CodeUri"] if same else f"a program with SHA-256 {digest}",
        "Tracing": configuration["TracingConfig"]["Mode"],
    }


def permission(aws, name, wanted):
    policy = ask(aws.lambda_.get_policy, FunctionName=wanted["FunctionName"]).get("Policy", '{"Statement": []}')
    statement = next((s for s in json.loads(policy)["Statement"] if s["Sid"] == name), None)
    return statement and {
        "Action": statement["Action"],
        "FunctionName": statement["Resource"],
        "Principal": statement["Principal"]["Service"],
        "SourceArn": statement.get("Condition", {}).get("ArnLike", {}).get("AWS:SourceArn"),
    } or {}


def api(aws, name, _):
    return aws.apigatewayv2.get_api(ApiId=name)


def stage(aws, name, wanted):
    return aws.apigatewayv2.get_stage(ApiId=wanted["ApiId"], StageName=name) | {"ApiId": wanted["ApiId"]}


def authorizer(aws, name, wanted):
    return aws.apigatewayv2.get_authorizer(ApiId=wanted["ApiId"], AuthorizerId=name) | {"ApiId": wanted["ApiId"]}


def integration(aws, name, wanted):
    return aws.apigatewayv2.get_integration(ApiId=wanted["ApiId"], IntegrationId=name) | {"ApiId": wanted["ApiId"]}


def route(aws, name, wanted):
    return aws.apigatewayv2.get_route(ApiId=wanted["ApiId"], RouteId=name) | {"ApiId": wanted["ApiId"]}


def domain(aws, name, wanted):
    found = ask(aws.apigatewayv2.get_domain_name, DomainName=name)
    # Leave out members that AWS adds.
    return found | {"DomainNameConfigurations": [
        {key: c.get(key) for key in wanted["DomainNameConfigurations"][0]} for c in found["DomainNameConfigurations"]]}


def domain_mapping(aws, name, wanted):
    return ask(aws.apigatewayv2.get_api_mapping, DomainName=wanted["DomainName"], ApiMappingId=name) | {
        "DomainName": wanted["DomainName"]}


def alarm(aws, name, _):
    return next(iter(aws.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]), {})


def dashboard(aws, name, _):
    found = ask(aws.cloudwatch.get_dashboard, DashboardName=name)
    return {"DashboardName": found.get("DashboardName"), "DashboardBody": found.get("DashboardBody")}


def rule(aws, name, wanted):
    bus = wanted.get("EventBusName", "default")
    found = ask(aws.events.describe_rule, Name=name, EventBusName=bus)
    targets = ask(aws.events.list_targets_by_rule, Rule=name, EventBusName=bus).get("Targets")
    return found | {"EventPattern": json.loads(found.get("EventPattern", "null")), "Targets": targets}


def connection(aws, name, wanted):
    """Take the secret from the template: AWS must not return it."""
    found = ask(aws.events.describe_connection, Name=name)
    key = found.get("AuthParameters", {}).get("ApiKeyAuthParameters", {})
    if "ApiKeyValue" in key:
        raise ValueError(f"the connection {name} returns its secret")
    secret = wanted["AuthParameters"]["ApiKeyAuthParameters"]["ApiKeyValue"]
    return found | {"AuthParameters": {"ApiKeyAuthParameters": key | {"ApiKeyValue": secret}}}


def destination(aws, name, _):
    return ask(aws.events.describe_api_destination, Name=name)


def queue(aws, name, _):
    return ask(aws.sqs.get_queue_attributes, QueueUrl=name, AttributeNames=["All"]).get("Attributes", {})


def queue_policy(aws, _, wanted):
    policies = [queue(aws, name, None).get("Policy", "null") for name in wanted["Queues"]]
    return {"Queues": list(wanted["Queues"]), "PolicyDocument": json.loads(policies[0])}


READERS = {
    "AWS::S3::Bucket": bucket,
    "AWS::S3::BucketPolicy": bucket_policy,
    "AWS::IAM::Role": role,
    "AWS::Logs::LogGroup": log_group,
    "AWS::Logs::MetricFilter": metric_filter,
    "AWS::Serverless::Function": function,
    "AWS::Lambda::Permission": permission,
    "AWS::ApiGatewayV2::Api": api,
    "AWS::ApiGatewayV2::Stage": stage,
    "AWS::ApiGatewayV2::Authorizer": authorizer,
    "AWS::ApiGatewayV2::Integration": integration,
    "AWS::ApiGatewayV2::Route": route,
    "AWS::ApiGatewayV2::DomainName": domain,
    "AWS::ApiGatewayV2::ApiMapping": domain_mapping,
    "AWS::CloudWatch::Alarm": alarm,
    "AWS::Events::Rule": rule,
    "AWS::Events::Connection": connection,
    "AWS::Events::ApiDestination": destination,
    "AWS::SQS::Queue": queue,
    "AWS::SQS::QueuePolicy": queue_policy,
    "AWS::CloudWatch::Dashboard": dashboard,
}

# Properties that AWS must not have unless the template has them. Of other
# properties, AWS adds dates, ARNs and defaults.
ALL = {
    "AWS::S3::Bucket": None, "AWS::S3::BucketPolicy": None, "AWS::IAM::Role": None, "AWS::Lambda::Permission": None,
    "AWS::SQS::QueuePolicy": None, "AWS::Events::Rule": ("EventPattern", "ScheduleExpression", "Targets"),
    "AWS::ApiGatewayV2::Api": ("CorsConfiguration", "DisableExecuteApiEndpoint"),
    "AWS::ApiGatewayV2::Route": ("AuthorizerId", "AuthorizationScopes", "AuthorizationType"),
    "AWS::Serverless::Function": ("Environment", "VpcConfig", "Layers"),
    "AWS::CloudWatch::Alarm": ("AlarmActions", "OKActions", "InsufficientDataActions", "Metrics", "Dimensions"),
}
