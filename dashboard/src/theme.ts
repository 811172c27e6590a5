import { ref } from 'vue';

/** How bright the dashboard is; `auto` is as the system is set. */
export type Theme = 'auto' | 'light' | 'dark';

const KEPT = 'convoke-theme';
const kept = localStorage.getItem(KEPT);

/** The theme of this browser. */
export const theme = ref<Theme>(kept === 'light' || kept === 'dark' ? kept : 'auto');

/** Shows a theme, from now on in this browser. */
export function show(next: Theme): void {
  theme.value = next;
  localStorage.setItem(KEPT, next);
  apply();
}

/** Puts the theme on the page. */
export function apply(): void {
  document.documentElement.dataset.theme = theme.value;
}
