import type { Words } from '../words.ts';

const words: Words = {
  language: 'Español',
  page: {
    skip: 'Ir al contenido',
    notFoundTitle: 'Aquí no hay nada',
    notFound: 'No hay ninguna página en esta dirección.',
    brokenTitle: 'Algo ha ido mal',
    broken: 'No es culpa tuya, y no se ha cambiado nada. Vuelve a intentarlo dentro de un minuto.',
    tooLargeTitle: 'Demasiado',
    tooLarge: 'Lo que has enviado es mayor que cualquier formulario de aquí. No se ha cambiado nada.',
    wrongMethodTitle: 'Así no',
    wrongMethod: 'A esta dirección no se puede acceder de esta manera. No se ha cambiado nada.',
  },
  unsubscribe: {
    title: 'Darse de baja',
    ask: '¿Quieres que {who} deje de recibir {newsletter}?',
    button: 'Darme de baja',
    doneTitle: 'Te has dado de baja',
    done: 'Ya no recibirás más números de {newsletter}. Puede que todavía llegue alguno que ya esté en camino.',
    undoAsk: '¿Ha sido un error?',
    undoButton: 'Volver a suscribirme',
    backTitle: 'Hola de nuevo',
    back: 'Vuelves a estar en la lista, y no se ha perdido nada.',
    unreadable:
      'Este enlace no está completo o ha cambiado por el camino. Usa el de tu correo, o escribe a {replyTo} y te quitaremos de la lista.',
    stale:
      'Esta página ha estado abierta demasiado tiempo, y no se ha cambiado nada. Pulsa el botón otra vez.',
    preferences: 'Cambiar lo que recibes',
  },
  preferences: {
    title: 'Tu suscripción',
    whose: 'Lo que {who} recibe de {newsletter}.',
    listsTitle: 'Listas',
    leave: 'Dejarla',
    rejoin: 'Volver',
    left: 'La has dejado.',
    savedLeft: 'Ya no recibirás nada de la lista {list}.',
    savedBack: 'Vuelves a estar en la lista {list}.',
    pauseTitle: 'Una pausa',
    pauseAsk: 'Durante un tiempo no recibirás nada. Después, los números volverán a llegar solos.',
    twoWeeks: 'Dos semanas',
    oneMonth: 'Un mes',
    threeMonths: 'Tres meses',
    paused: 'No recibirás nada antes del {day}.',
    unpause: 'Terminar la pausa',
    unpaused: 'La pausa ha terminado: recibirás el próximo número.',
    addressTitle: 'Otra dirección',
    addressHelp: 'Primero enviamos un correo allí. Tu dirección cambia cuando lo aceptes en él.',
    addressLabel: 'Dirección nueva',
    addressButton: 'Cambiar la dirección',
    addressBad: 'No se puede enviar correo a esta dirección. Escríbela así: nombre@example.org.',
    addressAsked: 'Si se puede enviar correo a esa dirección, ya está en camino. Ábrelo y acepta allí.',
  },
  why: {
    title: '¿Por qué te vas?',
    help: 'Una palabra ayuda, y no hace falta ninguna. Solo la lee quien escribe.',
    tooMany: 'Demasiados correos',
    notForMe: 'No es para mí',
    neverAsked: 'Nunca lo pedí',
    other: 'Otra cosa',
    label: 'En una palabra',
    button: 'Contarlo',
    thanks: 'Gracias. Se leerá.',
  },
  change: {
    title: 'Cambiar tu dirección',
    ask: '¿Quieres que {newsletter} llegue a {who} a partir de ahora?',
    button: 'Sí, envíalo aquí',
    doneTitle: 'Tu dirección ha cambiado',
    done: 'A partir de ahora {newsletter} llegará a {who}.',
    gone: 'Este enlace ya se usó, o es demasiado antiguo. Puedes pedir otro en la página de tu suscripción.',
    mailSubject: '{newsletter}: ¿es esta tu nueva dirección?',
    mailTitle: '¿Es esta tu nueva dirección?',
    mailBody:
      'Alguien, esperamos que tú, ha pedido que {newsletter} llegue a esta dirección a partir de ahora.',
    mailButton: 'Ver y aceptar',
    mailElse:
      'Si no has sido tú, no hagas nada: no cambia nada, y no recibirás más correos sobre esto. El enlace sirve durante {days} días.',
    toldSubject: '{newsletter}: tu dirección ha cambiado',
    toldTitle: 'Tu dirección ha cambiado',
    toldBody: 'A partir de ahora {newsletter} se envía a {who}, y ya no a esta dirección.',
    toldElse: 'Si no has sido tú, responde a este correo y lo arreglaremos.',
  },
  footer: {
    unsubscribe:
      '¿Este boletín no tiene que ver con tu vida o tu trabajo? Puedes [darte de baja] cuando quieras.',
    forward:
      '¿Te ha servido este número de {name}? [Reenvíalo] a alguien que conozcas; también puede [suscribirse aquí].',
  },
};

export default words;
