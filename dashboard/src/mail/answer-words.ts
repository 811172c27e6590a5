import { useI18n } from 'vue-i18n';

/** What a mail answers, in the language of the dashboard; an answer that has no word there as it is. */
export function useAnswerWords(): (answers: readonly string[]) => string {
  const { t, te } = useI18n();
  const wordOf = (answer: string): string => {
    const name = answer === 'needs-action' ? 'none' : answer;
    return te(`answer.${name}`) ? t(`answer.${name}`) : answer;
  };
  return (answers) => answers.map(wordOf).join(', ');
}
