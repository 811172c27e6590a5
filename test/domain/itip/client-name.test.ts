import { expect, test } from '@jest/globals';
import { clientName } from '../../../domain/itip/client-name.ts';

const NO_HEADERS = { headers: [] };

test.each([
  ['-//Google Inc//Google Calendar 70.9054//EN', 'google'],
  ['Microsoft Exchange Server 2010', 'exchange'],
  ['-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN', 'outlook'],
  ['-//Microsoft Corporation//Outlook for Mac MIMEDIR//EN', 'outlook'],
  ['-//Apple Inc.//iOS 17.0//EN', 'ios'],
  ['-//Apple Inc.//macOS 14.0//EN', 'apple'],
  ['-//CALENDARSERVER.ORG//NONSGML Version 1//EN', 'apple'],
  ['AndroidEmail', 'android'],
  ['-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN', 'thunderbird'],
  ['//Yahoo//Calendar//EN', 'yahoo'],
  ['Zimbra-Calendar-Provider', 'zimbra'],
  ['-//IDN nextcloud.com//Calendar app 4.0//EN', 'nextcloud'],
  ['-//Proton AG//ProtonCalendar 1.0.0//EN', 'proton'],
  ['-//BlueMind//BlueMind Calendar//FR', 'bluemind'],
  ['-//Lotus Development Corporation//NONSGML Notes 9.0//EN_API_S', 'domino'],
  ['-//Ximian//NONSGML Evolution Calendar//EN', 'evolution'],
  ['', 'other'],
  ['-//Somebody//Something//EN', 'other'],
])('%s is %s', (prodid, client) => {
  expect(clientName(prodid, NO_HEADERS)).toBe(client);
});

test('the mail program tells where PRODID does not', () => {
  const headers = [{ name: 'X-Mailer', value: 'iPhone Mail (21A329)' }];
  expect(clientName('-//Somebody//EN', { headers })).toBe('ios');
  expect(clientName('AndroidEmail', { headers })).toBe('android');
});
