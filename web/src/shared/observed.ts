import { t, type Key } from './i18n';

// Closed words of an observation. One that the page does not know yet is shown as the server wrote it.
const FLAGS: Record<string, Key> = {
  N: 'flag.N', F: 'flag.F', M: 'flag.M', S: 'flag.S', D: 'flag.D',
  C: 'flag.C', T: 'flag.T', B: 'flag.B', L: 'flag.L',
};
const QUALITIES: Record<string, Key> = {
  valid: 'quality.valid',
  doubtful: 'quality.doubtful',
  invalid: 'quality.invalid',
};
const LEVELS: Record<string, Key> = {
  raw: 'level.raw',
  auto_checked: 'level.auto_checked',
  reviewed: 'level.reviewed',
  approved: 'level.approved',
};

function word(words: Record<string, Key>, id: string | null | undefined): string {
  if (!id) return '';
  const key = words[id];
  return key ? t(key) : id;
}

/** The letter is kept beside the word: it is what stands in the frame. */
export const flagWord = (id: string | null | undefined): string => (id ? `${id} ${word(FLAGS, id)}` : '');
export const qualityWord = (id: string | null | undefined): string => word(QUALITIES, id);
export const levelWord = (id: string | null | undefined): string => word(LEVELS, id);
