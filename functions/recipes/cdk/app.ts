import { App, CfnOutput, Stack } from "aws-cdk-lib";
import { Bucket, type CfnBucket } from "aws-cdk-lib/aws-s3";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";

const app = new App();
const stack = new Stack(app, "Uploads");

// The package, beside this file. Its parameters stay parameters of this stack,
// with their checks and rules: give them with `cdk deploy --parameters`.
const slipway = new CfnInclude(stack, "Slipway", { templateFile: "slipway/template.yaml" });

// What the template makes can be used as any other construct.
const bucket = Bucket.fromCfnBucket(slipway.getResource("UploadBucket") as CfnBucket);
new CfnOutput(stack, "UploadBucketArn", { value: bucket.bucketArn });
