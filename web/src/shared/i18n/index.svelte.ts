import { url } from '../url.svelte';
import { en } from './en';
import { zh, type Key } from './zh';

export type { Key };
export type Lang = 'zh' | 'en';

const STORE = 'wellkeeper.lang';
const dictionaries: Record<Lang, Record<Key, string>> = { zh, en };

/** Fills `{name}` in a text. */
export function fill(text: string, vars: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(vars[name] ?? whole));
}

function isLang(value: string | null): value is Lang {
  return value === 'zh' || value === 'en';
}

function preferred(): Lang {
  if (typeof window === 'undefined') return 'zh';
  const stored = window.localStorage.getItem(STORE);
  if (isLang(stored)) return stored;
  return window.navigator.language.startsWith('zh') ? 'zh' : 'en';
}

class Language {
  // A link without `lang` must not overturn what this person chose before.
  #stored = $state<Lang>(preferred());

  get value(): Lang {
    const asked = url.get('lang');
    return isLang(asked) ? asked : this.#stored;
  }

  choose(lang: Lang): void {
    this.#stored = lang;
    window.localStorage.setItem(STORE, lang);
    url.set({ lang }, { replace: true });
  }
}

export const language = new Language();

/** The language in use; reactive where it is called from a component or an effect. */
export function lang(): Lang {
  return language.value;
}

export function t(key: Key, vars?: Record<string, string | number>): string {
  return fill(dictionaries[language.value][key], vars);
}

/** A text that a pack declares in both languages. */
export function pick(text: { zh: string; en: string | null } | null | undefined): string {
  if (!text) return '';
  return language.value === 'en' ? (text.en ?? text.zh) : text.zh;
}

const HAN = /\p{Script=Han}/gu;
const LATIN = /\p{Script=Latin}/gu;

/**
 * The `lang` of a text that the book has in one language only: without it a screen reader would read
 * Chinese in the English page with English sounds.
 */
export function langOf(text: string | null | undefined): 'zh-CN' | undefined {
  if (language.value !== 'en' || !text) return undefined;
  const count = (signs: RegExp) => text.match(signs)?.length ?? 0;
  // A name in an English sentence does not make that Chinese, nor a `G241` a Chinese name English.
  return count(HAN) > count(LATIN) ? 'zh-CN' : undefined;
}

/** The name of a thing or row that carries `name_zh` and `name_en`. */
export function nameOf(row: { name_zh: string; name_en: string | null }): string {
  return pick({ zh: row.name_zh, en: row.name_en });
}

/** The sentence of a row that carries `because_zh` and `because_en`. */
export function because(row: { because_zh?: string | null; because_en?: string | null }): string {
  return pick({ zh: row.because_zh ?? '', en: row.because_en ?? null });
}
