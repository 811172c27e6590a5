import { ref } from 'vue';

/** Something that a button does: whether it is at work, and what went wrong the last time. */
export function useAct() {
  const isBusy = ref(false);
  const error = ref<unknown>();
  /** Does it, and keeps what it throws in `error`. @returns whether it was done */
  async function act(work: () => Promise<unknown>): Promise<boolean> {
    isBusy.value = true;
    error.value = undefined;
    try {
      await work();
      return true;
    } catch (problem) {
      error.value = problem;
      return false;
    } finally {
      isBusy.value = false;
    }
  }
  return { isBusy, error, act };
}
