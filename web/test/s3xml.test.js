/**
 * Reading S3's XML.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseError } from "../slipway/s3xml.js";

const AccessDenied = { code: "AccessDenied", message: "Access Denied", minSize: NaN, maxSize: NaN };

for (const [
  what,
  xml,
  error,
] of /** @type {Array<[string, string, import('../slipway/s3xml.js').ErrorResponse | null]>} */ ([
  [
    "as S3 writes it",
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>A1</RequestId><HostId>b/c=</HostId></Error>',
    AccessDenied,
  ],
  ["without a declaration", "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>", AccessDenied],
  [
    "indented, with line ends of Windows, a byte order mark and a line end at the end",
    '\uFEFF<?xml version="1.0"?>\r\n<Error>\r\n  <Code>AccessDenied</Code>\r\n  <Message>Access Denied</Message>\r\n</Error>\r\n',
    AccessDenied,
  ],
  [
    "with a namespace",
    '<Error xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
    AccessDenied,
  ],
  [
    "in another order",
    "<Error><Message>Access Denied</Message><Resource>/a</Resource><Code>AccessDenied</Code></Error>",
    AccessDenied,
  ],
  [
    "too large",
    "<Error><Code>EntityTooLarge</Code><Message>Too large</Message><ProposedSize>11</ProposedSize><MaxSizeAllowed>10</MaxSizeAllowed></Error>",
    { code: "EntityTooLarge", message: "Too large", minSize: NaN, maxSize: 10 },
  ],
  [
    "too small, of zero bytes",
    "<Error><Code>EntityTooSmall</Code><Message/><ProposedSize>0</ProposedSize><MinSizeAllowed>1</MinSizeAllowed></Error>",
    { code: "EntityTooSmall", message: "", minSize: 1, maxSize: NaN },
  ],
  [
    "entities, as they are",
    "<Error><Code>AccessDenied</Code><Message>Policy Condition failed: [&quot;eq&quot;, &#34;$key&#x22;]</Message></Error>",
    { ...AccessDenied, message: "Policy Condition failed: [&quot;eq&quot;, &#34;$key&#x22;]" },
  ],
  ["an empty one", "<Error></Error>", { ...AccessDenied, code: "", message: "" }],
  [
    "a message with lines",
    "<Error><Code>AccessDenied</Code><Message>Access\nDenied</Message></Error>",
    { ...AccessDenied, message: "Access\nDenied" },
  ],

  ["nothing at all", "", null],
  ["what is no XML", "Service Unavailable", null],
  ["S3’s other document", "<PostResponse><Key>a</Key></PostResponse>", null],
  ["another document", "<html><body><Code>Bad Gateway</Code></body></html>", null],
  ["another document around it", "<html><Error><Code>AccessDenied</Code></Error></html>", null],
  ["a name that begins alike", "<ErrorDocument><Code>AccessDenied</Code></ErrorDocument>", null],
  ["cut short", "<Error><Code>AccessDenied</Code>", null],
  ["JSON", '{"code":"AccessDenied","message":"<Error></Error>"}', null],
  [
    "entities of its own",
    '<!DOCTYPE Error [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Error><Code>&b;</Code></Error>',
    null,
  ],
  ["longer than any error", `<Error><Code>AccessDenied</Code><Message>${"<".repeat(65_536)}</Message></Error>`, null],
])) {
  test(`an error response: ${what}`, () => assert.deepEqual(parseError(xml), error));
}
