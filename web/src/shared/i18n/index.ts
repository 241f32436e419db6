export { because, fill, lang, langOf, language, nameOf, pick, t, type Key, type Lang } from './index.svelte';
