/** What a page may write: compiled as a project that has the package. */
import { forgetAll, rules, S3Error, upload, UploadError, type Rules, type Upload } from "slipway-upload";
import { useUploads as useInReact } from "slipway-upload/react";
import { useUploads as useInVue } from "slipway-upload/vue";

declare const files: FileList;
const uploads = upload(files, {
  api: "https://abc.execute-api.eu-central-1.amazonaws.com",
  headers: async () => ({ Authorization: "Bearer TOKEN" }),
  metadata: ({ name }) => ({ name }),
  onChange: (one: Upload) => one.loaded / one.file.size,
});
uploads.files[0].done.then(
  ({ key }) => key.length,
  (error) => error instanceof S3Error && error.code.length,
);
uploads.add([{ file: files[0], type: "image/png", profile: "avatar", until: "accepted", path: "a/b.png" }]);
const url: Promise<string> = uploads.files[0].url({ disposition: "inline" });
url.then(({ length }) => length);
for (const { id, state, error } of uploads.snapshot().files)
  if (state === "failed" && error instanceof UploadError) console.log(id, error.code);
const unsubscribe: () => void = uploads.subscribe(() => {});
unsubscribe();
forgetAll();
rules({ profile: "avatar" }).then(({ maxBytes }: Rules) => maxBytes.toFixed());

const { snapshot } = useInReact({ profile: "avatar" });
snapshot.files.map(({ name }) => name.length);
useInVue({ profile: "avatar" }).snapshot.value.files.map(({ name }) => name.length);

// @ts-expect-error: no such option
upload(files, { treshold: 1 });
// @ts-expect-error: read-only
uploads.files[0].state = "stored";
// @ts-expect-error: nothing that a page must not touch
uploads.files[0].session;
// @ts-expect-error: read-only
snapshot.files[0].loaded = 1;
