import express from "express";
import { save } from "./files.js";
import { isSecret } from "./secret.js";

/** The webhook of WebhookUrl, for app.use('/hooks/uploads', …). */
export const uploads = express.Router();

uploads.post("/", (request, response, next) => {
  if (isSecret(request.get("X-Api-Key"), process.env.WEBHOOK_SECRET)) next();
  else response.sendStatus(401);
});

// An error, of the database say, is answered with 500, and EventBridge tries again.
uploads.post("/", express.json({ limit: "1mb" }), async (request, response) => {
  const { "detail-type": verdict, detail } = request.body;
  const { key, versionId, reason } = detail;
  const isNew = await save(versionId, { key, accepted: verdict === "Upload Accepted", reason });
  if (isNew) request.app.emit("verdict", detail); // once for each verdict: mail somebody, start work
  response.sendStatus(204);
});
