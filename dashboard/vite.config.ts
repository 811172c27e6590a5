import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** Built into `dashboard/dist`, unless `build.ts` names another folder. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/dashboard/',
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // The policy of the pages lets in no inline script, and no `data:` but images.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    emptyOutDir: true,
  },
});
