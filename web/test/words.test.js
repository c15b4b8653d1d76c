/**
 * An application can say whatever goes wrong in its own language: here in
 * German, from `code` and `details` alone, for each code of the API, of S3 and
 * of the client.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { DAMAGES } from "../slipway/refusal.js";
import { end, start } from "./client.js";
import { GERMAN, german } from "./german.js";
import { pageTest } from "./harness.js";

const AGAIN = "Bitte versuchen Sie es noch einmal.";

/** What each code of the API is in German, with the details that functions/README.md has for example. */
const EXPECTED = {
  MissingFilename: "Die Datei hat keinen Namen.",
  FilenameTooLong: "Der Dateiname hat 300 Zeichen, erlaubt sind 255. Bitte benennen Sie die Datei um.",
  FilenameNotUnicode: "Der Dateiname ist kein gültiges UTF-8. Bitte benennen Sie die Datei um.",
  FilenameIsFolder: "„..“ ist ein Ordner und keine Datei.",
  FilenameHasControlCharacters: "Der Dateiname enthält Steuerzeichen. Bitte benennen Sie die Datei um.",
  InvalidType: "„png“ ist kein Medientyp.",
  TypeTooLong: "Der Medientyp hat 300 Zeichen, erlaubt sind 255.",
  TypeNotAllowed: "Dateien vom Typ WebP sind hier nicht erlaubt, nur JPEG oder PDF.",
  ExtensionNotAllowed: "Dateien mit der Endung .svg sind hier nicht erlaubt, nur Bilder.",
  InvalidSize: "Die Größe „5 MB“ ist keine ganze Zahl von Bytes.",
  SizeRequired: "Die Größe der Datei fehlt.",
  FileTooSmall: "Die Datei hat 0 Byte, nötig ist mindestens 1 Byte.",
  FileTooLarge: "Die Datei hat 11 MB, erlaubt sind höchstens 10,4 MB.",
  InvalidSHA256: "Der SHA-256 der Datei muss 32 Byte in Base64 sein.",
  Sha256Required: "Der SHA-256 der Datei fehlt.",
  InvalidMetadata: "Die Metadaten sind kein Objekt.",
  InvalidMetadataName: "Der Name „länge“ von Metadaten enthält unerlaubte Zeichen.",
  InvalidMetadataValue: "Die Angabe „album“ ist weder Text noch Zahl.",
  MetadataNameReserved: "Der Name „caller“ von Metadaten ist vergeben.",
  MetadataNotUnicode: "Die Angabe „album“ ist kein gültiges UTF-8.",
  RepeatedMetadata: "Die Angabe „album“ ist doppelt.",
  MetadataTooLarge: "Die Metadaten haben mehr als 2,04 kB.",
  UnknownProfile: "Die Art „avatars“ gibt es nicht, nur avatar oder video.",
  ScopeMissing: "Für die Art „contract“ fehlt Ihnen das Recht „contracts:write“.",
  RepeatedParameter: "Der Parameter „filename“ ist doppelt.",
  QueryTooLong: "Die Anfrage hat 9 kB, erlaubt sind höchstens 8,19 kB.",
  BodyTooLarge: "Die Anfrage hat 40 kB, erlaubt sind höchstens 32,7 kB.",
  BodyNotUnicode: "Die Anfrage ist kein gültiges UTF-8.",
  MalformedJSON: 'Die Anfrage ist kein JSON wie {"filename":"holiday.mp4"}.',
  InvalidBody: 'Die Anfrage hat nicht die Form von {"filename":"holiday.mp4"}.',
  MissingFiles: 'Die Anfrage nennt keine Dateien, wie in {"files":[{"name":"holiday.png"}]}.',
  TooManyFiles: "Es sind mehr als 100 Dateien.",
  InvalidFile: 'Eine Datei hat nicht die Form von {"name":"holiday.png"}.',
  MultipartDisabled: "Große Dateien sind hier nicht erlaubt.",
  UnknownChecksum: "Die Prüfsumme MD5 ist unbekannt, nur CRC64NVME oder SHA256 gibt es.",
  MissingKey: "Der Schlüssel der Datei fehlt.",
  KeyNotAllowed: "Der Schlüssel der Datei ist nicht der Ihre.",
  FilesDisabled: "Dateien können hier nicht wieder gelesen werden.",
  InvalidDisposition: "Erlaubt ist nur attachment oder inline.",
  NoSuchFile: "Diese Datei gibt es nicht mehr.",
  NoSuchUpload: "Diesen Upload gibt es nicht mehr. Bitte beginnen Sie von vorn.",
  InvalidPartNumber: "Die Nummer „0“ eines Teils liegt nicht zwischen 1 und 10.000.",
  PartNumberTooHigh: "Die Datei (12 MB, in Teilen von 5,24 MB) hat 3 Teile und keinen Teil 4.",
  TooManyParts: "Es sind mehr als 100 Teile.",
  InvalidChecksum: "Die Prüfsumme sha256 muss 32 Byte in Base64 sein.",
  MissingParts: "Die Anfrage nennt keine Teile.",
  NoSuchPart: "Teil 2 ist nicht angekommen.",
  RepeatedPart: "Teil 2 ist doppelt genannt.",
  PartNotNamed: "Teil 2 ist angekommen, aber nicht genannt.",
  PartChanged: "Teil 2 ist anders angekommen, als er genannt ist.",
  PartTooSmall: "Ein Teil hat weniger als 5,25 MB.",
  UploadChanged: `Ein Teil hat sich inzwischen geändert. ${AGAIN}`,
  IncompleteUpload: "Von 12 MB sind erst 5,24 MB angekommen.",
  SizeMismatch: "Angekommen sind 13 MB, angekündigt waren 12 MB.",
  ChecksumNotCreated: "ChecksumSHA256 braucht einen Upload, der mit SHA256 begonnen wurde.",
  InvalidFileChecksum: "ChecksumSHA256 passt nicht zu einer Datei in 3 Teilen.",
  ChecksumMismatch: `Angekommen ist eine andere Datei als angekündigt. ${AGAIN}`,
  Unauthenticated: "Bitte melden Sie sich an.",
  NoSuchRoute: "Unter dieser Adresse gibt es nichts.",
  MethodNotAllowed: "Hier ist nur GET erlaubt.",
  InternalError: `Der Server hat einen Fehler gemacht (JKJaXmPLvHcESHA=). ${AGAIN}`,
  ServiceUnavailable: `Der Speicher ist überlastet. ${AGAIN}`,
};

