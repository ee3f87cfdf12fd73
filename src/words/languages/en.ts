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
  archive: {
    title: 'All issues',
    empty: 'Nothing has been sent yet. The first issue will stand here.',
    older: 'Older',
    newer: 'Newer',
    forward: 'Forward to a friend',
    subscribe: 'Subscribe',
    feed: 'Feed',
    more: 'More',
    subscribeTitle: 'Subscribe',
    subscribeAsk: 'Get {newsletter} by mail. You can leave at any time, with one click.',
    address: 'Your mail address',
    subscribeButton: 'Subscribe',
  },
  forward: {
    title: 'Forward to a friend',
    ask: 'This address opens “{title}” for anybody. Nothing in it is yours: no friend can unsubscribe you.',
    address: 'Address of this issue',
    copyButton: 'Copy',
    copied: 'Copied',
    shareButton: 'Share',
    mail: 'Write a mail',
    mailSubject: '{title}',
    mailText: 'I thought you might like this issue of {newsletter}:\n\n{title}\n{address}\n',
    note: 'Your own mail program sends it. We learn nobody’s address, and write to nobody.',
    friendTitle: 'Has a friend sent you here?',
    friend: 'You can get {newsletter} yourself.',
    subscribe: 'Subscribe here',
  },
};

export default words;
