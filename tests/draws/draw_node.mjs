// Checks draw files with the browser's own modules. In: [{ file, code, known }], bytes in base64. Out: their reports.
import { verify } from "../../static/js/draw/verify.js";

let given = "";
for await (const part of process.stdin) given += part;
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const reports = JSON.parse(given).map(({ file, code, known }) => verify(bytes(file), known, bytes(code)));
process.stdout.write(JSON.stringify(reports));
