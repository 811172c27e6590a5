import * as z from 'zod';

/** A mail of a guest that is no answer. */
export const Letter = z.looseObject({
  guestKey: z.string(),
  address: z.string().optional(),
  arrivedAt: z.string(),
  state: z.string(),
  verified: z.boolean(),
  mailId: z.string(),
});
/** What {@link Letter} reads. */
export type Letter = z.output<typeof Letter>;

/** What somebody did. */
export const Act = z.looseObject({
  actId: z.string(),
  at: z.string(),
  act: z.string(),
  actor: z.looseObject({
    via: z.string(),
    address: z.string().optional(),
    keyId: z.string().optional(),
    keyName: z.string().optional(),
  }),
  about: z.string().optional(),
  ids: z.record(z.string(), z.string()).default({}),
  fields: z.array(z.string()).optional(),
});
/** What {@link Act} reads. */
export type Act = z.output<typeof Act>;
