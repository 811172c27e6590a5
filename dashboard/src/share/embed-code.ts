/** What stands in somebody else's page: an event with its form, a button, or all that its organizer lists. */
export const SHOWN = ['event', 'button', 'list'] as const;

/** One of {@link SHOWN}. */
export type Shown = (typeof SHOWN)[number];

/** Languages of the pages, each in itself. Empty where the page takes the visitor's. */
export const PAGE_LANGUAGES = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  pt: 'Português',
} as const;

/** What somebody chose of a frame. An empty text is what the script does by itself. */
export type Embedding = Readonly<{
  shown: Shown;
  theme: '' | 'light' | 'dark';
  /** `#0a7d4f` */
  accent: string;
  language: '' | keyof typeof PAGE_LANGUAGES;
  /** Pixels. */
  width: string;
  height: string;
}>;

/** The pages of an event. */
export type PagePlace = Readonly<{
  origin: string;
  eventId: string;
  title: string;
  /** Of a listed event. */
  organizerKey: string | undefined;
}>;

/** Height of the frame while nothing tells its content's, in pixels. */
const HEIGHT = { event: '640', button: '64', list: '760' } as const;

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

const attributes = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ` ${name}="${attribute(value)}"`)
    .join('');

/** The address of the frame's page. */
export function frameUrl(place: PagePlace, embedding: Embedding): string {
  const { shown, theme, accent, language } = embedding;
  const { origin, eventId, organizerKey = '' } = place;
  const path = shown === 'list' ? `/embed/u/${organizerKey}` : `/embed/e/${eventId}`;
  const look = {
    ...(shown === 'button' && { show: 'button' }),
    ...(theme !== '' && { theme }),
    ...(accent !== '' && { accent: accent.replace('#', '') }),
    ...(language !== '' && { lang: language }),
  };
  const query = new URLSearchParams(look).toString();
  return `${origin}${path}${query === '' ? '' : `?${query}`}`;
}

/** One tag for a page that may have scripts: the frame grows with its content. */
export function scriptTag(place: PagePlace, embedding: Embedding): string {
  const { shown, theme, accent, language, width, height } = embedding;
  const about =
    shown === 'list'
      ? { 'data-organizer': place.organizerKey ?? '' }
      : { 'data-event': place.eventId, 'data-show': shown === 'button' ? 'button' : '' };
  const look = { 'data-theme': theme, 'data-accent': accent, 'data-lang': language };
  const size = { 'data-width': width, 'data-height': height, 'data-title': place.title };
  return `<script src="${place.origin}/embed.js"${attributes({ ...about, ...look, ...size })}></script>`;
}

/** The same for a page that may have none: the height is fixed. */
export function iframeTag(place: PagePlace, embedding: Embedding): string {
  const { shown, width, height } = embedding;
  const style = `border:0;width:${width === '' ? '100%' : `${width}px`};max-width:100%;height:${height || HEIGHT[shown]}px`;
  return `<iframe${attributes({ src: frameUrl(place, embedding), title: place.title, style })}></iframe>`;
}
