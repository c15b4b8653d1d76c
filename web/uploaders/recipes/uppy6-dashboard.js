import Dashboard from "@uppy/dashboard";
import { headers, uppy } from "./uppy6-signrequest.js";

uppy.use(Dashboard, {
  inline: true,
  target: "#dashboard",
  metaFields: [{ id: "caption", name: "Caption" }],
});

// What the API would refuse, the Dashboard refuses at once.
fetch(`${API}/rules`, { headers })
  .then((answer) => answer.json())
  .then(({ accept, minBytes, maxBytes, maxMultipartBytes }) =>
    uppy.setOptions({
      restrictions: {
        allowedFileTypes: accept.split(","),
        minFileSize: minBytes,
        maxFileSize: Math.max(maxBytes, maxMultipartBytes),
      },
    }),
  );

export { headers, uppy };
