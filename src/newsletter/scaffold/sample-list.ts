/** Three people who do not exist; mail to them stays in the outbox. */
export const sampleList = `email,first_name,tags
ada@example.org,Ada,friends
ben@example.com,Ben,
reader@example.net,,
`;
