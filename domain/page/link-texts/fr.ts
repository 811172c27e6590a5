import type { LinkTexts } from '../link-texts.ts';

const WRONG_CODE = 'Ce n’est pas le code du dernier message. Cinq tentatives sont permises.';
const BROKEN = 'Ce lien ne fonctionne pas';

/** French. */
export const fr: LinkTexts = {
  language: 'Langue',
  busy: [
    'Veuillez réessayer dans une minute',
    'Un service dont cette page a besoin ne répond pas en ce moment. Si vous avez appuyé sur un bouton, appuyez de nouveau dans une minute.',
  ],
  unsubscribe: {
    title: 'Vos invitations',
    stopped: 'C’est fait : vous ne recevrez plus cela. Vous pouvez fermer cette page.',
    resumed: 'C’est fait : vous recevrez de nouveau ces messages.',
    events: 'Cet événement',
    moreEvents: 'Vos autres événements',
    eventStopped: 'Vous ne recevez plus de messages à ce sujet.',
    stopEvent: 'Plus de messages sur cet événement',
    stopEventHint: 'Vous ne saurez pas non plus s’il change ou s’il est annulé.',
    resumeEvent: 'M’en envoyer de nouveau',
    organizers: 'Organisateurs',
    someOrganizer: 'Un organisateur',
    organizerStopped: 'Rien ne vous est envoyé.',
    stopOrganizer: 'Plus rien de cet organisateur',
    resumeOrganizer: 'Autoriser de nouveau les invitations',
    everything: 'Tout',
    everythingHint:
      'Vous ne recevrez plus d’invitations de cet expéditeur. Ce qui est dans votre agenda y reste.',
    stopEverything: 'Se désabonner de tout',
    everythingStopped: 'Vous êtes désabonné de tout.',
    resumeEverything: 'Annuler ce choix',
    closed:
      'Plus aucun message n’est envoyé à cette adresse. Écrivez à l’organisateur pour changer cela.',
    nothingChanged: [
      'Rien n’a été changé',
      'Cette requête ne demande rien que nous connaissions. Utilisez les boutons de la page.',
    ],
    broken: [
      BROKEN,
      'Il en manque peut-être une partie. Ouvrez-le de nouveau depuis le message, ou répondez au message en disant que vous n’en voulez plus.',
    ],
  },
  report: {
    title: 'Signaler cette invitation ?',
    text: 'Dites à ceux qui gèrent ce service que l’invitation est du spam, une fraude, ou n’était pas pour vous. L’organisateur n’apprend pas qui vous êtes. Pour ne plus recevoir d’invitations du tout, utilisez le lien de désabonnement du message.',
    button: 'Signaler un abus',
    done: [
      'Merci',
      'Le signalement est enregistré, et ceux qui gèrent ce service le voient. Vous pouvez fermer cette page.',
    ],
    broken: [BROKEN, 'Il en manque peut-être une partie. Ouvrez-le de nouveau depuis le message.'],
  },
  confirm: {
    title: 'Avez-vous envoyé cette invitation ?',
    text: 'Un message à votre nom a invité l’adresse de calendrier de ce service. Rien n’y prouve qu’il est de vous ; il attend donc. Si vous l’avez envoyé, laissez-le passer.',
    button: 'Oui, c’est moi',
    otherwise: 'Sinon, fermez cette page : il ne se passe rien.',
    done: [
      'Merci',
      'L’invitation passe maintenant. Dans un instant, votre propre agenda montre la réponse de l’adresse de calendrier.',
    ],
    ended: [
      'Ce lien ne fonctionne plus',
      'L’invitation est déjà passée, ou elle n’existe plus. Invitez de nouveau l’adresse de calendrier depuis votre agenda.',
    ],
  },
  signIn: {
    title: 'Se connecter',
    hint: 'Sans mot de passe : vous recevez un message avec un lien et un code.',
    address: 'Votre adresse e-mail',
    badAddress: 'Écrivez une adresse e-mail, par exemple ada@example.org.',
    send: 'M’envoyer le message',
    codeTitle: 'Regardez dans votre boîte de réception',
    codeHint:
      'Si cette adresse peut se connecter, un message est en route. Ouvrez son lien dans ce navigateur, ou tapez son code ici.',
    code: 'Code à six chiffres',
    wrongCode: WRONG_CODE,
    nothingCame: 'Rien après une minute ? Regardez parmi les indésirables.',
    askAgain: 'Demander un autre message',
    signInAs: 'Vous vous connectez en tant que',
    notYou: 'Si ce n’est pas vous, fermez cette page.',
    newMail: 'Demander un nouveau message',
    unknown: [
      BROKEN,
      'Il en manque peut-être une partie, ou il y a un message plus récent. Ouvrez le dernier, ou demandez-en un.',
    ],
    used: ['Ce lien a déjà servi', 'Chaque message permet de se connecter une seule fois.'],
    expired: ['Ce lien est trop ancien', 'Un message est valable 15 minutes.'],
    otherBrowser: [
      'Vous avez fait la demande dans un autre navigateur',
      'Ouvrez le lien là-bas, ou tapez-y le code du message. Pour vous connecter ici, refaites la demande ici.',
    ],
    tooMany: ['Trop de codes ont été essayés', 'Ce message ne permet plus de se connecter.'],
    wrong: ['C’est un autre code', WRONG_CODE],
    elsewhere: [
      'Il ne s’est rien passé',
      'Ce formulaire ne vient pas de notre page, ou les cookies sont désactivés.',
    ],
    signOut: 'Se déconnecter',
    signOutHere: 'Se déconnecter de ce navigateur',
    signedOut: 'Vous êtes déconnecté',
  },
};
