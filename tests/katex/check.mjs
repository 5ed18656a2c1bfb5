// Reads one LaTeX formula a line from the standard input and says which ones KaTeX refuses in its strict mode.
import { createInterface } from 'node:readline';
import katex from 'katex';

let count = 0, refused = 0;
for await (const line of createInterface({ input: process.stdin })) {
  if (line.length === 0) continue;
  count++;
  try {
    katex.renderToString(line, { strict: 'error', throwOnError: true, displayMode: true });
  } catch (error) {
    refused++;
    console.log(`${line}\n  ${error.message}`);
  }
}
console.log(`${count} read, ${refused} refused by KaTeX ${katex.version}`);
process.exitCode = refused > 0 ? 1 : 0;
