// A frame of HJ 212 as the server prints it, taken apart for the eye. The bytes stay beside it: what this
// does not know is shown as it came, and nothing is made of it.

export interface FrameField {
  name: string;
  value: string;
}

export interface FrameParts {
  /** `##` and the length. */
  head: string;
  /** Between the length and the data: QN, ST, CN … */
  fields: FrameField[];
  /** The data, a group a `;`: what belongs to one code, or to all. */
  groups: FrameField[][];
  /** The check at the end. */
  check: string;
}

const FRAME = /^(##\d{4})(.*?;?)CP=&&(.*)&&([0-9A-Fa-f]{4})?(?:\\x0d)?(?:\\x0a)?$/s;

function fieldOf(text: string): FrameField {
  const at = text.indexOf('=');
  return at < 0 ? { name: '', value: text } : { name: text.slice(0, at), value: text.slice(at + 1) };
}

function split(text: string, sign: string): FrameField[] {
  return text.split(sign).filter((one) => one !== '').map(fieldOf);
}

/** The parts of a frame; null where it is none of HJ 212 in clear, such as a sealed one. */
export function partsOf(bytes: string): FrameParts | null {
  const found = FRAME.exec(bytes);
  if (!found) return null;
  const [, head = '', fields = '', data = '', check = ''] = found;
  return {
    head,
    fields: split(fields, ';'),
    groups: data.split(';').filter((group) => group !== '').map((group) => split(group, ',')),
    check,
  };
}

/** The command numbers of HJ 212 that bring data, and what a device says of itself. */
export const COMMANDS = ['2011', '2021', '2031', '2041', '2051', '2061', '3019', '3020'] as const;
export type Command = (typeof COMMANDS)[number];

export function commandOf(parts: FrameParts | null): Command | null {
  const said = parts?.fields.find(({ name }) => name === 'CN')?.value;
  return COMMANDS.find((one) => one === said) ?? null;
}
