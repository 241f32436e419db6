/** What the map asks `readTile` for, and does not read by itself. */
export const SCHEME = 'layer-tile';

/** An address of this server, as the map has to be told it so that tiles come by `readTile`. */
export function tileAddress(path: string): string {
  return `${SCHEME}://${path}`;
}

/**
 * A tile; nothing in it where nothing lies there, which the server answers with 204. The map would take 404
 * for that too and draw nothing without a word, but here it is a layer that is not there any more.
 */
export async function readTile({ url }: { url: string }, { signal }: AbortController): Promise<{ data: ArrayBuffer }> {
  const path = url.slice(tileAddress('').length);
  const response = await fetch(path, { signal });
  // Of an error the map looks at the status only: one that has none is told.
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}: ${path}`);
  return { data: await response.arrayBuffer() };
}
