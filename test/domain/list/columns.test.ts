import { expect, test } from '@jest/globals';
import { readColumns, readName } from '../../../domain/list/columns.ts';
import { readAll } from './read-all.ts';

test.each([
  'email',
  'E-MAIL',
  'e mail',
  'Mail',
  'Email Address',
  'email_address',
  'E-Mail-Adresse',
  'Correo',
  'correo electronico',
  'Correo electrónico',
  'COURRIEL',
  'Adresse e-mail',
  'メール',
  'メールアドレス',
  '邮箱',
  '이메일',
  'Почта',
  'e-posta',
  'E-mail 1 - Value',
  'Sähköposti',
  'endereço de e-mail',
  ' "email" ',
])('%j is a column of addresses', (header) => {
  expect(readColumns(['x', header])).toEqual({ address: 1 });
});

test.each([
  [['Name', 'Vorname', 'E-Mail'], ['Müller', 'Jürgen', ''], 'Jürgen Müller'],
  [['nom', 'prénom', 'courriel'], ['Dupont', 'Élise', ''], 'Élise Dupont'],
  [['nombre', 'apellidos', 'correo'], ['Ana', 'Núñez', ''], 'Ana Núñez'],
  [['First Name', 'Last Name', 'email'], ['Ada', '', ''], 'Ada'],
  [['First name', 'Name', 'email'], ['Ada', 'Ada Lovelace', ''], 'Ada Lovelace'],
  [['Full name', 'First name', 'Last name'], ['Dr Ada L', 'Ada', 'Lovelace'], 'Dr Ada L'],
])('a name is put together from %j', (header, cells, name) => {
  expect(readName(cells, readColumns(header))).toBe(name);
});

test.each([
  [',', 'name,email'],
  [';', 'name;email'],
  ['\t', 'name\temail'],
  ['|', 'name|email'],
])('cells between %j are found with any line end', async (delimiter, header) => {
  for (const lineEnd of ['\n', '\r\n', '\r']) {
    const list = `\ufeff${header}${lineEnd}"Doe${delimiter} ""J"""${delimiter}a@example.com${lineEnd}`;
    const name = `Doe${delimiter === '\t' ? '' : delimiter} "J"`;
    expect(await readAll(list)).toEqual([
      { kind: 'accepted', line: 2, address: 'a@example.com', name },
    ]);
  }
});

test('zone and event columns are kept as they were written', async () => {
  const rows = await readAll(
    'uid,Email,Zeitzone\nev1,a@example.com,Europe/Berlin\nev2,b@example.com,\n',
  );
  expect(rows).toEqual([
    { kind: 'accepted', line: 2, address: 'a@example.com', zone: 'Europe/Berlin', eventId: 'ev1' },
    { kind: 'accepted', line: 3, address: 'b@example.com', eventId: 'ev2' },
  ]);
});
