export { because, fill, lang, language, nameOf, pick, t, type Key, type Lang } from './index.svelte';
