import Dropzone from "dropzone";

export const dropzone = new Dropzone("#drop", {
  url: ([file]) => file.signed.upload_url,
  params: ([file]) => file.signed.params,
  defaultHeaders: false, // the bucket's CORS refuses Dropzone's headers
  maxFilesize: null, // the API enforces the limit
  async transformFile(file, done) {
    try {
      file.signed = await sign(file);
      done(file);
    } catch (error) {
      file.status = Dropzone.ERROR;
      this.emit("error", file, error.message).emit("complete", file);
      this.processQueue();
    }
  },
});

async function sign({ name, type, size }) {
  const query = new URLSearchParams({ filename: name, type, size });
  const answer = await fetch(`${API}/getS3UploadCredentials?${query}`);
  const signed = await answer.json();
  if (!answer.ok) throw new Error(signed.message);
  return signed;
}
