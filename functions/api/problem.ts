/** Every error that the API answers: status and title. The code is part of the API. */
export const PROBLEMS = {
  bad_request: { status: 400, title: 'The request does not fit the route' },
  bad_cursor: { status: 400, title: 'The cursor is not one that a list gave' },
  invalid_time: { status: 400, title: 'A time cannot be used' },
  key_in_url: { status: 400, title: 'A key does not belong in a URL' },
  invalid_email: { status: 400, title: 'The address is not one e-mail address' },
  sign_in_invalid: { status: 400, title: 'The code or link signs nobody in' },
  not_signed_in: { status: 401, title: 'Nobody is signed in in this browser' },
  key_missing: { status: 401, title: 'The request carries no API key' },
  key_invalid: { status: 401, title: 'The API key is not valid' },
  scope: { status: 403, title: 'The caller may not do this' },
  csrf: { status: 403, title: 'The request does not prove that it comes from our page' },
  reach: { status: 403, title: 'This is not within the reach of the caller' },
  not_found: { status: 404, title: 'There is nothing here' },
  already_running: { status: 409, title: 'A run to this list is at work' },
  changed_by_mail: { status: 409, title: "The event is changed in its organizer's calendar" },
  event_busy: { status: 409, title: 'The event is being changed' },
  event_cancelled: { status: 409, title: 'The event is cancelled' },
  event_not_public: { status: 409, title: 'The event is not public' },
  event_past: { status: 409, title: 'The event is over' },
  resent_lately: { status: 409, title: 'The guest got the invitation again lately' },
  nudged_lately: { status: 409, title: 'The guests were reminded lately' },
  renewed_lately: { status: 409, title: 'The newest version was sent again lately' },
  not_decidable: { status: 409, title: 'The mail does not wait for a decision' },
  not_liftable: { status: 409, title: 'The suppression is not the domain owner’s to take back' },
  not_redrivable: { status: 409, title: 'The run has nothing to redrive' },
  run_not_active: { status: 409, title: 'The run is not under way' },
  not_scheduled: { status: 409, title: 'The run does not wait for a time' },
  nobody_to_test: { status: 409, title: 'Nobody of these may get a test' },
  tested_lately: { status: 409, title: 'The event was tested often enough today' },
  list_in_use: { status: 409, title: 'A run waits for the list' },
  list_not_staged: { status: 409, title: 'The list is not ready to be sent' },
  key_ended: { status: 409, title: 'The API key is no good any more' },
  too_many_webhooks: { status: 409, title: 'There are as many webhooks as there may be' },
  webhook_disabled: { status: 409, title: 'The webhook is disabled' },
  key_reused: { status: 409, title: 'The Idempotency-Key belongs to another request' },
  in_progress: { status: 409, title: 'The same request is being worked on' },
  link_used: { status: 410, title: 'The link was used before' },
  link_expired: { status: 410, title: 'The link or code is too old' },
  version_changed: { status: 412, title: 'It was changed since you read it' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body is not JSON' },
  too_many_tries: { status: 429, title: 'Too many codes were tried' },
  event_blocked: { status: 409, title: 'The domain owner has stopped the event' },
  organizer_blocked: { status: 403, title: 'The domain owner has stopped the organizer' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'The request failed on our side' },
  try_later: { status: 503, title: 'A service that this one needs does not answer' },
} as const;

/** Code of a problem. */
export type ProblemCode = keyof typeof PROBLEMS;

/** A request that cannot be served, with a sentence that says what to do. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  /** What `Retry-After` says. */
  readonly retryAfterSeconds: number | undefined;
  constructor(
    code: ProblemCode,
    detail: string,
    options?: ErrorOptions & Readonly<{ retryAfterSeconds?: number }>,
  ) {
    super(detail, options);
    this.code = code;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}
