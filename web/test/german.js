/** An application's own words, in German, for what may go wrong with an upload. */

/** @param {unknown} n */
const number = (n) => Number(n).toLocaleString("de-DE");

/** @param {unknown} word */
const quoted = (word) => `„${word}“`;

/** @param {string[]} words */
const either = (words) => [words.slice(0, -1).join(", "), ...words.slice(-1)].filter(Boolean).join(" oder ");

/**
 * A size of three digits, rounded down where it is a limit that must not look higher.
 * @param {number} bytes
 * @param {(n: number) => number} [round]
 */
function size(bytes, round = Math.round) {
  const step = 10 ** Math.max(0, String(bytes).length - 3);
  const rounded = round(bytes / step) * step;
  const power = Math.min(4, Math.floor((String(rounded).length - 1) / 3));
  return `${number(rounded / 1000 ** power)} ${["Byte", "kB", "MB", "GB", "TB"][power]}`;
}

/** @param {number} bytes */
const atMost = (bytes) => size(bytes, Math.floor);
/** @param {number} bytes */
const atLeast = (bytes) => size(bytes, Math.ceil);

/** @type {Record<string, string>} */
const TYPES = {
  "image/*": "Bilder",
  "audio/*": "Tondateien",
  "video/*": "Videos",
  "text/plain": "Text",
  "image/webp": "WebP",
  "application/x-7z-compressed": "7z",
};

