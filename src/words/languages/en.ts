import type { Words } from '../words.ts';

const words: Words = {
  language: 'English',
  page: {
    skip: 'Skip to the content',
    notFoundTitle: 'Nothing here',
    notFound: 'There is no page at this address.',
    brokenTitle: 'Something went wrong',
    broken: 'It is not your fault, and nothing was changed. Please try again in a minute.',
  },
  unsubscribe: {
    title: 'Unsubscribe',
    ask: 'Shall {who} no longer get {newsletter}?',
    button: 'Unsubscribe',
    doneTitle: 'You are unsubscribed',
    done: 'No more issues of {newsletter} will be sent to you. One that is on its way may still arrive.',
    undoAsk: 'A mistake?',
    undoButton: 'Subscribe me again',
    backTitle: 'Welcome back',
    back: 'You are on the list again, and nothing was lost.',
    unreadable:
      'This link is not complete, or has been changed on its way. Please use the one in your mail, or write to {replyTo}: you will be taken off the list.',
    preferences: 'Change what you get instead',
  },
};

export default words;
