/**
 * `/challenge.js`: solves the proof of work of a page and sends its form. Twenty counters at a time, since each
 * waits for the browser's own cryptography.
 */
export const CHALLENGE_SCRIPT = `(async () => {
  const form = document.querySelector('form[data-challenge]');
  const challenge = JSON.parse(form.dataset.challenge);
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const octets = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (octet) => octet.toString(16).padStart(2, '0')).join('');
  const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt: octets(salt), iterations: cost };
  const start = octets(nonce);
  const derive = async (counter) => {
    const password = new Uint8Array(start.length + 4);
    password.set(start);
    new DataView(password.buffer).setUint32(start.length, counter);
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    return hex(await crypto.subtle.deriveBits(parameters, key, keyLength * 8));
  };
  for (let first = 0; ; first += 20) {
    const keys = await Promise.all(Array.from({ length: 20 }, (_, i) => derive(first + i)));
    const found = keys.findIndex((key) => key.startsWith(keyPrefix));
    if (found < 0) continue;
    const solution = { counter: first + found, derivedKey: keys[found] };
    form.elements.challenge.value = btoa(JSON.stringify({ challenge, solution }));
    form.submit();
    return;
  }
})();
`;
