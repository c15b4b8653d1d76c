import Uppy from "@uppy/core";
import AwsS3 from "@uppy/aws-s3";

export const headers = {}; // { authorization: `Bearer ${token}` }, with sign-in

export const uppy = new Uppy().use(AwsS3, {
  generateObjectKey: (file) => file.id, // so that signRequest finds the file; the API chooses the key
  async signRequest({ method, key, uploadId, partNumber }) {
    if (!uploadId) {
      const {
        name: filename,
        type,
        size,
        meta: { caption = "" },
      } = uppy.getFile(key);
      const query = new URLSearchParams({ filename, type, size, "metadata[caption]": caption });
      if (method === "PUT") return ask("GET", `params?${query}`);
      const created = await ask("POST", "multipart", { filename, type, size, metadata: { caption } });
      return { key: created.key, ...answered(xml("InitiateMultipartUploadResult", xml("UploadId", created.uploadId))) };
    }
    const [upload, query] = [`multipart/${encodeURIComponent(uploadId)}`, `?key=${encodeURIComponent(key)}`];
    if (method === "PUT") return ask("GET", `${upload}/${partNumber}${query}`);
    if (method === "DELETE") return ask("DELETE", upload + query).then(() => answered(""));
    const parts = await ask("GET", upload + query);
    const listed = parts.map((part) => xml("Part", xml("PartNumber", part.PartNumber), xml("ETag", part.ETag)));
    if (method === "GET") return answered(xml("ListPartsResult", ...listed));
    const { location } = await ask("POST", `${upload}/complete${query}`, { parts });
    return answered(xml("CompleteMultipartUploadResult", xml("Location", location), xml("Key", key)));
  },
});

async function ask(method, path, body) {
  const response = await fetch(`${API}/s3/${path}`, { method, headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message); // shown to the user
  return answer;
}

// Uppy requests S3's answer from a URL. If the API has answered already, the URL contains the answer.
const answered = (answer) => ({ url: `data:text/xml,${encodeURIComponent(answer)}` });
const xml = (name, ...content) => `<${name}>${content.join("")}</${name}>`;
