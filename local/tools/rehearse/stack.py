"""A stack: deployed by sam, or, with a changed template, without it."""

import copy
import json

from botocore.exceptions import ClientError

from machine import ACCOUNT, REGION, REPOSITORY, Failure


class Stack:
    def __init__(self, aws, name, changed=None):
        """changed is a changed copy of the built template, which is deployed without sam."""
        self.aws, self.name, self.parameters, self.deployed = aws, name, {}, []
        self.template = changed or aws.template

    def deploy(self, **parameters):
        """Deploy with these parameters. Others keep their values, as with sam."""
        try:
            (self.with_sam if self.template is self.aws.template else self.without_sam)(parameters)
        except (Failure, ClientError) as e:
            raise Failure(f"the deployment with {parameters} failed: {e}") from None
        self.parameters |= parameters

    def with_sam(self, parameters):
        self.aws.run([
            self.aws.sam, "deploy", "--stack-name", self.name, "--region", REGION, "--no-confirm-changeset",
            "--no-fail-on-empty-changeset", "--no-progressbar", "--parameter-overrides",
            # An empty value needs the quotes.
            *(f'{name}="{value}"' for name, value in parameters.items()),
        ], self.aws.source)

    def without_sam(self, parameters):
        aws, cloudformation = self.aws, self.aws.cloudformation
        template = copy.deepcopy(self.template)
        for name, resource in template["Resources"].items():
            if resource["Type"] == "AWS::Serverless::Function":
                resource["Properties"]["CodeUri"] = aws.uploaded[name]
            resource.pop("Metadata", None)
        # CloudFormation accepts 51,200 bytes in a request, and more from a bucket, such as that of sam package.
        bucket = next(iter(aws.uploaded.values())).split("/")[2]
        aws.s3.put_object(Bucket=bucket, Key="changed.json", Body=json.dumps(template))
        change = {"StackName": self.name, "ChangeSetName": f"change-{len(self.deployed)}"}
        cloudformation.create_change_set(
            **change, ChangeSetType="UPDATE" if self.parameters else "CREATE",
            TemplateURL=f"https://s3.{REGION}.amazonaws.com/{bucket}/changed.json",
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()] +
                       [{"ParameterKey": k, "UsePreviousValue": True} for k in self.parameters if k not in parameters])
        self.deployed.append(change)
        aws.until(lambda: cloudformation.describe_change_set(**change)["Status"] in ("CREATE_COMPLETE", "FAILED"))
        if (found := cloudformation.describe_change_set(**change))["Status"] == "FAILED":
            raise Failure(found["StatusReason"])
        cloudformation.execute_change_set(**change)
        self.settle()
        if (status := self.status()) not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise Failure(status)

    def status(self):
        try:
            return self.aws.cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]["StackStatus"]
        except ClientError:
            return None

    def settle(self):
        self.aws.until(lambda: not (self.status() or "").endswith("_IN_PROGRESS"))

    def delete(self):
        self.aws.cloudformation.delete_stack(StackName=self.name)
        self.settle()
        if status := self.status():
            raise Failure(f"the deleted stack is in {status}")
        self.parameters = {}

    def names(self):
        resources = self.aws.cloudformation.describe_stack_resources(StackName=self.name)["StackResources"]
        # The emulator returns API/ROUTE for a route, where AWS returns ROUTE.
        return {r["LogicalResourceId"]: r["PhysicalResourceId"].split("/")[-1]
                if r["ResourceType"] == "AWS::ApiGatewayV2::Route" else r["PhysicalResourceId"] for r in resources}

    def output(self, name):
        outputs = self.aws.cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]["Outputs"]
        return next((o["OutputValue"] for o in outputs if o["OutputKey"] == name), None)

    @property
    def bucket(self):
        return self.value("ExistingBucket") or self.names()["UploadBucket"]

    @property
    def api(self):
        """The address of the API, without a custom domain."""
        api = self.value("ExistingApiId") or self.names()["HttpApi"]
        return f"https://{api}.execute-api.{REGION}.amazonaws.com{self.value('RoutePrefix')}"

    def resolved(self, names):
        """Return the template as resolved by make run, with the names of deployed resources."""
        path = self.aws.folder / "template.json"
        path.write_text(json.dumps(self.template))
        inputs = {"Region": REGION, "Account": ACCOUNT, "StackName": self.name, "Names": names,
                  "Parameters": self.parameters}
        return json.loads(self.aws.run([self.aws.folder / "resolve", path], REPOSITORY, json.dumps(inputs)))

    def value(self, parameter):
        """Return the current value of a parameter."""
        return self.parameters.get(parameter, str(self.template["Parameters"][parameter].get("Default", "")))
