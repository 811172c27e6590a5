import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { findSession, session } from './api/session.ts';
import { OWNER_ROUTES } from './routes-owner.ts';

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
    path: '/events/new',
    name: 'event-new',
    component: () => import('./views/NewEvent.vue'),
    meta: { place: 'events', title: 'newEvent.title' },
  },
  {
    path: '/events/:eventId',
    name: 'event',
    component: () => import('./views/EventView.vue'),
    props: true,
    redirect: (to) => ({ name: 'event-overview', params: to.params }),
    meta: { place: 'events', title: 'events.event' },
    children: [
      {
        path: 'overview',
        name: 'event-overview',
        component: () => import('./event/OverviewTab.vue'),
      },
      {
        path: 'guests',
        name: 'event-guests',
        component: () => import('./event/GuestsTab.vue'),
      },
      {
        path: 'change',
        name: 'event-change',
        component: () => import('./event/ChangeTab.vue'),
      },
      { path: 'send', name: 'event-send', component: () => import('./send/SendTab.vue') },
      {
        path: 'send/:listId',
        name: 'event-list',
        component: () => import('./send/ListView.vue'),
        props: true,
        meta: { tab: 'event-send' },
      },
      { path: 'share', name: 'event-share', component: () => import('./share/ShareTab.vue') },
      {
        path: 'versions',
        name: 'event-versions',
        component: () => import('./event/VersionsTab.vue'),
      },
      {
        path: 'proposals',
        name: 'event-proposals',
        component: () => import('./event/ProposalsTab.vue'),
      },
    ],
  },
  {
    path: '/runs',
    name: 'runs',
    component: () => import('./views/RunsView.vue'),
    meta: { title: 'runs.all' },
  },
  {
    path: '/runs/:runId',
    name: 'run',
    component: () => import('./views/RunView.vue'),
    props: true,
    meta: { place: 'runs', title: 'runs.run' },
  },
  {
    path: '/mail',
    name: 'mails',
    component: () => import('./views/MailsView.vue'),
    meta: { title: 'mails.title' },
  },
  {
    path: '/mail/:mailId',
    name: 'mail',
    component: () => import('./views/MailView.vue'),
    props: true,
    meta: { place: 'mails', title: 'mails.title' },
  },
  ...OWNER_ROUTES,
  {
    path: '/executions/:machine?',
    name: 'executions',
    component: () => import('./views/ExecutionsView.vue'),
    meta: { title: 'executions.title' },
  },
  {
    path: '/executions/:machine/:execution',
    name: 'execution',
    component: () => import('./views/ExecutionView.vue'),
    props: true,
    meta: { place: 'executions', title: 'executions.title' },
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
  scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash } : { top: 0 }),
});

router.beforeEach(async (to) => {
  if (session.state === 'unknown' || session.state === 'unreachable') await findSession();
  // Without an answer the view stays where it is, and is tried again from there.
  if (to.meta.open || session.state === 'unreachable') return true;
  if (session.state === 'in') {
    return to.meta.owner && session.role !== 'owner' ? { name: 'events' } : true;
  }
  return { name: 'sign-in', query: { to: to.fullPath } };
});
