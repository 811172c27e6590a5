/** What a POST of the page or of a mail client asks for. */
export type Asked =
  | Readonly<{ do: 'stop' | 'resume'; what: 'everything' }>
  | Readonly<{ do: 'stop' | 'resume'; what: 'organizer'; organizerKey: string }>
  | Readonly<{ do: 'stop' | 'resume'; what: 'event'; eventId: string }>;

/** RFC 8058 §3.1: the body of the one click, in either form that a client may send. */
const ONE_CLICK = /^List-Unsubscribe=One-Click$|name="?List-Unsubscribe"?\r\n\r\nOne-Click\r\n/;

const CHANGE = /^(stop|resume)-(everything|organizer|event)(?:-([a-z2-7]{26}))?$/;

/** Longer than any body that we ask for. */
const MAX_BODY = 2_000;

/** What a body asks for; undefined for any other. */
export function readAsked(body: string): Asked | undefined {
  if (body.length > MAX_BODY) return undefined;
  if (ONE_CLICK.test(body.trim()) || ONE_CLICK.test(body))
    return { do: 'stop', what: 'everything' };
  const [, verb, what, id] = CHANGE.exec(new URLSearchParams(body).get('change') ?? '') ?? [];
  const asked = verb === 'resume' ? 'resume' : 'stop';
  if (what === 'everything' && id === undefined) return { do: asked, what };
  if (what === 'organizer' && id !== undefined) return { do: asked, what, organizerKey: id };
  if (what === 'event' && id !== undefined) return { do: asked, what, eventId: id };
  return undefined;
}
