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
    chunkSizeWarningLimit: 800,
  },
  server: {
    port: 5199,
    proxy: { '/api': 'http://127.0.0.1:8099' },
  },
  // Without `css` a stylesheet reads as empty, and the contrast test would see no colours.
  test: { css: true, include: ['tests/**/*.test.ts', 'src/**/*.test.ts'] },
});
