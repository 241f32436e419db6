import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    // An inlined asset would be a data: URL, which the server's policy forbids for scripts and fonts.
    assetsInlineLimit: 0,
    // The map library is 1.1 MB, in a chunk of its own with the page's map.
    chunkSizeWarningLimit: 1150,
  },
  // The map library's worker is a module, as the library is.
  worker: { format: 'es' },
  server: {
    // The layers of the map are read from the data folder beside this one.
    fs: { allow: ['.', '../data/natural_earth'] },
    port: 5199,
    proxy: { '/api': 'http://127.0.0.1:8080' },
  },
  // Without `css` a stylesheet reads as empty, and the contrast test would see no colours.
  test: { css: true, include: ['tests/**/*.test.ts', 'src/**/*.test.ts'] },
});
