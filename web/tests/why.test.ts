import { describe, expect, it } from 'vitest';
import { bind, highlight } from '../src/why/sql';
import { fileName } from '../src/why/row';

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

describe('a condition', () => {
  it('shows the values it was asked with', () => {
    expect(bind('section = $section and n = $n and x = $x', { section: "O'B", n: 3 })).toBe("section = 'O''B' and n = 3 and x = $x");
  });
});

describe('a file', () => {
  it('is named without the folder it lies in', () => {
    expect(fileName('/var/lib/zone/files/feed_2021_04.csv')).toBe('feed_2021_04.csv');
    expect(fileName(null)).toBe('');
  });
});
