import { describe, expect, it } from 'vitest';
import { typesText } from '../scripts/types.mjs';
import written from '../src/shared/api/schema.ts?raw';

describe('the types of the answers', () => {
  it('are those of the description of the server', async () => {
    const stale = 'src/shared/api/schema.ts is older than docs/openapi.json: `npm run types` writes it anew';
    expect((await typesText()) === written, stale).toBe(true);
  });
});
