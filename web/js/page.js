/**
 * The upload page: brings the list of files, the queue and the uploads together.
 */
import { Announcer } from './announcer.js';
import { Caller } from './caller.js';
import { dropped } from './drop.js';
import { ApiError, UploadError } from './errors.js';
import { counted } from './format.js';
import { Queue } from './queue.js';
import { Row } from './row.js';
import { upload } from './upload.js';

/** A browser opens six connections to one host of HTTP/1.1, as S3 is: two stay free for preflights. */
const AT_ONCE = 4;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} name of a meta element */
const setting = (name) => /** @type {HTMLMetaElement} */ (document.querySelector(`meta[name="slipway-${name}"]`)).content;

const api = setting('api');
const caller = new Caller(
  { issuer: setting('issuer'), clientId: setting('client-id') },
  {
    signIn: /** @type {HTMLButtonElement} */ (byId('sign-in')),
    signedOut: byId('signed-out'),
    signedIn: byId('signed-in'),
    name: byId('caller'),
    notice: byId('notice'),
  },
);
const chooser = /** @type {HTMLInputElement} */ (byId('choose'));
const template = /** @type {HTMLTemplateElement} */ (byId('file-row'));
const announcer = new Announcer(byId('announcer'));
const queue = new Queue(AT_ONCE);
/** @type {Set<Row>} */
const rows = new Set();

/** @param {Iterable<File>} files */
function add(files) {
  for (const file of files) {
    let canceller = new AbortController();
    const row = new Row(template, file, {
      cancel: () => canceller.abort(),
      retry: () => {
        canceller = new AbortController();
        row.waiting();
        run(row, canceller.signal);
      },
      remove: () => remove(row),
    });
    rows.add(row);
    byId('files').append(row.element);
    run(row, canceller.signal);
  }
}

/**
 * @param {Row} row
 * @param {AbortSignal} signal
 */
async function run(row, signal) {
  summarise();
  try {
    // The form is asked for when the turn has come: it would expire in the queue.
    const answer = await queue.run(() => {
      row.asking();
      return upload(row.file, { api, headers: () => caller.headers, signal, onProgress: (fraction) => row.sending(fraction) });
    }, signal);
    row.stored(answer);
    announcer.stored(row.file.name);
  } catch (error) {
    if (signal.aborted) {
      row.cancelled();
      announcer.say(`${row.file.name} is cancelled.`);
    } else {
      if (error instanceof ApiError && error.status === 401) caller.forget();
      const known = error instanceof UploadError;
      const message = known ? error.message : 'This page failed. Reload it, and try again.';
      row.failed(message, known && error.retryable);
      announcer.say(`${row.file.name} is not stored. ${message}`);
      if (!known) throw error; // a mistake of ours belongs in the console
    }
  } finally {
    summarise();
  }
}

/** @param {Row} row */
function remove(row) {
  const next = row.element.nextElementSibling ?? row.element.previousElementSibling;
  rows.delete(row);
  row.remove();
  summarise();
  const button = /** @type {HTMLElement | null | undefined} */ (next?.querySelector('.actions button:not([hidden])'));
  (button ?? chooser).focus();
}

function summarise() {
  const all = [...rows];
  /** @param {...string} states */
  const count = (...states) => all.filter((row) => states.includes(row.state)).length;
  const parts = [`${count('stored')} of ${all.length} stored`];
  const running = all.filter((row) => !row.over).length;
  if (running) parts.push(`${running} to go`);
  if (count('failed')) parts.push(`${count('failed')} not stored`);
  if (count('cancelled')) parts.push(`${count('cancelled')} cancelled`);
  byId('summary').textContent = parts.join(' · ');
  byId('uploads').hidden = all.length === 0;
  byId('clear').hidden = running === all.length;
}

chooser.addEventListener('change', () => {
  byId('notice').textContent = '';
  add(chooser.files ?? []);
  chooser.value = ''; // so that the same file can be chosen again
});

byId('clear').addEventListener('click', () => {
  for (const row of [...rows].filter((row) => row.over)) {
    rows.delete(row);
    row.remove();
  }
  summarise();
  (rows.size ? byId('uploads-title') : chooser).focus();
});

// Files may be dropped anywhere: beside the dock, the browser would leave the page to show them.
let depth = 0; // dragenter and dragleave come for every element on the way
/** @param {DragEvent} event */
const carriesFiles = (event) => event.dataTransfer?.types.includes('Files') ?? false;
/** @param {number} now */
const receiving = (now) => {
  depth = now;
  document.body.classList.toggle('receiving', depth > 0);
};
addEventListener('dragenter', (event) => carriesFiles(event) && receiving(depth + 1));
addEventListener('dragleave', (event) => carriesFiles(event) && receiving(depth - 1));
addEventListener('dragover', (event) => {
  if (!event.dataTransfer || !carriesFiles(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
});
addEventListener('drop', (event) => {
  if (!event.dataTransfer || !carriesFiles(event)) return;
  event.preventDefault();
  receiving(0);
  if (!caller.mayUpload) {
    byId('notice').textContent = 'Sign in first, and drop the files again.';
    return;
  }
  const { files, folders } = dropped(event.dataTransfer);
  byId('notice').textContent = folders
    ? `${counted(folders, 'folder')} left out: open the folder, and drop the files in it.`
    : '';
  add(files);
});

addEventListener('beforeunload', (event) => {
  if ([...rows].some((row) => !row.over)) event.preventDefault();
});
