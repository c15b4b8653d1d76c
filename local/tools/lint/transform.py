# Reads a template from standard input and prints it as SAM transforms it.
import json
import os
import sys

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

os.environ["AWS_DEFAULT_REGION"] = "eu-central-1"
template = json.load(sys.stdin)
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        # What sam deploy puts in place of the folder.
        resource["Properties"]["CodeUri"] = "s3://bucket/key"
json.dump(Translator({}, Parser()).translate(template, {}), sys.stdout)
