import type { Words } from '../words.ts';

const words: Words = {
  language: 'Deutsch',
  page: {
    skip: 'Zum Inhalt',
    notFoundTitle: 'Hier ist nichts',
    notFound: 'Unter dieser Adresse gibt es keine Seite.',
    brokenTitle: 'Etwas ist schiefgegangen',
    broken:
      'Es liegt nicht an Ihnen, und nichts wurde geändert. Bitte versuchen Sie es in einer Minute noch einmal.',
    tooLargeTitle: 'Zu viel',
    tooLarge: 'Was Sie geschickt haben, ist größer als jedes Formular hier. Nichts wurde geändert.',
    wrongMethodTitle: 'So nicht',
    wrongMethod: 'Auf diese Weise lässt sich diese Adresse nicht aufrufen. Nichts wurde geändert.',
  },
  unsubscribe: {
    title: 'Abbestellen',
    ask: 'Soll {who} {newsletter} nicht mehr bekommen?',
    button: 'Abbestellen',
    doneTitle: 'Sie sind abgemeldet',
    done: 'Sie bekommen keine Ausgaben von {newsletter} mehr. Eine, die schon unterwegs ist, kann noch ankommen.',
    undoAsk: 'Ein Versehen?',
    undoButton: 'Wieder anmelden',
    backTitle: 'Willkommen zurück',
    back: 'Sie stehen wieder auf der Liste, und nichts ging verloren.',
    unreadable:
      'Dieser Link ist unvollständig oder wurde unterwegs verändert. Bitte nehmen Sie den in Ihrer Mail, oder schreiben Sie an {replyTo}: Sie werden dann von der Liste genommen.',
    stale:
      'Diese Seite war zu lange offen, und nichts wurde geändert. Bitte drücken Sie den Knopf noch einmal.',
    preferences: 'Lieber ändern, was Sie bekommen',
  },
  preferences: {
    title: 'Ihr Abonnement',
    whose: 'Was {who} von {newsletter} bekommt.',
    listsTitle: 'Listen',
    leave: 'Verlassen',
    rejoin: 'Zurückkehren',
    left: 'Sie haben sie verlassen.',
    savedLeft: 'Sie bekommen nichts mehr über die Liste {list}.',
    savedBack: 'Sie stehen wieder auf der Liste {list}.',
    pauseTitle: 'Eine Pause',
    pauseAsk: 'Eine Zeit lang bekommen Sie nichts. Danach kommen die Ausgaben von selbst wieder.',
    twoWeeks: 'Zwei Wochen',
    oneMonth: 'Ein Monat',
    threeMonths: 'Drei Monate',
    paused: 'Bis zum {day} bekommen Sie nichts.',
    unpause: 'Pause beenden',
    unpaused: 'Die Pause ist vorbei: Die nächste Ausgabe kommt zu Ihnen.',
    addressTitle: 'Eine andere Adresse',
    addressHelp: 'Zuerst geht eine Mail dorthin. Ihre Adresse wird geändert, wenn Sie darin zustimmen.',
    addressLabel: 'Neue Adresse',
    addressButton: 'Adresse ändern',
    addressBad:
      'An diese Adresse lässt sich keine Mail schicken. Bitte schreiben Sie sie wie name@example.org.',
    addressAsked:
      'Wenn sich an diese Adresse Mail schicken lässt, ist sie unterwegs. Öffnen Sie sie, und stimmen Sie dort zu.',
  },
  why: {
    title: 'Warum gehen Sie?',
    help: 'Ein Wort hilft, keines ist nötig. Nur die Redaktion liest es.',
    tooMany: 'Zu viele Mails',
    notForMe: 'Nichts für mich',
    neverAsked: 'Ich habe nie darum gebeten',
    other: 'Etwas anderes',
    label: 'In einem Wort',
    button: 'Mitteilen',
    thanks: 'Danke. Es wird gelesen.',
  },
  change: {
    title: 'Adresse ändern',
    ask: 'Soll {newsletter} von jetzt an zu {who} kommen?',
    button: 'Ja, hierher',
    doneTitle: 'Ihre Adresse ist geändert',
    done: 'Von jetzt an kommt {newsletter} zu {who}.',
    gone: 'Dieser Link wurde schon benutzt oder ist zu alt. Auf der Seite Ihres Abonnements können Sie um einen neuen bitten.',
    mailSubject: '{newsletter}: Ist das Ihre neue Adresse?',
    mailTitle: 'Ist das Ihre neue Adresse?',
    mailBody:
      'Jemand, hoffentlich Sie selbst, hat darum gebeten, dass {newsletter} von jetzt an zu dieser Adresse kommt.',
    mailButton: 'Ansehen und zustimmen',
    mailElse: 'Wenn Sie es nicht waren, tun Sie nichts: Dann ändert sich nichts. Der Link gilt {days} Tage.',
    toldSubject: '{newsletter}: Ihre Adresse wurde geändert',
    toldTitle: 'Ihre Adresse wurde geändert',
    toldBody: 'Von jetzt an kommt {newsletter} zu {who} und nicht mehr zu dieser Adresse.',
    toldElse: 'Wenn Sie es nicht waren, antworten Sie auf diese Mail, und es wird in Ordnung gebracht.',
  },
  footer: {
    unsubscribe:
      'Hat dieser Newsletter mit Ihrem Leben oder Ihrer Arbeit nichts zu tun? Dann können Sie ihn jederzeit [abbestellen].',
    forward:
      'Hat Ihnen diese Ausgabe von {name} gefallen? [Leiten Sie sie weiter]; wer mag, kann sich [hier anmelden].',
  },
};

export default words;
