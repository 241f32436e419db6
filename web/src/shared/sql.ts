export type SqlKind = 'comment' | 'text' | 'number' | 'word' | 'plain';

export interface SqlPart {
  kind: SqlKind;
  text: string;
}

// The words that give a query its shape; functions and names stay plain, so that the eye finds the frame.
const WORDS =
  'with|select|distinct|from|join|left|right|full|inner|outer|cross|on|using|where|group|by|order|having|limit|union|all|except|as|and|or|not|in|is|null|true|false|case|when|then|else|end|between|like|over|partition|filter|within|desc|asc|nulls|first|last|cast|exists|values|rows|range|preceding|following|current|row|unnest|lateral';

const TOKEN = new RegExp(
  String.raw`(?<comment>--[^\n]*)|(?<text>'(?:[^']|'')*')|(?<number>\b\d+(?:\.\d+)?\b)|(?<word>\b(?:${WORDS})\b)`,
  'gi',
);

/** Splits SQL for colouring. The parts joined are the text again, so that what is copied runs. */
export function highlight(sql: string): SqlPart[] {
  const parts: SqlPart[] = [];
  let from = 0;
  for (const match of sql.matchAll(TOKEN)) {
    if (match.index > from) parts.push({ kind: 'plain', text: sql.slice(from, match.index) });
    const kind = (Object.keys(match.groups ?? {}) as SqlKind[]).find((name) => match.groups?.[name] !== undefined);
    parts.push({ kind: kind ?? 'plain', text: match[0] });
    from = match.index + match[0].length;
  }
  if (from < sql.length) parts.push({ kind: 'plain', text: sql.slice(from) });
  return parts;
}
