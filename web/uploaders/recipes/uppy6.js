import Uppy from "@uppy/core";
import AwsS3 from "@uppy/aws-s3";

export const uppy = new Uppy().use(AwsS3, {
  companionEndpoint: API,
  allowedMetaFields: ["caption"], // stored as x-amz-meta-caption
});
