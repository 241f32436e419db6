// The types of the server's answers, from its description.
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const DESCRIPTION = new URL('../../docs/openapi.json', import.meta.url);
const TYPES = new URL('../src/shared/api/schema.ts', import.meta.url);
const HEAD = '// Generated from docs/openapi.json by `npm run types`. Do not edit.\n\n';

/** @returns {Promise<string>} the text that `schema.ts` has to have */
export async function typesText() {
  const description = JSON.parse(await readFile(DESCRIPTION, 'utf8'));
  // Of an object without declared members it is known that it has some: not that it has none.
  const types = await openapiTS(description, { emptyObjectsUnknown: true });
  return HEAD + astToString(types);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await writeFile(TYPES, await typesText());
