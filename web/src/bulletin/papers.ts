import { address } from '../shared/api/client';
import type { Bulletin, Paper, PaperFormat, PaperLang } from '../shared/api/types';

export interface PaperOffered {
  lang: PaperLang;
  format: PaperFormat;
  /** The kept file; a draft is printed when it is asked for, and has none. */
  kept: Paper | null;
}

const DRAFTS: readonly PaperOffered[] = (['zh', 'en'] as const).flatMap((lang) =>
  (['pdf', 'html'] as const).map((format) => ({ lang, format, kept: null })),
);

/** What can be opened: of an issued one just what was kept, of another what can be printed. */
export function papersOf({ state, documents }: Pick<Bulletin, 'state' | 'documents'>): readonly PaperOffered[] {
  return state === 'issued' ? documents.map((kept) => ({ lang: kept.lang, format: kept.format, kept })) : DRAFTS;
}

export function paperAddress(id: number, { lang, format }: PaperOffered): string {
  return address(`/bulletins/${id}/document`, { lang, format });
}
