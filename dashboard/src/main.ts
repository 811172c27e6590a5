import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import App from './App.vue';
import { ApiProblem } from './api/problem.ts';
import { i18n, speakFirst } from './i18n.ts';
import { router } from './router.ts';
import './style.css';
import { apply } from './theme.ts';

/** Only what another try may mend is tried again. */
const mayPass = (error: Error): boolean =>
  !(error instanceof ApiProblem) || error.problem.status === 0 || error.problem.status >= 500;

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) => count < 2 && mayPass(error),
    },
  },
});

apply();

// Not awaited above: chunks that import this file would wait for it, and it for them.
speakFirst().finally(() =>
  createApp(App).use(i18n).use(router).use(VueQueryPlugin, { queryClient }).mount('#app'),
);
