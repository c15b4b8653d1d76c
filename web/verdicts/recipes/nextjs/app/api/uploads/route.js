import { save } from "../../../../files.js";
import { isSecret } from "../../../../secret.js";

/** The webhook of WebhookUrl, at /api/uploads. */
export async function POST(request) {
  if (!isSecret(request.headers.get("X-Api-Key"), process.env.WEBHOOK_SECRET)) {
    return new Response(null, { status: 401 });
  }
  // An error, of the database say, is answered with 500, and EventBridge tries again.
  const { "detail-type": verdict, detail } = await request.json();
  const { key, versionId, reason } = detail;
  await save(versionId, { key, accepted: verdict === "Upload Accepted", reason });
  return new Response(null, { status: 204 });
}
