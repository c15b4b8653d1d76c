import { memo } from "react";
import type { FileSnapshot, Upload } from "slipway-upload";
import { useUploads } from "slipway-upload/react";

export function App() {
  const { uploads, snapshot } = useUploads({ api: import.meta.env.VITE_API });
  return (
    <main>
      <input type="file" multiple onChange={({ target }) => uploads.add(target.files!)} />
      <progress value={snapshot.loaded} max={snapshot.total || 1} />
      <ul>
        {snapshot.files.map((file, i) => (
          <Row key={file.id} file={file} upload={uploads.files[i]} />
        ))}
      </ul>
    </main>
  );
}

const Row = memo(function Row({ file, upload }: { file: FileSnapshot; upload: Upload }) {
  const { name, size, state, loaded, error } = file;
  return (
    <li data-state={state}>
      {name}: {error?.message ?? state}, {loaded} of {size} bytes{" "}
      {state === "paused" ? (
        <button onClick={upload.resume}>Resume</button>
      ) : (
        <button onClick={upload.pause}>Pause</button>
      )}
      <button onClick={() => upload.cancel()}>Cancel</button>
    </li>
  );
});
