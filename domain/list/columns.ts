/** What a column of a list means to us. */
export type ColumnRole = 'address' | 'name' | 'first' | 'last' | 'zone' | 'event';

/** Where the columns are that we read; an absent one is not in the file. */
export type Columns = Readonly<Partial<Record<ColumnRole, number>>>;

/** Header names as exports write them, one string a language family; `readHeaderName` folds both sides. */
const NAMES: Readonly<Record<ColumnRole, readonly string[]>> = {
  address: [
    'email, e-mail, mail, emails, email address, mail address, email id, email addresses',
    'primary email, work email, business email, contact email, user email, email 1',
    'attendee email, guest email, recipient email, invitee email, participant email',
    'e-mail 1 - value, e-mail address, address email, subscriber email, customer email',
    'E-Mail-Adresse, Mailadresse, E-Mail 1, epost, e-post, e-postadress, e-postadresse, sähköposti',
    'sähköpostiosoite, e-mailadres, emailadres, mailadres, e-mailadresse, netfang, tölvupóstur',
    'courriel, adresse courriel, adresse e-mail, adresse mail, adresse électronique, mél',
    'correo, correo electrónico, dirección de correo, dirección de correo electrónico, correos',
    'dirección email, endereço de e-mail, endereço de email, correio eletrônico, correio eletrónico',
    'indirizzo e-mail, indirizzo email, posta elettronica, indirizzo di posta elettronica, correu',
    'adres e-mail, adres email, e-mailová adresa, emailová adresa, e-posta, e-posta adresi, eposta',
    'e-mail cím, email cím, adresă de e-mail, adresă email, el. paštas, e-pasts, e-pošta',
    'почта, эл. почта, электронная почта, адрес электронной почты, имейл, е-пошта, електронна пошта',
    'ηλεκτρονικό ταχυδρομείο, διεύθυνση email, דואל, דוא"ל, אימייל, البريد الإلكتروني, ایمیل',
    'メール, メールアドレス, Eメール, 電子メール, 邮箱, 邮件, 电子邮件, 电子邮箱, 電子郵件, 電郵, 信箱, 이메일, 이메일 주소, 메일',
    'อีเมล, ईमेल, ইমেইল, địa chỉ email, thư điện tử, surel, alamat email',
  ],
  name: [
    'name, full name, display name, contact name, guest name, attendee name, recipient name',
    'customer name, user name, contact, invitee name, your name',
    'Vollständiger Name, Anzeigename, navn, fulde navn, namn, fullständigt namn, nimi, naam',
    'volledige naam, nafn, nom, nom complet, nombre, nombre completo, nombre y apellidos',
    'nome, nome completo, nome e cognome, imię i nazwisko, jméno, jméno a příjmení, név, nume',
    'ad soyad, adı soyadı, isim, имя, фио, полное имя, ім’я, піб, όνομα, ονοματεπώνυμο, שם, שם מלא',
    'الاسم, الاسم الكامل, نام, 名前, 氏名, お名前, 姓名, 名字, 이름, 성명, ชื่อ, नाम, họ tên, họ và tên, nama',
  ],
  first: [
    'first name, first, given name, forename, fname, Vorname, fornavn, förnamn, etunimi, voornaam',
    'prénom, nombre de pila, primer nombre, primeiro nome, nome próprio, imię, křestní jméno',
    'keresztnév, utónév, prenume, ad, adı, ön ad, önad, 名',
  ],
  last: [
    'last name, last, surname, family name, lname, Nachname, Familienname, Zuname, efternavn',
    'etternavn, efternamn, sukunimi, achternaam, nom de famille, apellido, apellidos, primer apellido',
    'sobrenome, apelido, cognome, nazwisko, příjmení, vezetéknév, nume de familie, soyad, soyadı',
    'фамилия, прізвище, επώνυμο, 姓, 성',
  ],
  zone: [
    'zone, time zone, timezone, tz, tzid, iana time zone, Zeitzone, tijdzone, tidszon, tidssone',
    'tidszone, aikavyöhyke, fuseau horaire, fuseau, zona horaria, huso horario, fuso horário',
    'fuso orario, strefa czasowa, časové pásmo, saat dilimi, часовой пояс, часовий пояс, 時区',
    'タイムゾーン, 时区, 時區, 시간대',
  ],
  event: ['event, event id, event uid, eventid, uid, Veranstaltung, événement, evento, evenement'],
};

/** Folds a header to what is compared: no case, accents, blanks or punctuation. */
function readHeaderName(cell: string): string {
  // 100 characters: no known name is longer, and a hostile header is not worth normalising.
  return cell
    .slice(0, 100)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const ROLES: ReadonlyMap<string, ColumnRole> = new Map(
  (Object.entries(NAMES) as [ColumnRole, readonly string[]][]).flatMap(([role, lines]) =>
    lines.flatMap((line) => line.split(', ').map((name) => [readHeaderName(name), role] as const)),
  ),
);

/**
 * Which columns of a header row we know, by name alone; the first of a kind wins.
 *
 * In a list with a first-name or last-name column the short word for "name" in that language is the
 * other half (`Name;Vorname`, `nom,prénom`, `nombre,apellidos`); `readName` puts them together.
 */
export function readColumns(header: readonly string[]): Columns {
  const columns: Partial<Record<ColumnRole, number>> = {};
  for (const [index, cell] of header.entries()) {
    const role = ROLES.get(readHeaderName(cell));
    if (role !== undefined) columns[role] ??= index;
  }
  return columns;
}

/** The guest's name as its columns give it, not yet cleaned; empty where they are. */
export function readName(cells: readonly string[], columns: Columns): string {
  const name = cellAt(cells, columns.name);
  if (columns.first === undefined && columns.last === undefined) return name;
  const first = cellAt(cells, columns.first);
  const last = cellAt(cells, columns.last);
  if (columns.first !== undefined && columns.last !== undefined) {
    return name || `${first} ${last}`.trim();
  }
  if (columns.first !== undefined) {
    return name.includes(first) ? name : `${first} ${name}`.trim();
  }
  return name.includes(last) ? name : `${name} ${last}`.trim();
}

/** One cell without the white space around it; empty where the row is too short. */
export function cellAt(cells: readonly string[], index: number | undefined): string {
  return index === undefined ? '' : (cells[index] ?? '').trim();
}
