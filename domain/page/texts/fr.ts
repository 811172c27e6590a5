import type { PageTexts } from '../page-texts.ts';

const units = (one: string, many: string) => (interval: number) =>
  interval === 1 ? `chaque ${one}` : `${many.replace('#', String(interval))}`;

/** French. */
export const fr: PageTexts = {
  when: 'Quand',
  where: 'Où',
  organizer: 'Organisateur',
  repeats: 'Répétition',
  nextDates: 'Prochaines dates',
  language: 'Langue',
  address: 'Votre adresse e-mail',
  addressHint: 'Vous recevez une invitation de calendrier et ses modifications. Rien d’autre.',
  addressHintMany:
    'Vous recevez une invitation de calendrier par événement choisi, et ses modifications. Rien d’autre.',
  send: 'M’envoyer les invitations',
  sendOne: 'M’envoyer l’invitation',
  leaveEmpty: 'Laissez ce champ vide',
  remember: 'Mémoriser mon adresse sur cet appareil',
  cancelled: 'Cet événement est annulé.',
  past: 'Cet événement est terminé.',
  closed: 'Il n’y a plus d’invitations pour cet événement.',
  invalidAddress: 'Ce n’est pas une adresse e-mail. Elle a la forme nom@example.com.',
  pressAgain: 'Veuillez appuyer encore une fois sur le bouton.',
  sentTitle: 'Regardez dans votre messagerie',
  sentFrom: (sender) =>
    `Si l’adresse peut la recevoir, l’invitation est en route. Son expéditeur est ${sender}.`,
  sentKnown:
    'Gmail peut demander si vous connaissez l’expéditeur. Dites oui, ou ajoutez l’adresse à vos contacts : alors seulement l’événement figure dans votre agenda avant votre réponse.',
  sentAnswer:
    'Répondez Oui, Peut-être ou Non dans le message ou dans votre agenda. Les modifications arrivent d’elles-mêmes.',
  sentOnce:
    'Rien après quelques minutes ? Regardez dans les indésirables. Une adresse reçoit chaque invitation une fois.',
  sentHeld: 'Sans JavaScript, une personne l’examine d’abord : cela peut prendre un jour.',
  back: 'Retour à l’événement',
  tooManyTitle: 'Trop de demandes',
  tooMany: (minutes) =>
    `Veuillez réessayer dans ${minutes === 1 ? 'une minute' : `${minutes} minutes`}.`,
  checkTitle: 'Encore un instant',
  check:
    'Beaucoup d’invitations sont demandées en ce moment. Votre appareil résout une petite tâche qui freine les robots. La suite vient d’elle-même.',
  checkWorking: 'Calcul en cours …',
  checkNoScript:
    'Sans JavaScript, votre appareil ne le peut pas. Continuez, et une personne l’examine d’abord.',
  checkPress: 'Continuer',
  missingTitle: 'Il n’y a pas de page ici',
  missing:
    'Le lien est peut-être incomplet, ou l’organisateur ne montre pas l’événement au public.',
  copies: 'Seulement l’ajouter à mon agenda',
  copiesHint: 'Une copie : on ne peut pas y répondre, et les modifications ne l’atteignent pas.',
  file: 'Fichier de calendrier (.ics)',
  subscribe: 'S’abonner au calendrier',
  subscribeHint: 'Apple, Outlook et Google montrent les modifications quelques heures plus tard.',
  qr: 'Code QR',
  qrHint: 'Il ouvre cette page.',
  eventsOf: (name) => `Événements de ${name}`,
  chooseHint: 'Choisissez jusqu’à dix événements.',
  noneUpcoming: 'Aucun événement n’est prévu pour le moment.',
  noneChosen: 'Choisissez au moins un événement.',
  buttonTitle: 'Recevoir l’invitation de calendrier',
  buttonFor: (masked) => `Elle est envoyée à ${masked}.`,
  otherAddress: 'Utiliser une autre adresse',
  previewTitle: 'Votre bouton fonctionne',
  preview:
    'Ceci est un aperçu : le logiciel d’envoi n’a pas mis d’adresse dans le lien. Les lecteurs voient ici une page avec leur adresse et un bouton. Rien n’a été envoyé.',
  openPage: 'Ouvrir la page de l’événement',
  rule: {
    every: {
      DAILY: units('jour', 'tous les # jours'),
      WEEKLY: units('semaine', 'toutes les # semaines'),
      MONTHLY: units('mois', 'tous les # mois'),
      YEARLY: units('année', 'tous les # ans'),
    },
    onDays: (days) => `, ${days}`,
    times: (count) => `, ${count} fois`,
    until: (date) => `, jusqu’au ${date}`,
    otherwise: 'La règle en anglais :',
  },
};
