import { afterAll, expect, test } from '@jest/globals';
import { startHttp } from '../../local/http.ts';

const http = await startHttp({
  port: 0,
  functions: {} as never,
  dashboard: {} as never,
  states: () => undefined,
  links: () => [['Mailbox', 'http://127.0.0.1:8005/']],
});
afterAll(() => http.close());

test.each([
  ['/', 200, 'Convoke runs here'],
  ['/dashbord', 404, 'There is no such page'],
])('%s answers %s, and says where everything is', async (path, status, title) => {
  const answer = await fetch(`${http.url}${path}`);
  const page = await answer.text();
  expect(answer.status).toBe(status);
  expect(page).toContain(`<h1>${title}</h1>`);
  expect(page).toContain('href="http://127.0.0.1:8005/"');
});
