import { describe, expect, it } from 'vitest';
import { bind } from '../src/why/bind';
import { fileName } from '../src/why/row';

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
