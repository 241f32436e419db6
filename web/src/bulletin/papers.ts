import { address } from '../shared/api/client';
import type { Bulletin, Paper, PaperFormat, PaperLang } from '../shared/api/types';

export interface PaperOffered {
  lang: PaperLang;
  format: PaperFormat;
  /** Which of the forms that a superior sends; nothing for the bulletin itself. */
  name: string | null;
  /** The kept file; a draft is printed when it is asked for, and has none. */
  kept: Paper | null;
}

const DRAFTS: readonly PaperOffered[] = (['zh', 'en'] as const).flatMap((lang) =>
  (['pdf', 'html'] as const).map((format) => ({ lang, format, name: null, kept: null })),
);

/** What can be opened: of an issued one what was kept, of another what can be printed; then the forms that were filled with it. */
export function papersOf({ state, documents }: Pick<Bulletin, 'state' | 'documents'>): readonly PaperOffered[] {
  const kept = documents.map((one) => ({ lang: one.lang, format: one.format, name: one.name, kept: one }));
  const bulletin = kept.filter(({ name }) => name === null);
  const forms = kept.filter(({ name }) => name !== null);
  return [...(state === 'issued' ? bulletin : DRAFTS), ...forms];
}

export function paperAddress(id: number, { lang, format, name }: PaperOffered): string {
  return address(`/bulletins/${id}/document`, name === null ? { lang, format } : { lang, format, name });
}
