import { ref } from 'vue';

const SAID_MS = 2_000;

/** A button that copies: whether it just did. */
export function useCopy() {
  const copied = ref(false);
  async function copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    copied.value = true;
    setTimeout(() => {
      copied.value = false;
    }, SAID_MS);
  }
  return { copied, copy };
}
