import type { Step } from './selection';

export type Command = Step | 'accept' | 'void' | 'replace' | 'approve' | 'refuse' | 'undo' | 'keys' | 'close';

/** What of a key stroke matters here. */
export interface Stroke {
  key: string;
  shiftKey?: boolean;
  ctrlKey?: boolean;
  metaKey?: boolean;
  altKey?: boolean;
}

/** Where a stroke was made: a text is typed in a field, and arrows scroll the page outside the list. */
export type Place = 'field' | 'list' | 'elsewhere';

export type Desk = 'queue' | 'waiting';

const LETTERS: Record<Desk, Record<string, Command>> = {
  queue: { a: 'accept', v: 'void', r: 'replace', u: 'undo' },
  waiting: { a: 'approve', r: 'refuse', u: 'undo' },
};
const STEPS: Record<string, readonly [Step, Step]> = { j: ['next', 'extend_next'], k: ['previous', 'extend_previous'] };
const IN_LIST: Record<string, readonly [Step, Step]> = {
  arrowdown: ['next', 'extend_next'],
  arrowup: ['previous', 'extend_previous'],
  home: ['first', 'first'],
  end: ['last', 'last'],
};

/** What a key stroke asks for, or nothing. */
export function commandOf(stroke: Stroke, place: Place, desk: Desk): Command | null {
  if (stroke.ctrlKey || stroke.metaKey || stroke.altKey) return null;
  if (stroke.key === 'Escape') return 'close';
  if (place === 'field') return null;
  if (stroke.key === '?') return 'keys';
  const key = stroke.key.toLowerCase();
  const step = STEPS[key] ?? (place === 'list' ? IN_LIST[key] : undefined);
  if (step) return step[stroke.shiftKey ? 1 : 0];
  return stroke.shiftKey ? null : (LETTERS[desk][key] ?? null);
}

const FIELDS = 'input, select, textarea';

export function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof Element)) return 'elsewhere';
  if (target.matches(FIELDS)) return 'field';
  return target.matches('[role="listbox"]') ? 'list' : 'elsewhere';
}

export function isStep(command: Command): command is Step {
  return ['next', 'previous', 'first', 'last', 'extend_next', 'extend_previous'].includes(command);
}
