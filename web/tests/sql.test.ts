import { describe, expect, it } from 'vitest';
import { highlight } from '../src/shared/sql';

describe('sql', () => {
  const sql = "-- why\nselect d.mean, 'it''s' from item_day d where n >= 20";
  it('is the same text after colouring', () => {
    expect(highlight(sql).map((part) => part.text).join('')).toBe(sql);
  });
  it('finds words, texts, numbers and comments', () => {
    const kinds = highlight(sql).filter((part) => part.kind !== 'plain').map((part) => `${part.kind} ${part.text}`);
    expect(kinds).toEqual(['comment -- why', 'word select', "text 'it''s'", 'word from', 'word where', 'number 20']);
  });
});