/** @param {string} type */
const plain = (type) => TYPES[type] ?? type.replace(/^(image|application|text)\//, "").toUpperCase();
/** @param {string[]} types */
const choice = (types) => either(types.map(plain));

const AGAIN = "Bitte versuchen Sie es noch einmal.";
const RENAME = "Bitte benennen Sie die Datei um.";
const OTHER_FILE = `Angekommen ist eine andere Datei als angekündigt. ${AGAIN}`;
const EXPIRED = `Die Erlaubnis ist abgelaufen. ${AGAIN}`;
const BUSY = `Der Speicher ist überlastet. ${AGAIN}`;

/** @type {Record<string, string>} */
const WHERE = {
  offline: "Sie sind nicht mit dem Internet verbunden.",
  api: "Der Dienst ist nicht erreichbar.",
  storage: "Der Speicher ist nicht erreichbar.",
};

/** @type {Record<string, string>} */
const REASONS = { expired: EXPIRED, condition: OTHER_FILE, permission: "Der Speicher erlaubt diese Datei nicht." };

/** @type {Record<string, string | ((details: any) => string)>} */
export const GERMAN = {
  // the file
  MissingFilename: "Die Datei hat keinen Namen.",
  FilenameTooLong: ({ actual, limit }) =>
    `Der Dateiname hat ${number(actual)} Zeichen, erlaubt sind ${number(limit)}. ${RENAME}`,
  FilenameNotUnicode: `Der Dateiname ist kein gültiges UTF-8. ${RENAME}`,
  FilenameIsFolder: ({ name }) => `${quoted(name)} ist ein Ordner und keine Datei.`,
  FilenameHasControlCharacters: `Der Dateiname enthält Steuerzeichen. ${RENAME}`,
  InvalidType: ({ type }) => `${quoted(type)} ist kein Medientyp.`,
  TypeTooLong: ({ actual, limit }) => `Der Medientyp hat ${number(actual)} Zeichen, erlaubt sind ${number(limit)}.`,
  TypeNotAllowed: ({ type, accepted }) =>
    `Dateien vom Typ ${plain(type)} sind hier nicht erlaubt, nur ${choice(accepted)}.`,
  ExtensionNotAllowed: ({ extension, accepted }) =>
    `Dateien mit der Endung ${extension} sind hier nicht erlaubt, nur ${choice(accepted)}.`,
  InvalidSize: ({ value }) => `Die Größe ${quoted(value)} ist keine ganze Zahl von Bytes.`,
  SizeRequired: "Die Größe der Datei fehlt.",
  FileTooSmall: ({ actual, limit }) => `Die Datei hat ${size(actual)}, nötig ist mindestens ${atLeast(limit)}.`,
  FileTooLarge: ({ actual, limit }) => `Die Datei hat ${size(actual)}, erlaubt sind höchstens ${atMost(limit)}.`,
  InvalidSHA256: "Der SHA-256 der Datei muss 32 Byte in Base64 sein.",
  Sha256Required: "Der SHA-256 der Datei fehlt.",
  InvalidMetadata: "Die Metadaten sind kein Objekt.",
  InvalidMetadataName: ({ name }) => `Der Name ${quoted(name)} von Metadaten enthält unerlaubte Zeichen.`,
  InvalidMetadataValue: ({ name }) => `Die Angabe ${quoted(name)} ist weder Text noch Zahl.`,
  MetadataNameReserved: ({ name }) => `Der Name ${quoted(name)} von Metadaten ist vergeben.`,
  MetadataNotUnicode: ({ name }) => `Die Angabe ${quoted(name)} ist kein gültiges UTF-8.`,
  RepeatedMetadata: ({ name }) => `Die Angabe ${quoted(name)} ist doppelt.`,
  MetadataTooLarge: ({ limit }) => `Die Metadaten haben mehr als ${atMost(limit)}.`,
  UnknownProfile: ({ profile, accepted }) => `Die Art ${quoted(profile)} gibt es nicht, nur ${either(accepted)}.`,
  ScopeMissing: ({ profile, scope }) => `Für die Art ${quoted(profile)} fehlt Ihnen das Recht ${quoted(scope)}.`,

  // the request
  RepeatedParameter: ({ name }) => `Der Parameter ${quoted(name)} ist doppelt.`,
  QueryTooLong: ({ actual, limit }) => `Die Anfrage hat ${size(actual)}, erlaubt sind höchstens ${atMost(limit)}.`,
  BodyTooLarge: ({ actual, limit }) => `Die Anfrage hat ${size(actual)}, erlaubt sind höchstens ${atMost(limit)}.`,
  BodyNotUnicode: "Die Anfrage ist kein gültiges UTF-8.",
  MalformedJSON: ({ example }) => `Die Anfrage ist kein JSON wie ${example}.`,
  InvalidBody: ({ example }) => `Die Anfrage hat nicht die Form von ${example}.`,
  MissingFiles: ({ example }) => `Die Anfrage nennt keine Dateien, wie in ${example}.`,
  TooManyFiles: ({ limit }) => `Es sind mehr als ${number(limit)} Dateien.`,
  InvalidFile: ({ example }) => `Eine Datei hat nicht die Form von ${example}.`,
  Unauthenticated: "Bitte melden Sie sich an.",
  NoSuchRoute: "Unter dieser Adresse gibt es nichts.",
  MethodNotAllowed: ({ allow }) => `Hier ist nur ${either(allow)} erlaubt.`,
  InternalError: ({ requestId }) => (requestId ? `Der Server hat einen Fehler gemacht (${requestId}). ${AGAIN}` : BUSY), // S3's own has no id
  ServiceUnavailable: BUSY,

  // parts
  MultipartDisabled: "Große Dateien sind hier nicht erlaubt.",
  UnknownChecksum: ({ name, accepted }) => `Die Prüfsumme ${name} ist unbekannt, nur ${either(accepted)} gibt es.`,
  MissingKey: "Der Schlüssel der Datei fehlt.",
  KeyNotAllowed: "Der Schlüssel der Datei ist nicht der Ihre.",
  FilesDisabled: "Dateien können hier nicht wieder gelesen werden.",
  InvalidDisposition: ({ accepted }) => `Erlaubt ist nur ${either(accepted)}.`,
  NoSuchFile: "Diese Datei gibt es nicht mehr.",
  NoSuchUpload: "Diesen Upload gibt es nicht mehr. Bitte beginnen Sie von vorn.",
  InvalidPartNumber: ({ value, limit }) =>
    `Die Nummer ${quoted(value)} eines Teils liegt nicht zwischen 1 und ${number(limit)}.`,
  PartNumberTooHigh: ({ actual, limit, size: all, partSize }) =>
    `Die Datei (${size(all)}, in Teilen von ${size(partSize)}) hat ${number(limit)} Teile und keinen Teil ${number(actual)}.`,
  TooManyParts: ({ limit }) => `Es sind mehr als ${number(limit)} Teile.`,
  InvalidChecksum: ({ name, bytes }) => `Die Prüfsumme ${name} muss ${number(bytes)} Byte in Base64 sein.`,
  MissingParts: "Die Anfrage nennt keine Teile.",
  NoSuchPart: ({ part }) => `Teil ${number(part)} ist nicht angekommen.`,
  RepeatedPart: ({ part }) => `Teil ${number(part)} ist doppelt genannt.`,
  PartNotNamed: ({ part }) => `Teil ${number(part)} ist angekommen, aber nicht genannt.`,
  PartChanged: ({ part }) => `Teil ${number(part)} ist anders angekommen, als er genannt ist.`,
  PartTooSmall: ({ limit }) => `Ein Teil hat weniger als ${atLeast(limit)}.`,
  UploadChanged: `Ein Teil hat sich inzwischen geändert. ${AGAIN}`,
  IncompleteUpload: ({ actual, declared }) => `Von ${size(declared)} sind erst ${size(actual)} angekommen.`,
  SizeMismatch: ({ actual, declared }) => `Angekommen sind ${size(actual)}, angekündigt waren ${size(declared)}.`,
  ChecksumNotCreated: ({ name, algorithm }) => `${name} braucht einen Upload, der mit ${algorithm} begonnen wurde.`,
  InvalidFileChecksum: ({ name, parts }) => `${name} passt nicht zu einer Datei in ${number(parts)} Teilen.`,
  ChecksumMismatch: OTHER_FILE,

  // the way there
  NetworkError: ({ where }) => WHERE[where],
  UnreadableFile: "Die Datei ist nicht mehr lesbar. Bitte wählen Sie sie noch einmal.",
  TooManyRequests: "Zurzeit wird zu viel hochgeladen. Bitte warten Sie ein wenig.",
  ApiUnavailable: `Der Dienst ist gestört. ${AGAIN}`,
  ForeignAnswer: "Die Adresse des Dienstes ist falsch.",
  Refused: "Die Datei wurde abgelehnt.",

  // S3
  AccessDenied: ({ reason }) => REASONS[reason],
  EntityTooLarge: ({ limit }) =>
    limit ? `Die Datei darf höchstens ${atMost(limit)} haben.` : "Die Datei ist zu groß.",
  EntityTooSmall: ({ limit }) =>
    limit ? `Die Datei muss mindestens ${atLeast(limit)} haben.` : "Die Datei ist zu klein.",
  BadDigest: OTHER_FILE,
  IncompleteBody: OTHER_FILE,
  XAmzContentChecksumMismatch: OTHER_FILE,
  ExpiredToken: EXPIRED,
  NoSuchBucket: "Den Speicher gibt es nicht.",
  RequestTimeout: `Die Verbindung ist zu langsam. ${AGAIN}`,
  SlowDown: BUSY,

  // the verdict on what is stored
  NotChecked: `Die Datei wird noch geprüft. ${AGAIN}`,
  ContentMismatch: "Die Datei ist nicht, was sie zu sein vorgibt.",
  TooManyPixels: "Das Bild hat zu viele Bildpunkte.",
  UnreadableImage: "Das Bild ist nicht lesbar.",
  ArchiveTooLarge: "Das Archiv ist entpackt zu groß.",
  ArchiveUnsafe: "Das Archiv ist nicht sicher.",
  Malware: "Die Datei enthält Schadsoftware.",
  NotUnderstood: "Der Inhalt der Datei ist unbekannt.",
};

/** @param {{code: string, details: any}} error all that it needs of one: the English message is not there */
export function german({ code, details }) {
  const words = GERMAN[code];
  return typeof words === "function" ? words(details) : words;
}
