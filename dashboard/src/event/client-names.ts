/** Calendar programs by the names that their makers give them; what is missing here is shown as the API says it. */
const NAMES: Readonly<Record<string, string>> = {
  google: 'Google Calendar',
  exchange: 'Microsoft Exchange',
  outlook: 'Outlook',
  ios: 'iPhone, iPad',
  apple: 'Apple Calendar',
  android: 'Android',
  samsung: 'Samsung',
  thunderbird: 'Thunderbird',
  yahoo: 'Yahoo',
  zimbra: 'Zimbra',
  nextcloud: 'Nextcloud',
  fastmail: 'Fastmail',
  proton: 'Proton',
  tuta: 'Tuta',
  zoho: 'Zoho',
  bluemind: 'BlueMind',
  sogo: 'SOGo',
  open_xchange: 'Open-Xchange',
  domino: 'HCL Domino',
  evolution: 'Evolution',
  blackberry: 'BlackBerry',
};

/** A calendar program as people call it. @param other for those that nobody knows */
export const clientWords = (name: string, other: string): string =>
  name === 'other' ? other : (NAMES[name] ?? name);
