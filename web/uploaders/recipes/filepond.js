import * as FilePond from "filepond";

export const pond = FilePond.create(document.querySelector("#pond"), {
  labelFileProcessingError: (error) => error.body,
  server: { process, revert: null },
});

function process(field, file, metadata, load, error, progress, abort) {
  const signing = new AbortController();
  const request = new XMLHttpRequest();
  request.upload.onprogress = (event) => progress(event.lengthComputable, event.loaded, event.total);
  request.onerror = () => error("The connection broke. Try again.");
  sign(file, signing.signal)
    .then(({ upload_url, params }) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(params)) form.append(name, value);
      form.append("file", file); // last
      request.onload = () =>
        request.status === 201 ? load(params.key) : error(`S3 refused the file: ${request.responseText}`);
      request.open("POST", upload_url);
      request.send(form);
    })
    .catch((refusal) => signing.signal.aborted || error(refusal.message));
  return {
    abort() {
      signing.abort();
      request.abort();
      abort();
    },
  };
}

async function sign({ name, type, size }, signal) {
  const query = new URLSearchParams({ filename: name, type, size });
  const answer = await fetch(`${API}/getS3UploadCredentials?${query}`, { signal });
  const signed = await answer.json();
  if (!answer.ok) throw new Error(signed.message);
  return signed;
}