/** The codes of functions/README.md, each with its example. TestEveryCodeIsInTheTable compares them with the source. */
async function listed() {
  const text = await readFile(new URL("../../functions/README.md", import.meta.url), "utf8");
  const rows = text.matchAll(/^\| \d{3} \| `(\w+)` \| [^|]+ \| `(\{.*\})` \|$/gm);
  return Object.fromEntries([...rows].map(([, code, example]) => [code, JSON.parse(example)]));
}

test("each code of the API can be said in German", async () => {
  const examples = await listed();
  assert.deepEqual(Object.keys(examples).sort(), Object.keys(EXPECTED).sort());
  for (const [code, words] of Object.entries(EXPECTED)) {
    assert.equal(german({ code, details: examples[code] }), words);
  }
});

test("each error of the client and of S3 can be said in German", () => {
  const expected = {
    NetworkError: [
      [{ where: "offline" }, "Sie sind nicht mit dem Internet verbunden."],
      [{ where: "api" }, "Der Dienst ist nicht erreichbar."],
      [{ where: "storage" }, "Der Speicher ist nicht erreichbar."],
    ],
    UnreadableFile: [[{}, "Die Datei ist nicht mehr lesbar. Bitte wählen Sie sie noch einmal."]],
    TooManyRequests: [[{}, "Zurzeit wird zu viel hochgeladen. Bitte warten Sie ein wenig."]],
    ApiUnavailable: [[{}, `Der Dienst ist gestört. ${AGAIN}`]],
    ForeignAnswer: [[{}, "Die Adresse des Dienstes ist falsch."]],
    Refused: [[{}, "Die Datei wurde abgelehnt."]],
    AccessDenied: [
      [{ reason: "expired" }, `Die Erlaubnis ist abgelaufen. ${AGAIN}`],
      [{ reason: "condition" }, `Angekommen ist eine andere Datei als angekündigt. ${AGAIN}`],
      [{ reason: "permission" }, "Der Speicher erlaubt diese Datei nicht."],
    ],
    EntityTooLarge: [
      [{ limit: 10_485_760 }, "Die Datei darf höchstens 10,4 MB haben."],
      [{}, "Die Datei ist zu groß."],
    ],
    EntityTooSmall: [
      [{ limit: 1 }, "Die Datei muss mindestens 1 Byte haben."],
      [{}, "Die Datei ist zu klein."],
    ],
    BadDigest: [[{}, `Angekommen ist eine andere Datei als angekündigt. ${AGAIN}`]],
    IncompleteBody: [[{}, `Angekommen ist eine andere Datei als angekündigt. ${AGAIN}`]],
    XAmzContentChecksumMismatch: [[{}, `Angekommen ist eine andere Datei als angekündigt. ${AGAIN}`]],
    ExpiredToken: [[{}, `Die Erlaubnis ist abgelaufen. ${AGAIN}`]],
    NoSuchBucket: [[{}, "Den Speicher gibt es nicht."]],
    RequestTimeout: [[{}, `Die Verbindung ist zu langsam. ${AGAIN}`]],
    SlowDown: [[{}, `Der Speicher ist überlastet. ${AGAIN}`]],
    NotChecked: [[{}, `Die Datei wird noch geprüft. ${AGAIN}`]],
    ContentMismatch: [[{ type: "application/pdf" }, "Die Datei ist nicht, was sie zu sein vorgibt."]],
    TooManyPixels: [[{}, "Das Bild hat zu viele Bildpunkte."]],
    UnreadableImage: [[{}, "Das Bild ist nicht lesbar."]],
    ArchiveTooLarge: [[{}, "Das Archiv ist entpackt zu groß."]],
    ArchiveUnsafe: [[{}, "Das Archiv ist nicht sicher."]],
    Malware: [[{}, "Die Datei enthält Schadsoftware."]],
    NotUnderstood: [[{}, "Der Inhalt der Datei ist unbekannt."]],
  };
  for (const [code, cases] of Object.entries(expected)) {
    for (const [details, words] of cases) assert.equal(german({ code, details }), words);
  }
  const said = [...Object.keys(EXPECTED), ...Object.keys(expected)];
  assert.deepEqual(
    DAMAGES.filter((code) => !said.includes(code)),
    [],
    "codes of S3 that the client knows",
  );
  assert.deepEqual(
    Object.keys(GERMAN).filter((code) => !said.includes(code)),
    [],
    "words for codes that nothing answers",
  );
});

// The API itself, by way of the client.
for (const { file, code, words } of [
  {
    file: "setup.exe",
    code: "TypeNotAllowed",
    words: /^Dateien vom Typ .+ sind hier nicht erlaubt, nur AVIF, .* oder ZIP\.$/,
  },
  {
    file: "backup.7z",
    code: "TypeNotAllowed",
    words: /^Dateien vom Typ 7z sind hier nicht erlaubt, nur AVIF, .* oder ZIP\.$/,
  },
  { file: "empty.txt", code: "FileTooSmall", words: /^Die Datei hat 0 Byte, nötig ist mindestens 1 Byte\.$/ },
]) {
  const expectErrors = /^Failed to load resource/;
  pageTest(`${file} is refused, in German`, { path: "/slipway.js", expectErrors }, async (page) => {
    await start(page, { name: file, mimeType: "", buffer: Buffer.alloc(file === "empty.txt" ? 0 : 10) });
    await end(page);
    const error = await page.evaluate(() => {
      const { code, details } = /** @type {any} */ (window).uploads.files[0].error;
      return { code, details };
    });
    assert.equal(error.code, code);
    assert.match(german(error), words);
  });
}
