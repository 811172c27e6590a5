/** Where an installation is, and a key of it that may send. */
export type Convoke = Readonly<{ url: string; key: string }>;

/** What Convoke answered when it did not do what it was asked for. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  /** As in `/v1/problems/{code}`. */
  readonly code: string;
  constructor(status: number, code: string, detail: string) {
    super(`${code}: ${detail}`);
    this.status = status;
    this.code = code;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Asks the API of Convoke.
 *
 * @param once names the request: sent again with the same body within 24 hours it changes nothing and gets the same answer
 * @throws Refused
 */
export async function askConvoke(
  { url, key }: Convoke,
  method: 'POST' | 'PATCH',
  path: string,
  body: Fields,
  once: string,
): Promise<Fields> {
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': once,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  const answer = (await response.json()) as Fields;
  if (response.ok) return answer;
  throw new Refused(response.status, String(answer.code), String(answer.detail));
}

/** The installation that the environment names. */
export function convokeOf({ CONVOKE_URL, CONVOKE_KEY }: NodeJS.ProcessEnv): Convoke {
  if (CONVOKE_URL && CONVOKE_KEY) return { url: CONVOKE_URL, key: CONVOKE_KEY };
  throw new Error('set CONVOKE_URL (https://…) and CONVOKE_KEY (cv_live_…)');
}
