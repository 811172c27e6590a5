import { expect, test } from '@jest/globals';
import {
  type Embedding,
  frameUrl,
  iframeTag,
  PAGE_LANGUAGES,
  type PagePlace,
  SHOWN,
  scriptTag,
} from '../../dashboard/src/share/embed-code.ts';
import { LANGUAGE_NAMES } from '../../domain/page/language.ts';
import { EMBED_SCRIPT } from '../../functions/public-page/embed-scripts.ts';

const PLACE: PagePlace = {
  ...{ origin: 'https://convoke.example', eventId: 'ev', organizerKey: 'org' },
  title: 'Tea & "talk" <b>',
};
const BARE: Embedding = {
  ...{ shown: 'event', theme: '', accent: '', language: '', width: '', height: '' },
};
const FULL: Embedding = {
  ...{ shown: 'button', theme: 'dark', accent: '#0a7d4f', language: 'de' },
  ...{ width: '360', height: '80' },
};

test('the languages are those of the pages', () => {
  expect(PAGE_LANGUAGES).toEqual(LANGUAGE_NAMES);
});

test('nothing chosen is nothing in the tag but the event', () => {
  expect(scriptTag({ ...PLACE, title: 'Tea' }, BARE)).toBe(
    '<script src="https://convoke.example/embed.js" data-event="ev" data-title="Tea"></script>',
  );
});

test('every choice is an attribute, and a title stays within its quotes', () => {
  expect(scriptTag(PLACE, FULL)).toBe(
    '<script src="https://convoke.example/embed.js" data-event="ev" data-show="button" data-theme="dark" data-accent="#0a7d4f" data-lang="de" data-width="360" data-height="80" data-title="Tea &amp; &quot;talk&quot; &lt;b>"></script>',
  );
  expect(iframeTag(PLACE, FULL)).toBe(
    '<iframe src="https://convoke.example/embed/e/ev?show=button&amp;theme=dark&amp;accent=0a7d4f&amp;lang=de" title="Tea &amp; &quot;talk&quot; &lt;b>" style="border:0;width:360px;max-width:100%;height:80px"></iframe>',
  );
});

/** What `/embed.js` makes of a tag, in the few things of a browser that it touches. */
function framesOf(tag: string): readonly string[] {
  const dataset = Object.fromEntries(
    [...tag.matchAll(/ data-(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  const frames: { src?: string }[] = [];
  const document = {
    createElement: () => ({ style: {} }),
    currentScript: {
      ...{ src: 'https://convoke.example/embed.js', dataset },
      after: (frame: { src?: string }) => frames.push(frame),
    },
  };
  new Function('document', 'addEventListener', EMBED_SCRIPT)(document, () => undefined);
  return frames.map(({ src = '' }) => src.replace(/\?$/, ''));
}

test.each(SHOWN)('the script makes of the tag for %s the frame of the other tag', (shown) => {
  for (const embedding of [BARE, FULL]) {
    const each = { ...embedding, shown };
    const [made = ''] = framesOf(scriptTag(PLACE, each));
    const url = new URL(frameUrl(PLACE, each));
    const real = new URL(made);
    expect(real.origin + real.pathname).toBe(url.origin + url.pathname);
    const plain = (query: URLSearchParams) =>
      [...query].map(([name, value]) => `${name}=${value.replace('#', '')}`).sort();
    expect(plain(real.searchParams)).toEqual(plain(url.searchParams));
  }
});
