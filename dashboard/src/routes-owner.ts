import type { RouteRecordRaw } from 'vue-router';

/** Views of the domain owner, and of whoever connects programs: none of them is in what is loaded first. */
export const OWNER_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: '/domain',
    component: () => import('./domain/DomainView.vue'),
    meta: { place: 'domain', title: 'domain.title', owner: true },
    children: [
      { path: '', name: 'domain', redirect: { name: 'domain-numbers' } },
      {
        path: 'numbers',
        name: 'domain-numbers',
        component: () => import('./domain/DomainNumbers.vue'),
      },
      {
        path: 'organizers',
        name: 'domain-organizers',
        component: () => import('./domain/OrganizersTab.vue'),
      },
      {
        // An address has a point in it: a path with one is a file to whoever serves the dashboard.
        path: 'organizer',
        name: 'organizer',
        component: () => import('./domain/OrganizerView.vue'),
        props: ({ query }) => ({ address: String(query.address ?? '') }),
        meta: { tab: 'domain-organizers' },
      },
      {
        path: 'addresses',
        name: 'domain-addresses',
        component: () => import('./domain/AddressesTab.vue'),
      },
      { path: 'trail', name: 'domain-trail', component: () => import('./trail/TrailTab.vue') },
      {
        path: 'settings',
        name: 'domain-settings',
        component: () => import('./domain/SettingsTab.vue'),
      },
    ],
  },
  {
    path: '/connect',
    component: () => import('./connect/ConnectView.vue'),
    meta: { place: 'connect', title: 'connect.title' },
    children: [
      { path: '', name: 'connect', redirect: { name: 'keys' } },
      { path: 'keys', name: 'keys', component: () => import('./connect/KeysTab.vue') },
      { path: 'webhooks', name: 'webhooks', component: () => import('./connect/WebhooksTab.vue') },
      {
        path: 'webhooks/:webhookId',
        name: 'webhook',
        component: () => import('./connect/WebhookView.vue'),
        props: true,
        meta: { tab: 'webhooks' },
      },
    ],
  },
];
