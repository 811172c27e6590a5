/** How a guest was reached, in words. `origin` as the API says it: `button:mailchimp` is a button, and whose. */
export function originWords(
  origin: string,
  t: (key: string) => string,
  te: (key: string) => boolean,
): string {
  const [kind = '', rest] = origin.split(':');
  if (!te(`origin.${kind}`)) return origin;
  return rest === undefined ? t(`origin.${kind}`) : `${t(`origin.${kind}`)} ${rest}`;
}
