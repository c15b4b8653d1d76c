/**
 * The sentence for each code that shares one with others: by its name in the
 * files of words beside this one. Every other code has a sentence of its own.
 * @type {Record<string, string>}
 */
export const SENTENCES = {};

for (const [sentence, codes] of /** @type {Array<[string, string]>} */ ([
  // What only a program does wrong, and only the page's owner can mend.
  [
    "mistake",
    `BodyNotUnicode BodyTooLarge ChecksumNotCreated InvalidBody InvalidChecksum InvalidDisposition InvalidFile
     InvalidFileChecksum InvalidMetadata InvalidMetadataName InvalidMetadataValue InvalidPartNumber InvalidSHA256
     InvalidSize InvalidType MalformedJSON MetadataNameReserved MetadataNotUnicode MethodNotAllowed MissingFiles
     MissingKey MissingParts NoSuchRoute PartNumberTooHigh QueryTooLong RepeatedMetadata RepeatedParameter
     Sha256Required SizeRequired TooManyFiles TooManyParts TypeTooLong UnknownChecksum UnknownProfile`,
  ],
  [
    "damaged",
    `BadDigest ChecksumMismatch IncompleteBody IncompleteUpload NoSuchPart PartChanged PartNotNamed PartTooSmall
     RepeatedPart SizeMismatch UploadChanged XAmzContentChecksumMismatch`,
  ],
  ["expired", "ExpiredToken"],
  ["busy", "ServiceUnavailable SlowDown"],
])) {
  for (const code of codes.split(/\s+/)) SENTENCES[code] = sentence;
}
