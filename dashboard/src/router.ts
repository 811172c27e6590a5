import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { findSession, session } from './api/session.ts';

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: { name: 'events' } },
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./views/SignIn.vue'),
    meta: { open: true, title: 'signIn.title' },
  },
  {
    path: '/events',
    name: 'events',
    component: () => import('./views/EventsView.vue'),
    meta: { title: 'events.title' },
  },
  {
    path: '/:rest(.*)*',
    name: 'nowhere',
    component: () => import('./views/NowhereView.vue'),
    meta: { title: 'nowhere.title' },
  },
];

/** The views, each loaded when it is first seen. */
export const router = createRouter({
  history: createWebHistory('/dashboard/'),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.beforeEach(async (to) => {
  if (session.state === 'unknown') await findSession();
  if (to.meta.open || session.state === 'in') return true;
  return { name: 'sign-in', query: { to: to.fullPath } };
});
